"""One hour as it is said: "6pm", "18:00", "6 y media", "15 para las 6", "half past six".

Where hours stand in a text, and which of them make a range, is told in clocks.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from bot.engine.readers.tokens import Token


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour as it is said. `half` is a, p, n (at night), d (of the day), or empty; `is_marked`
    whether anything but the number says that it is an hour; tokens `start` to `end` say it."""

    hour: int
    minute: int
    start: int
    end: int
    half: str = ""
    is_marked: bool = True

    @property
    def clock(self) -> time | None:
        """The time of day, where am or pm or the hour itself says which; None where not sure."""
        if not 0 <= self.hour <= 24 or self.minute > 59 or (self.hour == 24 and self.minute):
            return None
        if self.hour == 24:
            return time(0)
        if not self.half:
            return time(self.hour, self.minute) if self.hour > 12 or self.hour == 0 else None
        if self.hour > 12 or self.hour == 0:
            return time(self.hour, self.minute)
        return time(self._hour_of_half(), self.minute)

    def _hour_of_half(self) -> int:
        if self.half == "d":
            return self.hour if self.hour >= 6 else self.hour + 12
        if self.half == "n":
            return 0 if self.hour == 12 else self.hour + (12 if self.hour >= 5 else 0)
        return self.hour % 12 + (12 if self.half == "p" else 0)


def hours_said(tokens: Sequence[Token]) -> list[Hour]:
    """Everything that may be an hour, bare numbers too, each with the part of the day beside it."""
    return [with_half(tokens, hour) for hour in bare_hours_said(tokens)]


def bare_hours_said(tokens: Sequence[Token]) -> list[Hour]:
    """Everything that may be an hour, bare numbers too, without the part of the day beside it."""
    found: list[Hour] = []
    at = 0
    while at < len(tokens):
        hour = _hour_at(tokens, at)
        if hour is not None:
            found.append(hour)
            at = hour.end
        else:
            at += 1
    return found


def _hour_at(tokens: Sequence[Token], at: int) -> Hour | None:
    for read in (_word, _before_hour, _half_past, _written, _spoken):
        hour = read(tokens, at)
        if hour is not None:
            return hour
    return None


def _word(tokens: Sequence[Token], at: int) -> Hour | None:
    """ "noon", "medianoche" """
    said = tokens[at].senses.get("clock")
    if not isinstance(said, str):
        return None
    clock = time.fromisoformat(said)
    return Hour(clock.hour, clock.minute, at, at + 1, half="p" if clock.hour else "n")


def _number(tokens: Sequence[Token], at: int) -> int:
    return tokens[at].number if at < len(tokens) else -1


def _minutes(tokens: Sequence[Token], at: int) -> int:
    """Minutes said before or after an hour: a number, or a quarter."""
    if at >= len(tokens):
        return -1
    if tokens[at].has("quarter"):
        return 15
    return tokens[at].number if tokens[at].kind == "number" and tokens[at].number < 60 else -1


def _skip(tokens: Sequence[Token], at: int, *senses: str) -> int:
    return at + 1 if at < len(tokens) and tokens[at].has(*senses) else at


def _before_hour(tokens: Sequence[Token], at: int) -> Hour | None:
    """ "quarter to 7", "ten minutes to six", "15 para las 6", "cuarto para las 7" """
    minutes = _minutes(tokens, at)
    if minutes <= 0:
        return None
    then = _skip(tokens, at + 1, "unit")
    has_unit = then > at + 1
    if then >= len(tokens):
        return None
    is_spanish = tokens[then].has("para_las")
    is_english = tokens[then].has("until_hour") and (
        has_unit or tokens[at].has("quarter") or (tokens[at].text in ("ten", "five", "twenty"))
    )
    hour = _number(tokens, then + 1)
    if not (is_spanish or is_english) or not 1 <= hour <= 12:
        return None
    return Hour(hour - 1 or 12, 60 - minutes, at, then + 2)


