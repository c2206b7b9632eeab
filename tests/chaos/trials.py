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
    to those who text meanwhile may be at most; None where they cannot be answered at once. The last
    one is answered `answered_within_s` of the end."""

    name: str
    about: str
    harm: Harm
    people: int
    rate: float
    most_late_s: float | None = 4.0
    probe_every_s: float = 0.5
    answered_within_s: float = 120.0
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
