"""Machines that answer: known by what they write, and by how alike texts and replies are.

Two machines would text each other until the carrier blocks the number (texting-facts 7.4). So the
last texts that were answered within an hour are kept with the session, as signatures and not as
words, and after the third alike reply there is silence.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import yaml

from bot.engine import fold

WINDOW = timedelta(hours=1)
ALIKE_REPLIES = 3
_KEPT = 8  # answered texts that are looked back on
_LONG = 5  # words from which texts may differ a little and be alike
_BITS_APART = 12  # of 64; other sentences of a language are about 32 apart
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Answered:
    """A text that was answered: when (seconds), its signature, the reply's, whether by itself."""

    at_s: int
    text: str
    reply: str
    is_auto: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """The last answered texts of one person. `told` names what organizers were told of, and when
    (seconds), so that they are told once. `misses` counts misunderstandings in a row."""

    answered: tuple[Answered, ...] = ()
    told: tuple[tuple[str, int], ...] = ()
    misses: int = 0

    def to_json(self) -> str:
        """As it is sealed with the session."""
        rows = [[a.at_s, a.text, a.reply, int(a.is_auto)] for a in self.answered]
        told = [list(pair) for pair in self.told]
        return json.dumps([rows, told, self.misses], separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | None) -> Recent:
        """Read what `to_json` wrote; anything else is nothing."""
        try:
            rows, told, *misses = json.loads(text or "[[],[]]")
            return cls(
                tuple(Answered(int(at), str(t), str(r), bool(a)) for at, t, r, a in rows),
                tuple((str(what), int(at)) for what, at in told),
                int(misses[0]) if misses else 0,
            )
        except (ValueError, TypeError):
            return cls()

    def alike(self, text: str, reply: str, now: datetime) -> int:
        """How many replies of the last hour were to a text like `text`: one that a phone sends by
        itself too, one long and nearly the same, or the same one with the same reply."""
        since = (now - WINDOW).timestamp()
        mine, is_auto, ours = sign(text), is_auto_reply(text), sign(reply)
        return sum(
            one.at_s > since
            and (
                (is_auto and one.is_auto)
                or (are_alike(mine, one.text) and (one.reply == ours or mine.startswith("~")))
            )
            for one in self.answered
        )

    def may_be_a_machine(self, text: str) -> bool:
        """Whether a phone answers by itself, or the same comes again and again."""
        mine = sign(text)
        return is_auto_reply(text) or any(are_alike(mine, one.text) for one in self.answered[-2:])

    def and_answered(self, text: str, reply: str, now: datetime) -> Recent:
        """With one more answered text."""
        one = Answered(int(now.timestamp()), sign(text), sign(reply), is_auto_reply(text))
        return replace(self, answered=(*self.answered[1 - _KEPT :], one))

    def was_told(self, what: str, now: datetime, within: timedelta) -> bool:
        """Whether organizers were told of this within so long."""
        return any(name == what and at > (now - within).timestamp() for name, at in self.told)

    def and_told(self, what: str, now: datetime) -> Recent:
        """With organizers told now."""
        told = dict(self.told) | {what: int(now.timestamp())}
        return replace(self, told=tuple(told.items()))


# The eight bits of a byte, the lowest first, with 16 bits of room each. Texts have few thousand
# pieces at the most.
_SPREAD = [b"".join(bytes([byte >> bit & 1, 0]) for bit in range(8)) for byte in range(256)]


@lru_cache(maxsize=128)  # a turn asks for the same two a few times, and many get the same reply
def sign(text: str) -> str:
    """A signature. Short texts: a hash, alike only when they are the same. Longer ones: 64 bits of
    which few differ where the words do little ("~", simhash; Charikar 2002), numbers apart."""
    words = fold(text).split()
    if len(words) < _LONG:
        return hashlib.blake2b(" ".join(words).encode(), digest_size=8).hexdigest()
    words = [_DIGITS.sub("0", word) for word in words]
    return f"~{_simhash([*words, *map(' '.join, pairwise(words))]):016x}"


def are_alike(one: str, other: str) -> bool:
    """Whether two signatures are of texts that say the same."""
    if one[0] == other[0] == "~":
        return (int(one[1:], 16) ^ int(other[1:], 16)).bit_count() <= _BITS_APART
    return one == other


def _simhash(pieces: Iterable[str]) -> int:
    """Every piece votes for each bit by its own hash. The votes of all bits are added at once, as
    one number with 16 bits for each."""
    votes, count = 0, 0
    for piece in pieces:
        digest = hashlib.blake2b(piece.encode(), digest_size=8).digest()
        votes += int.from_bytes(b"".join([_SPREAD[byte] for byte in reversed(digest)]), "little")
        count += 1
    yeses = struct.unpack("<64H", votes.to_bytes(128, "little"))
    return sum(1 << place for place, yes in enumerate(yeses) if 2 * yes > count)


@lru_cache(maxsize=128)  # as `sign`
def is_auto_reply(text: str) -> bool:
    """Whether a text reads as one that a phone or mailbox sends by itself."""
    return _auto_replies().search(fold(text)) is not None


@cache
def _auto_replies() -> re.Pattern[str]:
    table = yaml.safe_load(Path(__file__).with_name("auto_replies.yaml").read_text("utf-8"))
    phrases = (fold(p) if "*" not in p else p for listed in table.values() for p in listed)
    return re.compile("|".join(rf"\b{_phrase(phrase)}\b" for phrase in phrases))


def _phrase(phrase: str) -> str:
    return r"\b.{1,80}?\b".join(re.escape(part.strip()) for part in phrase.split("*"))
