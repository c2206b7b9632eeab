"""When a DJ read the copy on air: "10 minutes ago", "anoche a las 11", "twice today at 7 and 9".

Every number of the text must be accounted for. Where an hour may be two, where one lies ahead, or
where as many times are not named as were said, the reading is not sure: it is shown and asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from bot.engine.readers.days import which_day
from bot.engine.readers.hours import Hour, hours_said
from bot.engine.readers.named_days import name_days
from bot.engine.readers.numbers import collapse
from bot.engine.readers.reading import Answer, Reading
from bot.engine.readers.tokens import Token, read_tokens
from bot.engine.wording import Lexicon

MOST = 8  # airings in one text
_FRESH = timedelta(hours=3)  # of two hours that have passed, one this near is meant
_DAY = timedelta(days=1)
_MOST_TOLD = 120  # characters of a text that is kept


@dataclass(frozen=True, slots=True)
class Airings:
    """`times` (aware, in the order told) that a text names. `is_now`: it says now, or nothing.
    Not `is_sure`: show them and ask. No times and not now: nothing was understood."""

    times: tuple[datetime, ...] = ()
    is_now: bool = False
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class OnAir:
    """Hours at which a DJ's show is on, on these weekdays: they tell am from pm."""

    days: tuple[int, ...]
    from_: time
    until: time | None = None

    def holds(self, at: datetime) -> bool:
        """Whether the show is on then; half an hour around it counts."""
        begin = datetime.combine(at.date(), self.from_, at.tzinfo) - timedelta(minutes=30)
        until = self.until or (datetime.combine(at.date(), self.from_) + timedelta(hours=1)).time()
        end = datetime.combine(at.date(), until, at.tzinfo) + timedelta(minutes=30)
        return at.weekday() in self.days and begin <= at <= end


def read_airings(
    text: str, local: datetime, lexicon: Lexicon, lang: str, shows: Sequence[OnAir] = ()
) -> Airings:
    """The airings `text` tells of; `local` is now on the DJ's clock (aware)."""
    tokens = collapse(read_tokens(text, lexicon.tongues, lang))
    if not tokens or all(t.kind == "mark" or t.has("now", "aired", "self") for t in tokens):
        return Airings(is_now=True)
    past = _ago(tokens, local)
    if past is not None:
        return Airings((past,), is_sure=not _left_over(tokens, set(_ago_places(tokens))))
    hours = _shared_halves(tokens, _hours(tokens))
    if any(hour.hour < 0 for hour in hours) or not hours:
        return Airings(is_sure=False)
    return _placed(tokens, hours, local, lang, shows)


def read_told_airing(text: str, reading: Reading) -> Answer | None:
    """The text itself, where it tells of an airing at some time: "ayer lo leí a las 7am"."""
    found = read_airings(text, reading.now, reading.lexicon, reading.lang)
    return Answer(" ".join(text.split())[:_MOST_TOLD]) if found.times else None


# --- so long ago ------------------------------------------------------------------------------


def _ago_places(tokens: Sequence[Token]) -> list[int]:
    """The tokens that say how long ago, or none."""
    for at, token in enumerate(tokens):
        if not token.has("ago"):
            continue
        behind = _length(tokens, at + 1)
        if behind:
            return [at, *behind]
        before = [i for i in range(max(0, at - 4), at) if _length(tokens, i) and
                  _length(tokens, i)[-1] == at - 1]  # fmt: skip
        if before:
            return [*_length(tokens, before[0]), at]
    return []


def _length(tokens: Sequence[Token], at: int) -> list[int]:
    """The tokens of a length of time that begins at `at`: "about 10 minutes", "media hora"."""
    start = at
    while at < len(tokens) and tokens[at].has("roughly") and tokens[at].kind != "number":
        at += 1
    while at < len(tokens) and (
        tokens[at].kind == "number" or tokens[at].has("half", "article", "number")
    ):
        at += 1
    if at == start or at >= len(tokens) or not tokens[at].has("unit"):
        return []
    end = at + 1
    if end < len(tokens) and tokens[end].has("and_half"):
        end += 1
    return list(range(start, end))


def _ago(tokens: Sequence[Token], local: datetime) -> datetime | None:
    places = _ago_places(tokens)
    if not places:
        return None
    said = [tokens[at] for at in places]
    unit = next(int(t.senses["unit"]) for t in said if t.has("unit"))
    if unit > 86400 * 7:
        return None
    number = next((float(t.number) for t in said if t.kind == "number"), 1.0)
    if any(t.has("half") for t in said) and not any(t.kind == "number" for t in said):
        number = 0.5
    number += 0.5 if any(t.has("and_half") for t in said) else 0
    return (local - timedelta(seconds=unit * number)).replace(microsecond=0)


# --- at these hours ---------------------------------------------------------------------------


_UNREAD = Hour(-1, 0, 0, 0)


def _hours(tokens: Sequence[Token]) -> list[Hour]:
    """The hours named; one that is none (`_UNREAD`) where a number is not accounted for."""
    found = [hour for hour in hours_said(tokens) if not _is_no_hour(tokens, hour)]
    taken = {at for hour in found for at in range(hour.start, hour.end)}
    if _left_over(tokens, taken) or _is_range(tokens, found):
        return [_UNREAD]
    return found


def _is_no_hour(tokens: Sequence[Token], hour: Hour) -> bool:
    """ "3x", "twice", "script 15", "el de 30", "sept 24": a number that is no hour."""
    if tokens[hour.start].has("calls"):
        return True
    if hour.is_marked:
        return False
    before = tokens[hour.start - 1] if hour.start else None
    after = tokens[hour.end] if hour.end < len(tokens) else None
    if after is not None and after.has("calls", "unit", "month") and not after.has("part"):
        return True
    if before is None:
        return False
    return before.has("month") or (before.has("spot") and not before.has("at"))


