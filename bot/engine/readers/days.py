"""Days in people's words: "sat", "mañana", "9/27", "el 26", "first Saturday of December".

A day that can be understood in two ways is not guessed: "this Saturday" said on a Friday, two days
at once, a weekday and a date that disagree, a day that no month has. Years are left out by nearly
everybody: a date is the coming one, and one that has just passed is past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.engine.readers.numbers import collapse
from bot.engine.readers.reading import Answer, Reading, Span
from bot.engine.readers.tokens import Token, read_tokens

_JUST_PASSED = 60  # days; a date without a year that passed longer ago is next year's
_NEAR = 120  # days; of two ways to read 9/10 the one this near is meant, where the other is not


@dataclass(frozen=True, slots=True)
class Named:
    """A day as it is named, before it is known which: a weekday, a day of the month, both, or a
    day already. `near` is "next", "this", "last" or nothing; tokens `start` to `end` name it."""

    start: int
    end: int
    day: date | None = None
    weekday: int | None = None
    number: int | None = None
    near: str = ""
    weeks: int = 0
    is_bad: bool = False


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


# --- which day is meant -----------------------------------------------------------------------


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


# --- what names a day -------------------------------------------------------------------------


def name_days(
    tokens: Sequence[Token], today: date, lang: str, window: Span | None, *, is_answer: bool
) -> list[Named]:
    """Every day these tokens (numbers collapsed) name. `is_answer`: the text answers a question
    for a day, so that a bare "24" may be one."""
    found: list[Named] = []
    at = 0
    while at < len(tokens):
        named = _at(tokens, at, today, lang, window)
        if named is not None:
            found.append(named)
            at = max(named.end, at + 1)
        else:
            at += 1
    if not found and is_answer:
        found = _bare(tokens)
    return _merged(found, tokens)


def _at(
    tokens: Sequence[Token], at: int, today: date, lang: str, window: Span | None
) -> Named | None:
    token = tokens[at]
    if token.kind in ("iso", "date", "slash"):
        return _written(token, at, today, lang, window)
    for read in (_dashed, _of_month, _with_month, _relative, _week_day, _in_days):
        named = read(tokens, at, today)
        if named is not None:
            return named
    return None


def _written(token: Token, at: int, today: date, lang: str, window: Span | None) -> Named | None:
    parts = token.value
    if token.kind == "iso":
        return _known(at, at + 1, make_day(*parts))
    if token.kind == "date":
        year = parts[2] + (2000 if parts[2] < 100 else 0)
        month, day = _month_first(parts[0], parts[1])
        return _known(at, at + 1, make_day(year, month, day))
    month, day = _month_first(parts[0], parts[1])
    as_written = coming(month, day, today)
    turned = coming(day, month, today) if month != day else None
    if as_written is None:
        return _known(at, at + 1, turned)
    if turned is not None and lang == "es":
        as_written = _nearer(as_written, turned, today, window)
    return _known(at, at + 1, as_written)


def _dashed(tokens: Sequence[Token], at: int, today: date) -> Named | None:
    """ "9-27"; with a smaller second number it may be hours, 5-7."""
    if at + 2 >= len(tokens) or tokens[at + 1].text != "-":
        return None
    month, day = tokens[at].number, tokens[at + 2].number
    is_date = 1 <= month <= 12 and 12 < day <= 31 and tokens[at + 1].start == tokens[at].end
    return _known(at, at + 3, coming(month, day, today)) if is_date else None


def _month_first(first: int, second: int) -> tuple[int, int]:
    return (second, first) if first > 12 >= second else (first, second)


def _nearer(day: date, turned: date, today: date, window: Span | None) -> date | None:
    """In Spanish 3/10 may be the third of October: only what cannot be otherwise is taken."""
    if window is not None:
        inside = [d for d in (day, turned) if window[0] <= d <= window[1]]
        return inside[0] if len(inside) == 1 else day
    near = [d for d in (day, turned) if abs((d - today).days) <= _NEAR]
    return near[0] if len(near) == 1 else None


def _known(start: int, end: int, day: date | None, weekday: int | None = None) -> Named:
    return Named(start, end, day=day, weekday=weekday, is_bad=day is None)


def make_day(year: int, month: int, day: int) -> date | None:
    """That day, or None where there is none (February 30)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming(month: int, day: int, today: date) -> date | None:
    """The date without a year that is meant: the coming one, or the one just past."""
    this_year = make_day(today.year, month, day)
    last_year = make_day(today.year - 1, month, day)
    if last_year and (today - last_year).days <= _JUST_PASSED:
        return last_year
    if this_year and this_year >= today - timedelta(days=_JUST_PASSED):
        return this_year
    return make_day(today.year + 1, month, day)


