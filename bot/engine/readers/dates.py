"""Dates as they are written and said: "9/27", "2026-09-27", "24 de septiembre", "first Saturday".

Years are left out by nearly everybody: a date is the coming one, and one that has just passed is
past. Which of two days 3/10 is in Spanish is not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.engine.readers.reading import Span
from bot.engine.readers.tokens import Token

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


def find_date(
    tokens: Sequence[Token], at: int, today: date, lang: str, window: Span | None
) -> Named | None:
    """The date that begins at a token, if one does."""
    if tokens[at].kind in ("iso", "date", "slash"):
        return _written(tokens[at], at, today, lang, window)
    for read in (_dashed, _of_month, _with_month):
        named = read(tokens, at, today)
        if named is not None:
            return named
    return None


def _written(token: Token, at: int, today: date, lang: str, window: Span | None) -> Named:
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


def day_number(token: Token) -> int | None:
    """1 to 31, in digits, words or as an ordinal."""
    value: object = token.value[0] if token.kind in ("number", "ordinal") else None
    if value is None and token.has("ordinal") and token.kind == "word":
        value = token.senses["ordinal"]
    return value if isinstance(value, int) and 1 <= value <= 31 else None


def _of_month(tokens: Sequence[Token], at: int, today: date) -> Named | None:
    """ "first Saturday of December", "último viernes del mes" """
    if at + 2 >= len(tokens):
        return None
    number, weekday = day_number(tokens[at]), tokens[at + 1].senses.get("weekday")
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
        number = day_number(tokens[then])
        if number is not None and not is_hour(tokens, then):
            return _dated(tokens, at, then + 1, month, number, today)
    number = day_number(tokens[at])
    if number is None or (tokens[at].has("weekday")):
        return None
    then = at + 1
    while then < len(tokens) and tokens[then].has("day_word") and then < at + 3:
        then += 1
    found = tokens[then].senses.get("month") if then < len(tokens) else None
    if not isinstance(found, int) or (tokens[then].has("weekday") and then == at + 1):
        return None
    return _dated(tokens, at, then + 1, found, number, today)


def is_hour(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is no day, since "pm" or "o'clock" follows."""
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
