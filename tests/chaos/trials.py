"""What a trial is, and the table of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.house import House

# Does the harm while the broadcast runs; what it saw that must not be.
Harm = Callable[[House, random.Random], list[str]]


class CannotRunError(RuntimeError):
    """This machine lacks what the trial needs; the text says what."""


@dataclass(frozen=True)
class Trial:
    """One way in which the world goes wrong. `most_late_s` is how late a hundredth of the answers
    to those who text meanwhile may be at most; None where they cannot be answered at once. Nobody
    is lost while answers go out: `answered_within_s` of the last one, all must have theirs. That is
    longer than a lease of an answer by webhook (120 s), two looks at the carrier's list and the
    minute between two looks at what came in."""

    name: str
    about: str
    harm: Harm
    people: int
    rate: float
    most_late_s: float | None = 4.0
    probe_every_s: float = 0.5
    answered_within_s: float = 240.0
    settings: Mapping[str, Any] = field(default_factory=dict)
    surroundings: Callable[[], AbstractContextManager[object]] = nullcontext
    judge: Callable[[House], list[str]] | None = None


TRIALS: dict[str, Trial] = {}


def trial(
    name: str, about: str, *, people: int, rate: float, **more: Any
) -> Callable[[Harm], Harm]:
    """Put a harm on the list under a name. `about` says what goes wrong and what must hold."""

    def add(harm: Harm) -> Harm:
        TRIALS[name] = Trial(name, about, harm, people, rate, **more)
        return harm

    return add
