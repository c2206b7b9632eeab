"""Hours in people's words: "6pm", "18:00", "6 y media", "15 para las 6", "de 6 a 8 de la noche".

Without am or pm an action begins between eight in the morning and half past seven at night: one
to seven is the afternoon, eight to eleven the morning. A part of a day alone ("in the evening") is
no hour, and two hours that are no range are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from itertools import pairwise

from bot.engine.readers.hours import Hour, bare_hours_said, with_half
from bot.engine.readers.numbers import collapse
from bot.engine.readers.reading import Answer, Reading
from bot.engine.readers.tokens import Token, read_tokens

_DATES = frozenset({"iso", "date", "slash"})
# What may follow two bare hours: another word would be what they count.
_AFTER_HOURS = ("at", "weekday", "day", "day_word", "article", "so_far", "from", "zone")


@dataclass(frozen=True, slots=True)
class Hours:
    """From an hour to another, or one hour (`until` is None)."""

    from_: Hour
    until: Hour | None = None


def read_time(text: str, reading: Reading) -> Answer | None:
    """When something begins: the one hour of a text, or the first of a range.

    With the option `past` it is the latest such time before now."""
    tokens = collapse(read_tokens(text, reading.lexicon.tongues, reading.lang))
    found = find_hours(tokens, is_answer=True)
    if len(found) != 1:
        return None
    clock = usual_clock(found[0])
    if clock is None:
        return None
    if reading.options.get("past") == "yes" and found[0].from_.clock is None:
        clock = _latest(clock, reading.now.time())
    return Answer(clock.isoformat("minutes"), until=end_of(found[0], clock))


def end_of(hours: Hours, begins: time) -> str:
    """When a range ends, after it begins; "" of an hour alone."""
    last = hours.until
    if last is None or (last.clock is None and not 1 <= last.hour <= 12):
        return ""
    ends = last.clock
    if ends is None:
        halves = [replace(last, half=half).clock for half in "ap"]
        ends = min((c for c in halves if c is not None and c > begins), default=None)
    return ends.isoformat("minutes") if ends is not None and ends > begins else ""


def read_end(text: str, begins: str, reading: Reading) -> str:
    """When what begins at an hour ("12:00") ends, by the one hour of a text; empty where it is not
    sure, or not after the beginning."""
    tokens = collapse(read_tokens(text, reading.lexicon.tongues, reading.lang))
    found = find_hours(tokens, is_answer=True)
    if len(found) != 1 or found[0].until is not None or not begins:
        return ""
    return end_of(replace(found[0], until=found[0].from_), time.fromisoformat(begins))


def _latest(clock: time, now: time) -> time:
    turned = time((clock.hour + 12) % 24, clock.minute)
    passed = [c for c in (clock, turned) if c <= now]
    return max(passed) if passed else max(clock, turned)


def usual_clock(hours: Hours) -> time | None:
    """The time a range or an hour begins at, by the hours at which actions are held."""
    first = hours.from_
    if first.clock is not None:
        return first.clock
    if first.minute > 59 or not 1 <= first.hour <= 12:
        return None
    return replace(first, half="a" if 8 <= first.hour <= 11 else "p").clock


def find_hours(tokens: Sequence[Token], *, is_answer: bool) -> list[Hours]:
    """Every hour and range of hours these tokens (numbers collapsed) say. `is_answer`: the text
    answers a question for an hour, so that a bare "6" is one."""
    hours = bare_hours_said(tokens)
    if is_answer and not any(hour.is_marked for hour in hours):
        hours = hours if len(hours) <= 2 and _is_nearly_alone(tokens, hours) else []
    elif any(hour.is_marked for hour in hours):
        hours = _marked(tokens, hours)
    elif not is_answer:
        hours = _beside_a_day(tokens, hours)
    return _ranges(tokens, _with_halves(tokens, hours))


def _is_nearly_alone(tokens: Sequence[Token], hours: list[Hour]) -> bool:
    """Whether a text is nothing but bare hours, a day, and words that carry nothing."""
    taken = {at for hour in hours for at in range(hour.start, hour.end)}
    rest = [t for at, t in enumerate(tokens) if at not in taken and t.kind != "mark"]
    return all(
        t.has("self", "at", "roughly", "to", "from", "article", "or", "and", "weekday", "day",
              "zone", "unknown_time", "day_word", "so_far")
        for t in rest
    )  # fmt: skip


def _beside_a_day(tokens: Sequence[Token], hours: list[Hour]) -> list[Hour]:
    """Two bare hours that are a range, in a text that names a day and counts nothing with them:
    "friday 2 to 4", "el viernes de 2 a 4 en mi casa"; not "2 to 4 people friday"."""
    if not any(t.has("weekday", "day", "month") or t.kind in _DATES for t in tokens):
        return []
    pairs = [pair for pair in pairwise(hours) if _is_plain_range(tokens, *pair)]
    return list(pairs[0]) if len(pairs) == 1 else []


def _is_plain_range(tokens: Sequence[Token], first: Hour, until: Hour) -> bool:
    if not (1 <= first.hour <= 12 and 1 <= until.hour <= 12 and _is_range(tokens, first, until)):
        return False
    after = tokens[until.end] if until.end < len(tokens) else None
    return after is None or after.kind == "mark" or after.has(*_AFTER_HOURS)


def _marked(tokens: Sequence[Token], hours: list[Hour]) -> list[Hour]:
    """The hours that are marked, and bare ones joined to one of them: "5-7pm", "7 and 9pm"."""
    kept = {at for at, hour in enumerate(hours) if hour.is_marked}
    for order in (range(len(hours) - 1, 0, -1), range(1, len(hours))):
        for at in order:
            if _is_joined(tokens, hours[at - 1], hours[at]) and kept & {at - 1, at}:
                kept |= {at - 1, at}
    return [hour for at, hour in enumerate(hours) if at in kept]


def _is_joined(tokens: Sequence[Token], first: Hour, second: Hour) -> bool:
    between = tokens[first.end : second.start]
    return (
        bool(between)
        and len(between) <= 3
        and all(
            t.has("to", "or", "and", "at", "part", "self") or t.text in ("-", "–", ",", "/", "&")
            for t in between
        )
    )


def _with_halves(tokens: Sequence[Token], hours: list[Hour]) -> list[Hour]:
    """Every hour with the part of the day that is said beside it, or once for the whole text."""
    halved = [with_half(tokens, hour) for hour in hours]
    parts = {
        str(t.senses["part"]) for t in tokens
        if t.has("part") and not any(h.start <= tokens.index(t) < h.end for h in hours)
    }  # fmt: skip
    if len(parts) == 1 and len(hours) == 1 and not halved[0].half:
        halved = [replace(hour, half=hour.half or next(iter(parts))) for hour in halved]
    return halved


def _ranges(tokens: Sequence[Token], hours: list[Hour]) -> list[Hours]:
    found: list[Hours] = []
    at = 0
    while at < len(hours):
        then = hours[at + 1] if at + 1 < len(hours) else None
        if then is not None and _is_range(tokens, hours[at], then):
            found.append(spread(hours[at], then))
            at += 2
        else:
            found.append(Hours(hours[at]))
            at += 1
    return found


def _is_range(tokens: Sequence[Token], first: Hour, second: Hour) -> bool:
    between = tokens[first.end : second.start]
    joins = [t for t in between if t.has("to") or t.text in ("-", "–")]
    before = tokens[first.start - 1] if first.start else None
    is_between = before is not None and before.has("from") and any(t.has("and") for t in between)
    return len(between) <= 3 and (bool(joins) or is_between)


def spread(first: Hour, until: Hour) -> Hours:
    """A range whose beginning takes its half from its end: "5-7pm" is pm, "11-1pm" from am."""
    if first.half or not until.half or first.hour > 12 or first.hour == 0:
        return Hours(first, until)
    clock = until.clock
    same = replace(first, half=until.half)
    begins = same.clock
    if clock is None or begins is None:
        return Hours(first, until)
    is_over = begins >= clock and clock != time(0)
    other = {"p": "a", "n": "a", "d": "a", "a": "p"}[until.half]
    return Hours(replace(first, half=other) if is_over else same, until)
