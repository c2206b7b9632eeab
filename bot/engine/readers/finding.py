"""Everything a sentence says at once: "I want to host a rally on Saturday at 5 in 60608"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from bot.engine.events import Scalar
from bot.engine.readers.addresses import read_email, read_phone, read_zip
from bot.engine.readers.clocks import end_of, find_hours, usual_clock
from bot.engine.readers.counts import find_count
from bot.engine.readers.days import is_joined_to_more, which_day
from bot.engine.readers.named_days import name_days
from bot.engine.readers.numbers import collapse
from bot.engine.readers.reading import Found, Reading
from bot.engine.readers.states import read_state
from bot.engine.readers.tokens import Token, read_tokens


def find_all(text: str, reading: Reading, kinds: Collection[str]) -> tuple[Found, ...]:
    """What `text` says of these kinds, each at most once and only where it is sure.

    A day outside the question's window or past, and an hour that nothing marks as one, are left
    out. Kinds that cannot be told apart inside a sentence (name, text, pattern) are never found.
    """
    tokens = collapse(read_tokens(text, reading.lexicon.tongues, reading.lang))
    found = []
    for kind in kinds:
        find = FINDERS.get(kind)
        one = find(text, tokens, reading) if find is not None else None
        if one is not None:
            found.append(one)
    return tuple(found)


Finder = Callable[[str, Sequence[Token], Reading], Found | None]


def _date(_text: str, tokens: Sequence[Token], reading: Reading) -> Found | None:
    today, window = reading.now.date(), reading.window
    named = name_days(tokens, today, reading.lang, window, is_answer=False)
    if len(named) != 1 or is_joined_to_more(tokens, named[0]):
        return None
    day = which_day(named[0], today, window)
    low, high = window or (today, None)
    if day is None or day < max(low, today) or (high is not None and day > high):
        return None
    return _found("date", day.isoformat(), tokens, named[0].start, named[0].end)


def _time(_text: str, tokens: Sequence[Token], _reading: Reading) -> Found | None:
    hours = find_hours(tokens, is_answer=False)
    if len(hours) != 1:
        return None
    clock = usual_clock(hours[0])
    last = hours[0].until or hours[0].from_
    if clock is None:
        return None
    found = _found("time", clock.isoformat("minutes"), tokens, hours[0].from_.start, last.end)
    return replace(found, until=end_of(hours[0], clock))


def _count(text: str, tokens: Sequence[Token], _reading: Reading) -> Found | None:
    count = find_count(list(tokens))
    return None if count is None else Found("count", count, 0, len(text))


def _whole(kind: str, read: Callable[[str, Reading], object]) -> Finder:
    def find(text: str, _tokens: Sequence[Token], reading: Reading) -> Found | None:
        answer = read(text, reading)
        value = getattr(answer, "value", None)
        if not isinstance(value, str):
            return None
        at = max(text.find(value), 0)
        return Found(kind, value, at, at + len(value))

    return find


def _found(kind: str, value: Scalar, tokens: Sequence[Token], start: int, end: int) -> Found:
    return Found(kind, value, tokens[start].start, tokens[min(end, len(tokens)) - 1].end)


# What can be told apart inside a sentence.
FINDERS: Mapping[str, Finder] = {
    "date": _date,
    "time": _time,
    "count": _count,
    "zip": _whole("zip", read_zip),
    "email": _whole("email", read_email),
    "phone": _whole("phone", read_phone),
    "state": _whole("state", read_state),
}
