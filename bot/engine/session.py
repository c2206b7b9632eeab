"""Who the engine talks to, what is true now, and where in a flow the person is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from bot.engine.events import Event, Scalar
from bot.engine.verdict import Verdict

VERSION = 1
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


LEADS = "leads"  # how many actions to come somebody leads; not kept, but looked up
WROTE_IN = "wrote_in"  # the contact field that keeps the language of somebody who chose none


@dataclass(frozen=True, slots=True)
class Person:
    """What the engine may know about a contact. Private fields come opened. `owes_disclosure`: they
    opted in by a list and have had no text of ours yet that says who writes and how to stop."""

    id: int
    lang: str | None = None
    name: str | None = None
    zip: str | None = None
    city: str | None = None
    state: str | None = None
    zone: str | None = None
    fields: Mapping[str, Scalar] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    code: str = ""
    is_opted_in: bool = False
    owes_disclosure: bool = False

    @property
    def wrote_in(self) -> str:
        """The language their words were in, of somebody who never chose one; empty if unknown."""
        return str(self.fields.get(WROTE_IN, ""))


@dataclass(frozen=True, slots=True)
class World:
    """What is true at this turn. `now` is aware; `values` are running counts ("count.called").
    `seed` is the person's own: a split sends them the same way whenever they come to it."""

    now: datetime
    values: Mapping[str, str | int] = field(default_factory=dict)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ActResult:
    """What came of an act: one of its declared outcomes, and values to show. `lang` is the language
    of what it is about, for who has told none: they are answered in it."""

    outcome: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A place in a flow. The last frame of a session waits there; earlier ones continue there."""

    flow: str
    step: str
    flow_hash: str


class Paused(NamedTuple):
    """A conversation that a keyword interrupted: its places (written flat), what was said there,
    the questions BACK returns to, the needs asked, the instant (POSIX) it is let go, and what
    `ahead` and `seen` were."""

    flat: str
    fields: Mapping[str, Scalar]
    trail: Sequence[str]
    asked: Sequence[str]
    until: int
    ahead: str
    seen: Sequence[str]


@dataclass(frozen=True, slots=True)
class Session:
    """Where a person is. Small: it is written as JSON after every turn.

    `act` is the act it waits for, `suggestion` the flow (or "stop") a YES would start, `trail`
    the questions BACK returns to (frames, written flat), `timers` those running, `asked` the needs
    asked already, `rest` the words after the keyword, `acts` the acts since the last text, `ahead`
    what was said before its question, `seen` the questions ("flow/step") it was looked at for.
    `paused` is what a keyword interrupted: where, what was said there, and until when it waits.
    """

    frames: tuple[Frame, ...] = ()
    lang: str = ""
    fields: Mapping[str, Scalar] = field(default_factory=dict)
    tries: int = 0
    act: str = ""
    suggestion: str = ""
    trail: tuple[str, ...] = ()
    timers: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    rest: str = ""
    expires_at: int = 0
    acts: int = 0
    has_spoken: bool = False
    ahead: str = ""
    seen: tuple[str, ...] = ()
    paused: Paused | None = None

    @property
    def flow(self) -> str:
        """The flow the person is in, or empty."""
        return self.frames[-1].flow if self.frames else ""

    @property
    def step(self) -> str:
        """The step the session waits at, or empty."""
        return self.frames[-1].step if self.frames else ""

    @property
    def flow_hash(self) -> str:
        """The hash the flow had when the person came to this step."""
        return self.frames[-1].flow_hash if self.frames else ""

    def to_json(self) -> str:
        """The session as a JSON array, empty parts at its end left out."""
        state: list[Any] = [
            VERSION,
            [part for f in self.frames for part in (f.flow, f.step, f.flow_hash)],
            self.lang,
            self.expires_at,
            self.fields,
            self.trail,
            self.timers,
            self.tries,
            self.asked,
            self.suggestion,
            self.act,
            self.rest,
            self.acts,
            int(self.has_spoken),
            self.ahead,
            self.seen,
            self.paused,
        ]
        while not state[-1]:
            state.pop()
        return _encode(state)

    @classmethod
    def from_json(cls, text: str) -> Session:
        """Read what `to_json` wrote. Raises ValueError on anything else."""
        state = _decode(text)
        if not isinstance(state, list) or not state or state[0] != VERSION:
            raise ValueError("not a session of this version")
        state += _EMPTY[len(state) :]
        _, places, lang, expires_at, fields, trail, timers, tries, asked, *rest = state
        suggestion, act, words, acts, has_spoken, ahead, seen, paused = rest
        frames = [Frame(*places[i : i + 3]) for i in range(0, len(places), 3)]
        return cls(
            tuple(frames),
            lang,
            fields,
            tries,
            act,
            suggestion,
            tuple(trail),
            tuple(timers),
            tuple(asked),
            words,
            expires_at,
            acts,
            bool(has_spoken),
            ahead,
            tuple(seen),
            _read_paused(paused),
        )


def _read_paused(state: list[Any] | None) -> Paused | None:
    if not state:
        return None
    flat, fields, trail, asked, until, ahead, seen = state
    return Paused(flat, fields, tuple(trail), tuple(asked), until, ahead, tuple(seen))


_EMPTY: list[Any] = [VERSION, [], "", 0, {}, [], [], 0, [], "", "", "", 0, 0, "", [], None]


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of one call of the engine: where the person is now, and what has happened.

    `path` is the way the turn took: "flow/step" for each step, "flow/step=key" for each choice.
    `verdict` is what listening came to, where it was a text.
    """

    session: Session | None
    events: tuple[Event, ...]
    path: tuple[str, ...] = ()
    verdict: Verdict | None = None
