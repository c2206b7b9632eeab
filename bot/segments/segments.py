"""Segments: who a broadcast goes to, as a line an organizer can read aloud.

    lang = es and zip within 25 miles of 60608 and tag = caller and last_seen < 30d
        and not received "kickoff"

`parse` reads it, `bot.store.segments` compiles it to SQL. `FIELDS` is the whole vocabulary; and,
or, not, all and the words around a radius may be Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from bot import places
from bot.clock import read_day
from bot.errors import InputError
from bot.segments import phrases, spoken
from bot.segments.cursor import Cursor
from bot.segments.nearby import zips_within
from bot.segments.tokens import MAX_LENGTH, Token, split
from bot.segments.vocabulary import (
    COMPARISONS,
    EVENT_KINDS,
    FAMILIES,
    FIELDS,
    Kind,
    kind_of,
    nearest,
    wanted_after,
)
from bot.sentences import say
from bot.store.segments.conditions import (
    Age,
    All,
    Answered,
    Both,
    Compare,
    Either,
    Flag,
    Named,
    Near,
    NearEvent,
    Node,
    Not,
    Received,
)

__all__ = ["FAMILIES", "FIELDS", "Kind", "Node", "Segment", "parse"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A query that was read. `text` is as it was typed, without outer blanks."""

    text: str
    node: Node


_AGE = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)([a-zí]*)", re.IGNORECASE)
_OLDEST_S = 100 * 365 * 86_400
_MAX_DEPTH = 40
# Kinds that have no more and no less.
_EQUAL_ONLY = (Kind.WORD, Kind.EVENT)


def parse(text: str) -> Segment:
    """Read a segment. Raises: InputError that shows where, and says what could stand there."""
    plain = text.strip()
    if not plain:
        raise InputError(
            say("The segment is empty. Write all, or for example: lang = es"), "segment"
        )
    if len(plain) > MAX_LENGTH:
        raise InputError(
            say("The segment is longer than %(count)s characters.", count=f"{MAX_LENGTH:,}"),
            "segment",
        )
    return Segment(plain, _Reader(plain).read())


def zips_near(zip_code: str, miles: float) -> tuple[str, ...]:
    """Every ZIP within so many miles of one; none where there is no such ZIP."""
    place = places.find_zip(zip_code)
    return zips_within(place, miles) if place else ()


