"""Days in people's words: "sat", "mañana", "9/27", "el 26", "first Saturday of December".

A day that can be understood in two ways is not guessed: "this Saturday" said on a Friday, two days
at once, a weekday and a date that disagree, a day that no month has. Years are left out by nearly
everybody: a date is the coming one, and one that has just passed is past.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.engine.readers.dates import Named
from bot.engine.readers.named_days import name_days
from bot.engine.readers.numbers import collapse
from bot.engine.readers.reading import Answer, Reading, Span
from bot.engine.readers.tokens import Token, read_tokens


def read_date(text: str, reading: Reading) -> Answer | None:
    """The one day `text` names. Outside: not in the question's window, or past."""
    tokens = collapse(read_tokens(text, reading.lexicon.tongues, reading.lang))
    today = reading.now.date()
    named = name_days(tokens, today, reading.lang, reading.window, is_answer=True)
    if len(named) != 1:
        return None
    if is_joined_to_more(tokens, named[0]):
        return None
    day = which_day(named[0], today, reading.window, reading.options.get("past") == "yes")
    return None if day is None else Answer(day.isoformat(), is_outside=not _fits(day, reading))


def _fits(day: date, reading: Reading) -> bool:
    if reading.window is not None:
        low = max(reading.window[0], reading.now.date())
        return low <= day <= reading.window[1]
    if reading.options.get("past") == "yes":
        return day <= reading.now.date()
    return day >= reading.now.date()


def is_joined_to_more(tokens: Sequence[Token], named: Named) -> bool:
    """ "26 or 27", "the 26th-27th": more than the one day."""
    end = tokens[named.end] if named.end < len(tokens) else None
    after = tokens[named.end + 1] if named.end + 1 < len(tokens) else None
    if end is None or after is None or not (end.has("or", "and", "to") or end.text in "-/"):
        return False
    is_day_number = after.kind == "ordinal" or (after.kind == "number" and after.number > 12)
    return is_day_number and named.weekday is None


def which_day(named: Named, today: date, window: Span | None, is_past: bool = False) -> date | None:
    """The day, or None where it is not sure which."""
    if named.is_bad:
        return None
    if named.day is not None:
        return _agreed(named, named.day)
    if is_past:
        return _last_such(named, today)
    if named.number is not None:
        return _numbered(named, max(today, window[0]) if window else today)
    if named.weekday is None:
        return None
    return _coming_weekday(named, named.weekday, today, window)


def _agreed(named: Named, day: date) -> date | None:
    return day if named.weekday is None or day.weekday() == named.weekday else None


def _last_such(named: Named, today: date) -> date | None:
    for back in range(400):
        day = today - timedelta(days=back)
        if named.number not in (None, day.day) or named.weekday not in (None, day.weekday()):
            continue
        if named.near == "last" and back == 0:
            continue
        return day
    return None


def _numbered(named: Named, start: date) -> date | None:
    for ahead in range(62):
        day = start + timedelta(days=ahead)
        if day.day == named.number:
            return _agreed(named, day)
    return None


def _coming_weekday(named: Named, weekday: int, today: date, window: Span | None) -> date | None:
    ahead = (weekday - today.weekday()) % 7
    coming = today + timedelta(days=ahead)
    if named.weeks:
        return coming + timedelta(days=7 * named.weeks)
    if named.near == "last":
        return None
    if named.near and ahead == 1:  # whoever means tomorrow mostly says so
        return None
    if window is not None:
        return _in_window(named, coming, today, window)
    if named.near == "next":
        is_this_week = coming.isocalendar()[1] == today.isocalendar()[1]
        if ahead == 0:
            return coming + timedelta(days=7)
        return None if is_this_week else coming
    return coming


def _in_window(named: Named, coming: date, today: date, window: Span) -> date:
    first = coming + timedelta(days=7 if named.near == "next" and coming == today else 0)
    start = max(today, window[0])
    inside = start + timedelta(days=(coming.weekday() - start.weekday()) % 7)
    if named.near == "this" and coming < window[0]:
        return coming
    if window[0] <= inside <= window[1] and inside >= first:
        return inside
    return first + timedelta(days=7 if first < window[0] else 0)
