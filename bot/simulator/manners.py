"""How whoever is called behaves: a person, a machine, a line that is busy."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Manner(StrEnum):
    """What a phone does when it rings. A number after a colon is seconds, as connected:240."""

    BY_HAND = "by_hand"
    CONNECTED = "connected"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    VOICEMAIL = "voicemail"
    FULL = "full"
    HANGS_UP = "hangs_up"
    DECLINED = "declined"


# How long each stays on the line when nobody says; connected is until the other side hangs up.
_STAYS_S = {Manner.VOICEMAIL: 120, Manner.FULL: 8, Manner.HANGS_UP: 2, Manner.CONNECTED: None}
MACHINES = frozenset({Manner.VOICEMAIL, Manner.FULL})
WORDS = {
    Manner.VOICEMAIL: "You have reached a voice mailbox. Please leave a message after the tone.",
    Manner.FULL: "The mailbox is full and takes no messages. Goodbye.",
}
Press = Annotated[str, Field(max_length=2000)]


@dataclass(frozen=True)
class Conduct:
    """A manner with how long it stays on the line; None is until the other side hangs up."""

    manner: Manner
    stays_s: float | None = None

    @property
    def is_machine(self) -> bool:
        """Whether nobody is there to press a key."""
        return self.manner in MACHINES


def parse_conduct(text: str) -> Conduct:
    """Reads `name` or `name:seconds`. Raises ValueError that names what would be right."""
    name, colon, seconds = text.partition(":")
    try:
        manner = Manner(name)
    except ValueError:
        raise ValueError(f"There is no outcome {name!r}. Known: {', '.join(Manner)}.") from None
    if not colon:
        return Conduct(manner, _STAYS_S.get(manner))
    if manner not in _STAYS_S or not seconds.isdecimal():
        raise ValueError(f"{text!r}: seconds go after {', '.join(_STAYS_S)} only.")
    return Conduct(manner, float(seconds))


class Plan(BaseModel):
    """What a number does, call after call; the last of `does` goes on for ever.

    `presses` is for each call anew: one item for each time that keys or words are asked for, ""
    for nothing and "say:…" for words. `ring_s` is how long it rings first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: str
    does: tuple[str, ...] = ()
    outcomes: dict[str, float] = Field(default_factory=dict)
    presses: tuple[Press, ...] = ()
    ring_s: float | None = Field(default=None, ge=0, le=600)

    @field_validator("does", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("does")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            parse_conduct(text)
        return value

    @field_validator("outcomes")
    @classmethod
    def _weighed(cls, value: dict[str, float]) -> dict[str, float]:
        check_outcomes(value)
        return value

    def conduct(self, call_n: int, chance: random.Random) -> Conduct | None:
        """How it behaves on its call number `call_n`, from 0; None when the plan does not say."""
        if self.outcomes:
            return pick_conduct(self.outcomes, chance)
        return parse_conduct(self.does[min(call_n, len(self.does) - 1)]) if self.does else None


def check_outcomes(outcomes: dict[str, float]) -> None:
    """Raises ValueError where weights name no conduct, or add up to nothing."""
    for name, weight in outcomes.items():
        parse_conduct(name)
        if weight < 0:
            raise ValueError(f"{name!r}: {weight} is no weight.")
    if outcomes and not sum(outcomes.values()):
        raise ValueError("One outcome needs a weight over 0.")


def pick_conduct(outcomes: dict[str, float], chance: random.Random) -> Conduct:
    """One of weighted outcomes."""
    [name] = chance.choices(list(outcomes), list(outcomes.values()))
    return parse_conduct(name)