def _left_over(tokens: Sequence[Token], taken: set[int]) -> bool:
    """Whether a number or a form stands in the text that nothing explains."""
    for at, token in enumerate(tokens):
        if at in taken or token.kind in ("word", "mark", "iso", "date", "slash", "ordinal"):
            continue
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        is_told = after is not None and after.has("calls", "unit", "month")
        is_of = before is not None and (before.has("spot", "month") or before.text == ":")
        if token.kind == "code" and token.text[0] == "v" and token.text[1:].isdecimal():
            continue
        if token.kind == "number" and (is_told or is_of or token.has("calls")):
            continue
        return True
    return False


def _is_range(tokens: Sequence[Token], hours: list[Hour]) -> bool:
    """ "6-10": when the show is on, not when the copy was read."""
    for first, then in pairwise(hours):
        between = tokens[first.end : then.start]
        if any(t.text in ("-", "–") or (t.has("to") and not t.has("at")) for t in between):
            return True
    return False


def _shared_halves(tokens: Sequence[Token], hours: list[Hour]) -> list[Hour]:
    """ "6, 7, 8 am": what the last says holds for those before it, as far as they go up."""
    out = list(hours)
    for at in range(len(out) - 2, -1, -1):
        first, then = out[at], out[at + 1]
        between = tokens[first.end : then.start]
        is_list = all(t.has("and", "at", "or") or t.text in ",&/" for t in between)
        if not first.half and then.half and is_list and first.hour <= 12:
            same = replace(first, half=then.half)
            is_over = same.clock is not None and then.clock is not None and same.clock > then.clock
            out[at] = replace(first, half="a") if is_over and then.half == "p" else same
    return out


def _count_said(tokens: Sequence[Token]) -> int | None:
    """ "twice", "3x", "4 veces" """
    for token, then in zip(tokens, [*tokens[1:], None], strict=True):
        is_times = then is not None and then.text in ("x", "times", "time", "veces", "vez")
        if token.kind == "number" and (token.has("calls") or is_times):
            return token.number
    return None


def _placed(
    tokens: Sequence[Token], hours: list[Hour], local: datetime, lang: str,
    shows: Sequence[OnAir],
) -> Airings:  # fmt: skip
    days = _days(tokens, local.date(), lang)
    if days is None or any(t.has("weekdays", "weekend") for t in tokens):
        return Airings(is_sure=False)
    found: list[datetime] = []
    is_sure = True
    for hour in hours:
        for day, part in _days_of(hour, hours, days):
            at, sure = _instant(replace(hour, half=hour.half or part), day, local, shows)
            if at is None:
                return Airings(is_sure=False)
            is_sure = is_sure and sure
            found.append(at)
    said = _count_said(tokens)
    times = tuple(dict.fromkeys(found))[:MOST]
    is_even = all(a <= b for a, b in pairwise(times)) or bool(days)
    is_full = said in (None, len(times)) and len(found) <= MOST
    return Airings(times, is_sure=is_sure and is_even and is_full)


_Day = tuple[int, date, str]  # the token it begins at, the day, the part of the day it says


def _days(tokens: Sequence[Token], today: date, lang: str) -> list[_Day] | None:
    """The days named; None where one is not sure, or lies ahead."""
    found: list[_Day] = []
    for named in name_days(tokens, today, lang, None, is_answer=False):
        day = which_day(named, today, None, is_past=True)
        if day is None or day > today:
            return None
        parts = [str(t.senses["part"]) for t in tokens[named.start : named.end] if t.has("part")]
        found.append((named.start, day, parts[0] if parts else ""))
    return found


def _days_of(hour: Hour, hours: list[Hour], days: list[_Day]) -> list[tuple[date | None, str]]:
    """The days an hour was on: those named before it and behind the hour before; else the first
    behind it; else the last one named; else none (today, or the last such hour)."""
    if not days:
        return [(None, "")]
    before = max((other.end for other in hours if other.end <= hour.start), default=0)
    own = [(day, part) for at, day, part in days if before <= at < hour.start]
    if own:
        return list(own)
    earlier = [(day, part) for at, day, part in days if at < hour.start]
    if earlier:
        return [earlier[-1]]
    return [(days[0][1], days[0][2])]


def _instant(
    hour: Hour, day: date | None, local: datetime, shows: Sequence[OnAir]
) -> tuple[datetime | None, bool]:
    """When it was, and whether that is sure. None: no such hour."""
    if hour.minute > 59 or not 0 <= hour.hour <= 24:
        return None, False
    on = day or local.date()
    if hour.clock is not None:
        at = datetime.combine(on, hour.clock, local.tzinfo)
        if hour.half == "n" and hour.clock < time(5) and day is not None and day < local.date():
            at += _DAY  # "last night at 1" was after midnight
        if at <= local:
            return at, True
        return (at - _DAY, False) if day is None else (None, False)
    both = [datetime.combine(on, clock, local.tzinfo) for clock in _both(hour)]
    passed = [at for at in both if at <= local]
    if not passed:
        return (both[-1] - _DAY, False) if day is None else (None, False)
    if len(passed) == 1:
        return passed[0], True
    on_air = [at for at in passed if any(show.holds(at) for show in shows)]
    if len(on_air) == 1:
        return on_air[0], True
    return passed[-1], local - passed[-1] <= _FRESH


def _both(hour: Hour) -> list[time]:
    morning = time(hour.hour % 12, hour.minute)
    return [morning, time(hour.hour % 12 + 12, hour.minute)]
