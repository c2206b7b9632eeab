"""What names a day: a date, a weekday ("this Saturday", "el viernes 25"), "mañana", "in 3 days".

Which day is meant by it is told in days.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.engine.readers.dates import Named, day_number, find_date, is_hour
from bot.engine.readers.reading import Span
from bot.engine.readers.tokens import Token


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
    found = find_date(tokens, at, today, lang, window)
    if found is not None:
        return found
    for read in (_relative, _week_day, _in_days):
        named = read(tokens, at, today)
        if named is not None:
            return named
    return None


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
    if then >= len(tokens) or day_number(tokens[then]) is None or is_hour(tokens, then):
        return named
    token = tokens[then]
    is_sure = token.kind == "ordinal" or token.number > 12 or tokens[then - 1].text == "the"
    after = next((t for t in tokens[then + 1 :] if not t.has("day_word")), None)
    if after is not None and (after.has("month", "to") or after.text in "-:"):
        return named
    if not is_sure or token.has("at"):
        return named
    return Named(
        named.start, then + 1, weekday=named.weekday, number=day_number(token), near=named.near
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
        number = day_number(token)
        if number is None or is_hour(tokens, at):
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