def _half_past(tokens: Sequence[Token], at: int) -> Hour | None:
    """ "half past six", "quarter after 5", "20 past 4" """
    if tokens[at].has("half_past"):
        hour = _number(tokens, at + 1)
        return Hour(hour, 30, at, at + 2) if 1 <= hour <= 12 else None
    minutes = _minutes(tokens, at)
    then = _skip(tokens, at + 1, "unit")
    if minutes <= 0 or then >= len(tokens) or not tokens[then].has("past"):
        return None
    hour = _number(tokens, then + 1)
    return Hour(hour, minutes, at, then + 2) if 1 <= hour <= 12 else None


def _written(tokens: Sequence[Token], at: int) -> Hour | None:
    """ "6pm", "18:30", "5.30", "18 hrs", "1800" """
    token = tokens[at]
    if token.kind in ("clock", "hours"):
        minute = token.value[1] if len(token.value) > 1 else 0
        return Hour(token.value[0], minute, at, at + 1, half=token.half)
    if token.kind == "number" and len(token.text) in (3, 4) and token.text.isdecimal():
        hour, minute = divmod(token.number, 100)
        is_time = hour <= 24 and minute < 60 and (len(token.text) == 4 or token.number % 5 == 0)
        if is_time and not 2020 <= token.number <= 2035:
            is_marked = _is_marked(tokens, at, at + 1)
            return Hour(hour, minute, at, at + 1, is_marked=is_marked)
    return None


def _spoken(tokens: Sequence[Token], at: int) -> Hour | None:
    """ "6", "a las seis y media", "six thirty", "6 menos cuarto", "seven o'clock" """
    hour = _number(tokens, at)
    if not 0 <= hour <= 24 or (len(tokens[at].text) > 2 and tokens[at].text.isdecimal()):
        return None
    minute, end = _minutes_after(tokens, at + 1)
    if minute < 0:
        hour, minute = (hour - 1) or 12, 60 + minute
    is_marked = end > at + 1 or _is_marked(tokens, at, end)
    if end < len(tokens) and tokens[end].has("oclock"):
        end += 1
    elif end < len(tokens) and tokens[end].has("unit") and not is_marked:
        return None
    if hour == 0 and not is_marked:
        return None
    return Hour(hour, minute, at, end, is_marked=is_marked)


def _minutes_after(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """The minutes that follow an hour (negative: before it), and where they end."""
    if at >= len(tokens):
        return 0, at
    token = tokens[at]
    then = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.has("and_half"):
        return 30, at + 1
    if token.has("past_hour") and then is not None:
        if then.has("half_hour", "half"):
            return 30, at + 2
        minutes = _minutes(tokens, at + 1)
        if then.has("quarter") or (5 <= minutes < 60 and minutes % 5 == 0 and minutes > 12):
            return minutes, at + 2
    if token.has("menos") and then is not None:
        minutes = _minutes(tokens, at + 1)
        return (-minutes, at + 2) if minutes > 0 else (0, at)
    is_spoken = token.kind == "number" and token.number in (10, 15, 20, 25, 30, 35, 40, 45, 50, 55)
    if is_spoken and (token.number > 12 or not token.text.isdecimal()):
        return token.number, at + 1
    return 0, at


def _is_marked(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether something beside a number says that it is an hour."""
    before = tokens[start - 1] if start else None
    after = tokens[end] if end < len(tokens) else None
    if after is not None and after.has("part", "oclock", "zone") and not after.has("roughly"):
        return True
    return before is not None and before.has("at") and not before.has("day_word", "roughly")


def with_half(tokens: Sequence[Token], hour: Hour) -> Hour:
    """An hour with the part of the day that is said right after it, if one is."""
    at = hour.end
    while at < len(tokens) and tokens[at].has("zone", "oclock"):
        at += 1
    if hour.half or at >= len(tokens) or not tokens[at].has("part") or tokens[at].has("day"):
        return hour
    return replace(hour, half=str(tokens[at].senses["part"]), end=at + 1)