def _day_number(token: Token) -> int | None:
    """1 to 31, in digits, words or as an ordinal."""
    value: object = token.value[0] if token.kind in ("number", "ordinal") else None
    if value is None and token.has("ordinal") and token.kind == "word":
        value = token.senses["ordinal"]
    return value if isinstance(value, int) and 1 <= value <= 31 else None


def _of_month(tokens: Sequence[Token], at: int, today: date) -> Named | None:
    """ "first Saturday of December", "último viernes del mes" """
    if at + 2 >= len(tokens):
        return None
    number, weekday = _day_number(tokens[at]), tokens[at + 1].senses.get("weekday")
    is_last = tokens[at].has("last_of", "last")
    if not isinstance(weekday, int) or (not is_last and not _is_ordinal(tokens[at])):
        return None
    then = at + 2
    while then < len(tokens) - 1 and tokens[then].has("day_word", "self"):
        then += 1
    month = tokens[then].senses.get("month")
    if not isinstance(month, int) and not tokens[then].has("this_month"):
        return None
    day = _nth(weekday, -1 if is_last else number or 0, month, today)
    return _known(at, then + 1, day)


def _is_ordinal(token: Token) -> bool:
    return token.kind == "ordinal" or token.has("ordinal")


def _nth(weekday: int, number: int, month: object, today: date) -> date | None:
    year = today.year
    if not isinstance(month, int):
        month = today.month
    elif month < today.month:
        year += 1
    days = [
        day for n in range(1, 32) if (day := make_day(year, month, n)) and day.weekday() == weekday
    ]
    index = number if number < 0 else number - 1
    return days[index] if -1 <= index < len(days) else None


def _with_month(tokens: Sequence[Token], at: int, today: date) -> Named | None:
    """ "sept 24", "24 de septiembre", "the 24th of September 2026" """
    month = tokens[at].senses.get("month")
    if isinstance(month, int) and at + 1 < len(tokens):
        then = at + 1
        while then < len(tokens) - 1 and tokens[then].has("day_word", "article"):
            then += 1
        number = _day_number(tokens[then])
        if number is not None and not _is_hour(tokens, then):
            return _dated(tokens, at, then + 1, month, number, today)
    number = _day_number(tokens[at])
    if number is None or (tokens[at].has("weekday")):
        return None
    then = at + 1
    while then < len(tokens) and tokens[then].has("day_word") and then < at + 3:
        then += 1
    found = tokens[then].senses.get("month") if then < len(tokens) else None
    if not isinstance(found, int) or (tokens[then].has("weekday") and then == at + 1):
        return None
    return _dated(tokens, at, then + 1, found, number, today)


def _is_hour(tokens: Sequence[Token], at: int) -> bool:
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and after.has("part", "oclock") and tokens[at].kind == "number"


def _dated(
    tokens: Sequence[Token], start: int, end: int, month: int, number: int, today: date
) -> Named:
    then = end
    while then < len(tokens) and (tokens[then].has("day_word") or tokens[then].text == ","):
        then += 1
    if then < len(tokens) and tokens[then].kind == "number" and 2020 <= tokens[then].number < 2100:
        return _known(start, then + 1, make_day(tokens[then].number, month, number))
    return _known(start, end, coming(month, number, today))


def _relative(tokens: Sequence[Token], at: int, today: date) -> Named | None:
    ahead = tokens[at].senses.get("day")
    if isinstance(ahead, int):
        return Named(at, at + 1, day=today + timedelta(days=ahead))
    if tokens[at].has("in_eight"):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if after is None or not after.has("weekday"):
            return Named(at, at + 1, day=today + timedelta(days=7))
    return None


