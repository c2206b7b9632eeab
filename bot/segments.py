"""Segments: who a broadcast goes to, as a line an organizer can read aloud.

    lang = es and zip within 25 miles of 60608 and tag = caller and last_seen < 30d
        and not received "kickoff"

`parse` reads it, `bot.store.segments` compiles it to SQL. `FIELDS` is the whole vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from bot import places
from bot.errors import InputError
from bot.nearby import zips_within
from bot.store.conditions import (
    Age,
    All,
    Both,
    Compare,
    Either,
    Flag,
    Named,
    Near,
    Node,
    Not,
    Received,
)
from bot.vocabulary import COMPARISONS, FAMILIES, FIELDS, Kind, kind_of

__all__ = ["FAMILIES", "FIELDS", "Kind", "Node", "Segment", "parse"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A query that was read. `text` is as it was typed, without outer blanks."""

    text: str
    node: Node


_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"[^"]*"|“[^”]*”)|(?P<mark>!=|<=|>=|[=<>(),])|(?P<word>[^\s"“”=<>!(),]+))"""
)
_AGE = re.compile(r"(\d+(?:\.\d+)?)(h|d|w|m)", re.IGNORECASE)
_UNITS = {"h": 3600, "d": 86_400, "w": 7 * 86_400, "m": 30 * 86_400}
_MAX_DEPTH = 40
_MAX_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int
    is_string: bool = False

    @property
    def folded(self) -> str:
        return "" if self.is_string else self.text.lower()


def parse(text: str) -> Segment:
    """Read a segment. Raises: InputError that shows where, and says what could stand there."""
    plain = text.strip()
    if not plain:
        raise InputError("The segment is empty. Write all, or for example: lang = es", "segment")
    if len(plain) > _MAX_LENGTH:
        raise InputError(f"The segment is longer than {_MAX_LENGTH:,} characters.", "segment")
    return Segment(plain, _Reader(plain).read())


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split()
        self._next = 0
        self._depth = 0

    def read(self) -> Node:
        node = self._either()
        if self._peek() is not None:
            self._fail("and or or, or the end")
        return node

    # --- grammar -------------------------------------------------------------------------

    def _either(self) -> Node:
        return self._joined("or", self._both, Either)

    def _both(self) -> Node:
        return self._joined("and", self._one, Both)

    def _joined(self, word: str, part: Callable[[], Node], made: type[Either] | type[Both]) -> Node:
        nodes = [part()]
        while self._took(word):
            nodes.append(part())
        return nodes[0] if len(nodes) == 1 else made(tuple(nodes))

    def _one(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            self._fail("fewer brackets")
        try:
            if self._took("not"):
                return Not(self._one())
            if self._took("("):
                node = self._either()
                self._expect(")")
                return node
            return self._term()
        finally:
            self._depth -= 1

    def _term(self) -> Node:
        token = self._take("a condition, such as lang = es")
        word = token.folded
        if word in ("all", "everyone", "everybody"):
            return All()
        if word == "received":
            return Received(self._take("the broadcast's title or number").text)
        if word == "segment":
            return Named(self._take("the segment's name").text)
        if word == "zip" and self._took("within"):
            return self._near()
        return self._condition(token)

    def _condition(self, token: _Token) -> Node:
        kind = kind_of(token.folded)
        if kind is None:
            self._next -= 1
            names = ", ".join([*FIELDS, *(f"{head}.…" for head in FAMILIES)])
            self._fail(f"one of: all, received, segment, {names}")
        if kind is Kind.FLAG:
            return Flag(token.folded)
        if self._took("in"):
            return self._one_of(token.folded, kind)
        mark = self._take(f"= or != after {token.text}")
        if mark.text not in COMPARISONS or mark.is_string:
            self._next -= 1
            self._fail(f"one of {' '.join(COMPARISONS)} after {token.text}")
        if kind is Kind.WORD and mark.text not in ("=", "!="):
            self._next -= 1
            self._fail(f"= or != after {token.text}")
        return self._value(token.folded, mark.text, kind)

    def _one_of(self, field: str, kind: Kind) -> Node:
        self._expect("(")
        nodes = [self._value(field, "=", kind)]
        while self._took(","):
            nodes.append(self._value(field, "=", kind))
        self._expect(")")
        return Either(tuple(nodes))

    def _value(self, field: str, comparison: str, kind: Kind) -> Node:
        text = self._take(f"{kind} after {field} {comparison}").text
        if kind is Kind.NUMBER:
            if not re.fullmatch(r"\d{1,9}", text):
                self._next -= 1
                self._fail(f"a number after {field} {comparison}")
            return Compare(field, comparison, int(text))
        if kind is Kind.AGE:
            return self._age(field, comparison, text)
        return Compare(field, comparison, text)

    def _age(self, field: str, comparison: str, text: str) -> Node:
        found = _AGE.fullmatch(text)
        if found is not None:
            return Age(field, comparison, float(found[1]) * _UNITS[found[2].lower()])
        try:
            return Compare(field, comparison, date.fromisoformat(text))
        except ValueError:
            self._next -= 1
            self._fail(f"{Kind.AGE} after {field} {comparison}")

    def _near(self) -> Node:
        miles = self._take("a number of miles").text
        if not re.fullmatch(r"\d{1,4}(\.\d+)?", miles):
            self._next -= 1
            self._fail("a number of miles")
        self._expect("miles", "mile", "mi")
        self._expect("of")
        center = self._take("a ZIP").text
        place = places.find_zip(center)
        if place is None:
            self._next -= 1
            self._fail("a ZIP that exists")
        return Near(float(miles), center, zips_within(place, float(miles)))

    # --- tokens --------------------------------------------------------------------------

    def _split(self) -> list[_Token]:
        tokens, at = [], 0
        while at < len(self._text):
            found = _TOKEN.match(self._text, at)
            if found is None:
                if not self._text[at:].strip():
                    break
                raise InputError(
                    f"A quotation mark has no partner: {_show(self._text, at)}", "segment"
                )
            quoted = found["string"]
            text = quoted[1:-1] if quoted else (found["mark"] or found["word"])
            tokens.append(_Token(text, found.end() - len(found[0].lstrip()), bool(quoted)))
            at = found.end()
        return tokens

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _took(self, word: str) -> bool:
        token = self._peek()
        if token is None or token.folded != word:
            return False
        self._next += 1
        return True

    def _take(self, wanted: str) -> _Token:
        token = self._peek()
        if token is None:
            self._fail(wanted)
        self._next += 1
        return token

    def _expect(self, *words: str) -> None:
        if not any(self._took(word) for word in words):
            self._fail(words[0])

    def _fail(self, wanted: str) -> NoReturn:
        token = self._peek()
        if token is None:
            raise InputError(f"The segment ends too soon: {wanted} is missing.", "segment")
        raise InputError(f"Here: {_show(self._text, token.at)} should be {wanted}.", "segment")


def _show(text: str, at: int) -> str:
    """The place in the text, marked with an arrow."""
    return f"{text[max(0, at - 20) : at]}→{text[at : at + 20]}"
