"""What a test or a person may set about this carrier while it runs, checked on the way in."""

from __future__ import annotations

import random
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from bot.simulator.faults import ENDS, Action, parse_action
from bot.simulator.manners import Press, check_outcomes


class OptOutMode(StrEnum):
    """Who answers STOP: the carrier (default, advanced) or nobody (none, as on short codes)."""

    DEFAULT = "default"
    ADVANCED = "advanced"
    NONE = "none"


def _as_range(value: object) -> object:
    return (value, value) if isinstance(value, int | float) else value


Milliseconds = Annotated[float, Field(ge=0, le=86_400_000)]
Range = Annotated[tuple[Milliseconds, Milliseconds], BeforeValidator(_as_range)]
Words = tuple[Annotated[str, Field(min_length=1, max_length=40)], ...]


class OptOutWords(BaseModel):
    """Words that Advanced Opt-Out knows besides Twilio's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    stop: Words = ()
    start: Words = ()
    help: Words = ()


class OptOutReplies(BaseModel):
    """What Advanced Opt-Out answers; None is Twilio's own text."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    stop: str | None = None
    start: str | None = None
    help: str | None = None


class Settings(BaseModel):
    """All settings, with how they are to begin with. Ranges are one number or [low, high]."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    latency_ms: Range = (0, 0)
    sent_delay_ms: Range = (50, 50)
    delivered_delay_ms: Range = (300, 300)
    callbacks: bool = True
    outcomes: dict[str, float] = Field(default_factory=dict)
    opt_out: OptOutMode = OptOutMode.DEFAULT
    opt_out_words: OptOutWords = OptOutWords()
    opt_out_replies: OptOutReplies = OptOutReplies()
    rate_limit: float | None = Field(default=None, gt=0)
    concurrency_limit: int | None = Field(default=None, gt=0)
    mps: float | None = Field(default=None, gt=0)
    queue_limit_s: float = Field(default=36_000, gt=0)
    clock_skew_s: float = 0
    list_lag_ms: float = Field(default=0, ge=0)
    list_unsent_by_date: bool = False
    schedule_min_s: float = Field(default=900, ge=0)
    regions: tuple[str, ...] = ("US", "CA")
    webhook_read_timeout_ms: int = Field(default=15_000, ge=100, le=15_000)
    calls_per_second: float = Field(default=1, gt=0)
    call_concurrency: int | None = Field(default=None, gt=0)
    call_speed: float = Field(default=1, gt=0, le=100_000)
    call_outcomes: dict[str, float] = Field(default_factory=dict)
    call_presses: tuple[Press, ...] = ()
    ring_s: float = Field(default=4, ge=0, le=600)
    seed: int | None = None

    @field_validator("outcomes")
    @classmethod
    def _are_ends(cls, value: dict[str, float]) -> dict[str, float]:
        for name, weight in value.items():
            if parse_action(name).fault not in ENDS or weight < 0:
                raise ValueError(f"{name!r}: {weight} is no outcome with its weight.")
        if value and not sum(value.values()):
            raise ValueError("One outcome needs a weight over 0.")
        return value

    @field_validator("call_outcomes")
    @classmethod
    def _are_conducts(cls, value: dict[str, float]) -> dict[str, float]:
        check_outcomes(value)
        return value

    def outcome_actions(self) -> list[tuple[Action, float]]:
        """The weighted outcomes as actions; `delivered` is the action of that name."""
        return [(parse_action(name), weight) for name, weight in self.outcomes.items()]


def pick_ms(limits: tuple[float, float], chance: random.Random) -> float:
    """Seconds drawn evenly from a range in milliseconds."""
    low, high = limits
    return (low if low == high else chance.uniform(low, high)) / 1000