def _week_day(tokens: Sequence[Token], at: int, _today: date) -> Named | None:
    weekday = tokens[at].senses.get("weekday")
    if not isinstance(weekday, int):
        return None
    start, end, near, weeks = at, at + 1, "", 0
    before = tokens[at - 1] if at else None
    if before is not None and before.has("day_word", "article") and not before.has("next"):
        before = tokens[at - 2] if at > 1 else None
    if before is not None:
        near = next((n for n in ("next", "this", "last") if before.has(n)), "")
        weeks = 1 if before.has("after_that") else 0
    after = tokens[end] if end < len(tokens) else None
    if after is not None and after.has("next", "last"):
        near, end = ("next" if after.has("next") else "last"), end + 1
        near = "coming" if near == "next" and after.text in ("que viene", "que entra") else near
    elif after is not None and after.has("in_eight"):
        weeks, end = 1, end + 1
    return _with_number(tokens, Named(start, end, weekday=weekday, near=near, weeks=weeks))


def _with_number(tokens: Sequence[Token], named: Named) -> Named:
    """ "viernes 25", "Tuesday the 15th": the number beside a weekday."""
    then = named.end
    while then < len(tokens) - 1 and (tokens[then].has("day_word") or tokens[then].text == ","):
        then += 1
    if then >= len(tokens) or _day_number(tokens[then]) is None or _is_hour(tokens, then):
        return named
    token = tokens[then]
    is_sure = token.kind == "ordinal" or token.number > 12 or tokens[then - 1].text == "the"
    after = next((t for t in tokens[then + 1 :] if not t.has("day_word")), None)
    if after is not None and (after.has("month", "to") or after.text in "-:"):
        return named
    if not is_sure or token.has("at"):
        return named
    return Named(
        named.start, then + 1, weekday=named.weekday, number=_day_number(token), near=named.near
    )


def _in_days(tokens: Sequence[Token], at: int, today: date) -> Named | None:
    """ "in 3 days", "dentro de una semana", "two weeks from today", "a week from today" """
    token = tokens[at]
    number = 1 if token.has("article") and not token.has("number") else token.number
    if number < 0 or at + 1 >= len(tokens):
        return None
    unit = tokens[at + 1].senses.get("unit")
    if not isinstance(unit, int) or unit not in (86400, 604800):
        return None
    before = tokens[at - 1] if at else None
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    ahead = timedelta(seconds=unit * number)
    if (before is not None and before.has("ago")) or (after is not None and after.has("ago")):
        return Named(at, at + 2, day=today - ahead)
    if before is not None and before.has("ahead") and not (unit == 86400 and number == 15):
        return Named(at, at + 2, day=today + ahead)
    return Named(at, at + 3, day=today + ahead) if after and after.has("ahead") else None


def _bare(tokens: Sequence[Token]) -> list[Named]:
    """ "24", "the 24th", "el día 24", "el 26 a las 10": a number among words that carry nothing."""
    found = []
    for at, token in enumerate(tokens):
        number = _day_number(token)
        if number is None or _is_hour(tokens, at):
            continue
        before = tokens[at - 1] if at else None
        if (
            token.kind == "ordinal"
            or (before is not None and before.has("day_word"))
            or (len(tokens) == 1 and token.kind == "number")
        ):
            found.append(Named(at, at + 1, number=number))
    return found


def _merged(found: list[Named], tokens: Sequence[Token]) -> list[Named]:
    """A weekday and the date beside it are one day, if they agree; the same day twice is one."""
    merged: list[Named] = []
    for named in found:
        last = merged[-1] if merged else None
        between = tokens[last.end : named.start] if last else []
        is_beside = all(t.has("day_word", "article", "self") or t.text in ",(" for t in between)
        if last is not None and is_beside and _is_one(last, named):
            merged[-1] = Named(
                last.start, named.end, day=last.day or named.day,
                weekday=_first(last.weekday, named.weekday),
                number=_first(last.number, named.number), near=last.near or named.near,
                is_bad=last.is_bad or named.is_bad,
            )  # fmt: skip
        elif last is None or (last.day, last.weekday, last.number) != (
            named.day, named.weekday, named.number
        ):  # fmt: skip
            merged.append(named)
    return merged


def _is_one(first: Named, second: Named) -> bool:
    is_weekday = (first.weekday is None) != (second.weekday is None)
    return is_weekday or first.is_bad or second.is_bad


def _first(one: int | None, other: int | None) -> int | None:
    return other if one is None else one
