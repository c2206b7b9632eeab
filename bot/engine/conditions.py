"""Conditions a flow can branch on, as data: no code in flow files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol

from bot.engine.events import Scalar
from bot.engine.wording import fold


class Facts(Protocol):
    """What a condition may ask about. Answers come from the turn being walked."""

    def look_up(self, name: str) -> Scalar | None:
        """The value of a field, or None."""

    def has_tag(self, tag: str) -> bool:
        """Whether the person carries the tag."""

    def local_now(self) -> datetime:
        """Now, in the person's zone or the campaign's."""

    def line_state(self) -> str:
        """ "open", "closed", "over" or "none"."""

    def phase(self) -> str:
        """ "before", "week" or "after"."""

    @property
    def lang(self) -> str:
        """The language of the conversation."""

    @property
    def is_opted_in(self) -> bool:
        """Whether the person gets texts."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Every part given must hold. `parts` maps a test's name to what it compares with."""

    parts: Mapping[str, str] = field(default_factory=dict)
    every: tuple[Condition, ...] = ()
    some: tuple[Condition, ...] = ()
    negated: Condition | None = None

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is true now."""
        if not all(_TESTS[name](facts, want, self.parts) for name, want in self.parts.items()):
            return False
        if not all(one.holds(facts) for one in self.every):
            return False
        if self.some and not any(one.holds(facts) for one in self.some):
            return False
        return self.negated is None or not self.negated.holds(facts)


def _number(value: Scalar | None) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def _compare(facts: Facts, parts: Mapping[str, str]) -> float | None:
    return _number(facts.look_up(parts.get("field", "")))


def _is(facts: Facts, want: str, parts: Mapping[str, str]) -> bool:
    value = facts.look_up(parts.get("field", ""))
    return value is not None and fold(str(value)) == fold(want)


def _one_of(facts: Facts, want: str, parts: Mapping[str, str]) -> bool:
    return any(_is(facts, one, parts) for one in want.split(","))


def _over(facts: Facts, want: str, parts: Mapping[str, str]) -> bool:
    value = _compare(facts, parts)
    return value is not None and value > float(want)


def _under(facts: Facts, want: str, parts: Mapping[str, str]) -> bool:
    value = _compare(facts, parts)
    return value is not None and value < float(want)


def _known(facts: Facts, want: str, _parts: Mapping[str, str]) -> bool:
    return facts.look_up(want) not in (None, "")


def _today(facts: Facts) -> date:
    return facts.local_now().date()


def _between(facts: Facts, want: str, _parts: Mapping[str, str]) -> bool:
    start, _, end = want.partition("-")
    return (
        time.fromisoformat(start.strip())
        <= facts.local_now().time()
        < time.fromisoformat(end.strip())
    )


_TESTS: Mapping[str, Callable[[Facts, str, Mapping[str, str]], bool]] = {
    "field": lambda facts, want, parts: len(parts) > 1 or _known(facts, want, parts),
    "is": _is,
    "one_of": _one_of,
    "over": _over,
    "under": _under,
    "known": _known,
    "tag": lambda facts, want, _p: facts.has_tag(want),
    "lang": lambda facts, want, _p: facts.lang == want,
    "line": lambda facts, want, _p: facts.line_state() == want,
    "phase": lambda facts, want, _p: facts.phase() == want,
    "before": lambda facts, want, _p: _today(facts) < date.fromisoformat(want),
    "after": lambda facts, want, _p: _today(facts) > date.fromisoformat(want),
    "on": lambda facts, want, _p: _today(facts) == date.fromisoformat(want),
    "clock": _between,
    "opted_in": lambda facts, want, _p: facts.is_opted_in == (want in ("yes", "true")),
}
TESTS = tuple(_TESTS)