class _Reader(Cursor):
    def __init__(self, text: str) -> None:
        super().__init__(text, phrases.expand(split(text)))
        self._depth = 0

    def read(self) -> Node:
        node = self._either()
        if self._peek() is not None:
            self._fail(say("and or or, or the end"))
        return node

    # --- grammar -------------------------------------------------------------------------

    def _either(self) -> Node:
        return self._joined(spoken.OR, self._both, Either)

    def _both(self) -> Node:
        return self._joined(spoken.AND, self._one, Both)

    def _joined(
        self, words: tuple[str, ...], part: Callable[[], Node], made: type[Either] | type[Both]
    ) -> Node:
        nodes = [part()]
        while self._took(*words):
            nodes.append(part())
        return nodes[0] if len(nodes) == 1 else made(tuple(nodes))

    def _one(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            self._fail(say("fewer brackets"))
        try:
            if self._took(*spoken.NOT):
                return Not(self._one())
            if self._took("("):
                node = self._either()
                self._expect(")")
                return node
            return self._term()
        finally:
            self._depth -= 1

    def _term(self) -> Node:
        token = self._take_word(say("a condition, such as lang = es"))
        word = token.folded
        if word in spoken.ALL:
            return All()
        if word in spoken.RECEIVED:
            return Received(self._take_word(say("the broadcast's title or number")).text)
        if word in spoken.SEGMENT:
            return Named(self._take_word(say("the segment's name")).text)
        if word in spoken.ANSWERED:
            return self._answered()
        if word == "zip" and self._took(*spoken.WITHIN):
            return self._near()
        return self._condition(token)

    def _answered(self) -> Node:
        """answered yes in flow lead/confirm · answered (12, 15) in lead · answered any in lead"""
        values = [self._said()] if not self._took("(") else self._several()
        self._took(*spoken.IN)
        self._took(*spoken.THE)
        self._took(*spoken.FLOW)
        wanted = say("a flow, or one of its questions like lead/when")
        flow, _, step = self._take_word(wanted).text.lower().partition("/")
        if not flow:
            self._fail_before(wanted)
        nodes = tuple(Answered(value, flow, step) for value in values)
        return nodes[0] if len(nodes) == 1 else Either(nodes)

    def _said(self) -> str:
        """What was answered; empty for any answer at all."""
        token = self._take_word(say("what was answered, or any"))
        return "" if token.folded in spoken.ANY else token.text

    def _several(self) -> list[str]:
        found = [self._said()]
        while self._took(","):
            found.append(self._said())
        self._expect(")")
        return found

    def _condition(self, token: Token) -> Node:
        field = token.folded
        kind = kind_of(field)
        if kind is None:
            self._fail_at_field(field)
        if kind is Kind.FLAG:
            return Flag(field)
        if self._took(*spoken.IN):
            return self._one_of(field, kind)
        mark = self._take(say("= or != after %(field)s", field=token.text)).text
        if mark not in COMPARISONS:
            self._next -= 1
            marks = " ".join(COMPARISONS)
            self._fail(say("one of %(marks)s after %(field)s", marks=marks, field=token.text))
        if kind in _EQUAL_ONLY and mark not in ("=", "!="):
            self._next -= 1
            self._fail(say("= or != after %(field)s", field=token.text))
        return self._value(field, mark, kind)

    def _fail_at_field(self, field: str) -> NoReturn:
        self._next -= 1
        names = ", ".join([*FIELDS, *(f"{head}.…" for head in FAMILIES)])
        near = nearest(field) if field else None
        if near is None:
            self._fail(say("one of: all, received, segment, %(names)s", names=names))
        self._fail(
            say(
                "%(near)s, perhaps; or one of: all, received, segment, %(names)s",
                near=near,
                names=names,
            )
        )

    def _one_of(self, field: str, kind: Kind) -> Node:
        self._expect("(")
        nodes = [self._value(field, "=", kind)]
        while self._took(","):
            nodes.append(self._value(field, "=", kind))
        self._expect(")")
        return Either(tuple(nodes))

    def _value(self, field: str, comparison: str, kind: Kind) -> Node:
        wanted = wanted_after(kind, f"{field} {comparison}")
        text = self._take_word(wanted).text
        if kind is Kind.NUMBER:
            if not re.fullmatch(r"[0-9]{1,9}", text):
                self._fail_before(wanted)
            return Compare(field, comparison, int(text))
        if kind is Kind.AGE:
            return self._age(field, comparison, text)
        if kind is Kind.DAY and text.lower() not in ("today", "tomorrow", "hoy", "mañana"):
            return Compare(field, comparison, self._day(text, wanted))
        if field in ("event.kind", "hosting.kind"):
            text = text.lower().replace(" ", "_")
            if text not in EVENT_KINDS:
                kinds = " ".join(EVENT_KINDS)
                self._fail_before(say("one of %(marks)s after %(field)s", marks=kinds, field=field))
        return Compare(field, comparison, text)

    def _age(self, field: str, comparison: str, text: str) -> Node:
        wanted = wanted_after(Kind.AGE, f"{field} {comparison}")
        found = _AGE.fullmatch(text)
        if found is None:
            return Compare(field, comparison, self._day(text, wanted))
        unit = found[2] or self._take(wanted).folded
        unit_s = next((s for s, words in spoken.UNITS_S.items() if unit.lower() in words), None)
        if unit_s is None or float(found[1]) * unit_s > _OLDEST_S:
            self._fail_before(wanted)
        if comparison in ("=", "!="):
            # Nobody joined exactly so many seconds ago; it would find nobody, or everybody.
            self._fail_before(
                say(
                    "a date after %(field)s, or %(other)s",
                    field=f"{field} {comparison}",
                    other=f"{field} < {text}",
                )
            )
        return Age(field, comparison, float(found[1]) * unit_s)

    def _day(self, text: str, wanted: str) -> date:
        try:
            return read_day(text)
        except ValueError:
            self._fail_before(wanted)

    def _near(self) -> Node:
        self._took("de")  # dentro de 25 millas
        text = self._take_word(say("a number of miles")).text
        found = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]+)?)([a-z]*)", text, re.IGNORECASE)
        if found is None or found[2].lower() not in ("", *spoken.MILES):
            self._fail_before(say("a number of miles"))
        miles = float(found[1])
        if not found[2]:
            self._expect(*spoken.MILES)
        self._expect(*spoken.OF)
        if self._took(*spoken.EVENT):
            return NearEvent(miles, self._take_word(say("the action's code")).text)
        center = self._take_word(say("a ZIP")).text
        place = places.find_zip(center)
        if place is None:
            self._fail_before(say("a ZIP that exists"))
        return Near(miles, center, zips_within(place, miles))
