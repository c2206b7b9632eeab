"""Everything a sentence says at once: "I want to host a rally on Saturday at 5 in 60608"."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.engine.events import Scalar
from bot.engine.readers.answers import KINDS
from bot.engine.readers.reading import Found, Reading

# What can be told apart inside a sentence. A name, a place or free words cannot.
FINDABLE: Mapping[str, str] = {
    "date": "date",
    "time": "time",
    "zip": "zip",
    "email": "email",
    "phone": "phone",
    "count": "count",
    "state": "state",
}


def find_all(text: str, reading: Reading, kinds: Collection[str]) -> tuple[Found, ...]:
    """What `text` says of these kinds, each at most once and only where it is sure. Kinds that
    cannot be told apart inside a sentence (name, text, pattern) are never found."""
    found = []
    for kind in kinds:
        value = _value(text, reading, kind)
        if value is not None:
            found.append(Found(kind, value, 0, len(text)))
    return tuple(found)


def _value(text: str, reading: Reading, kind: str) -> Scalar | None:
    if kind not in FINDABLE:
        return None
    answer = KINDS[kind](text, reading)
    return answer.value if answer is not None and answer.is_kept else None
