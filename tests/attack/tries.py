"""What was tried, what got in, and what refused the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.attack.target import Target


@dataclass
class Tries:
    """The tries of one kind of attack."""

    kind: str
    count: int = 0
    got_in: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    took_s: float = 0.0

    def add(self, what: str, is_in: bool, by: str) -> None:
        """One try: `what` names it, `by` says what refused it."""
        self.count += 1
        if is_in:
            self.got_in.append(f"{what}: {by}")
        else:
            self.refused[by] += 1

    def control(self, what: str, works: object, told: object = "") -> None:
        """What is allowed has to work; else nothing that was refused says anything."""
        if not works:
            self.got_in.append(f"the control did not work: {what} {told}".rstrip())


@dataclass(frozen=True, slots=True)
class Attack:
    """A kind of attack."""

    name: str
    about: str
    tries: Callable[[Target, Tries], None]


ATTACKS: dict[str, Attack] = {}


def attack(name: str, about: str) -> Callable[[Callable[[Target, Tries], None]], Attack]:
    """Name a function as a kind of attack; they run in the order of their modules."""

    def add(tries: Callable[[Target, Tries], None]) -> Attack:
        ATTACKS[name] = Attack(name, about, tries)
        return ATTACKS[name]

    return add
