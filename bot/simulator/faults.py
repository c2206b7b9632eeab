"""Faults on request: rules that say when the carrier misbehaves, and how."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Fault(StrEnum):
    """What a rule does. The docs say for each what the bot sees."""

    TOO_MANY = "429"
    ERROR_BEFORE = "500_before"
    ERROR_AFTER = "500_after"
    UNAVAILABLE = "503_before"
    LOST_RESPONSE = "lost_response"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    RESET = "reset"
    BAD_JSON = "bad_json"
    HTML_BEFORE = "502_html_before"
    HTML_AFTER = "502_html_after"
    TRUNCATED = "truncated_json"
    DELAY = "delay"
    REFUSE = "refuse"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    NO_CALLBACK = "no_callback"
    NO_RECEIPT = "no_receipt"
    DUPLICATE_CALLBACK = "duplicate_callback"
    REORDER_CALLBACKS = "reorder_callbacks"
    EARLY_CALLBACK = "early_callback"
    LATE_CALLBACK = "late_callback"
    UNKNOWN_STATUS = "unknown_status"
    LOST_WEBHOOK = "lost_webhook"
    DUPLICATE_WEBHOOK = "duplicate_webhook"


# Those that say what becomes of an accepted text.
ENDS = frozenset(
    {
        Fault.DELIVERED,
        Fault.UNDELIVERED,
        Fault.FAILED,
        Fault.NO_RECEIPT,
        Fault.UNKNOWN_STATUS,
    }
)
# What each needs after its colon: a number, a word, or nothing.
ARGUMENT = {
    Fault.DELAY: "milliseconds, as delay:2000",
    Fault.LATE_CALLBACK: "milliseconds, as late_callback:2000",
    Fault.REFUSE: "a Twilio error code, as refuse:21612",
    Fault.UNDELIVERED: "a delivery error code, as undelivered:30003",
    Fault.FAILED: "a delivery error code, as failed:30007",
    Fault.UNKNOWN_STATUS: "a status, as unknown_status:foo",
}


@dataclass(frozen=True)
class Action:
    """One fault with its argument (0 or "" when it takes none)."""

    fault: Fault
    number: int = 0
    word: str = ""


def parse_action(text: str) -> Action:
    """Reads `name` or `name:argument`. Raises ValueError that names what would be right."""
    name, _, argument = text.partition(":")
    try:
        fault = Fault(name)
    except ValueError:
        known = ", ".join(Fault)
        raise ValueError(f"There is no fault {name!r}. Known: {known}.") from None
    if fault not in ARGUMENT:
        if argument:
            raise ValueError(f"{name} takes nothing after it.")
        return Action(fault)
    if fault is Fault.UNKNOWN_STATUS:
        if not argument:
            raise ValueError(f"{name} needs {ARGUMENT[fault]}.")
        return Action(fault, word=argument)
    if not argument.isdecimal():
        raise ValueError(f"{name} needs {ARGUMENT[fault]}.")
    return Action(fault, number=int(argument))


class When(BaseModel):
    """Which calls a rule is about; all that is given must match.

    `nth` counts matching calls from 1. `call` is the API call, or inbound for a phone's text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    call: (
        Literal["create", "list", "fetch", "update", "lookup", "inbound", "any"]
        | Literal["call", "call_list", "call_fetch", "call_update", "dial", "phone_call"]
        | None
    ) = None
    direction: Literal["inbound", "outbound-api", "outbound-reply", "outbound-dial"] | None = None
    to: str | None = None
    body_contains: str | None = None
    nth: int | None = Field(default=None, ge=1)
    probability: float | None = Field(default=None, ge=0, le=1)


class Rule(BaseModel):
    """`do` these when `when` matches, at most `times` times (None: always)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    when: When = When()
    do: tuple[str, ...]
    times: int | None = Field(default=None, ge=1)

    @field_validator("do", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("do")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            parse_action(text)
        return value


@dataclass(frozen=True)
class Occasion:
    """A call as the rules see it. `number` is the other side's phone."""

    call: str
    direction: str
    number: str
    body: str


@dataclass
class _Standing:
    rule: Rule
    actions: tuple[Action, ...]
    seen: int = 0
    fired: int = 0


class Faults:
    """The rules in force. Every rule that matches acts, in the order they were given."""

    def __init__(self) -> None:
        self._standing: list[_Standing] = []

    def add(self, rules: list[Rule]) -> None:
        """Put more rules in force."""
        for rule in rules:
            actions = tuple(parse_action(text) for text in rule.do)
            self._standing.append(_Standing(rule, actions))

    def clear(self) -> None:
        """No rule is in force any more."""
        self._standing.clear()

    def described(self) -> list[dict[str, object]]:
        """Each rule as it was given, and how often it was seen and fired."""
        return [
            {**s.rule.model_dump(exclude_none=True), "seen": s.seen, "fired": s.fired}
            for s in self._standing
        ]

    def take(self, occasion: Occasion, chance: random.Random) -> tuple[Action, ...]:
        """What is to go wrong this time; counts the rules it uses up."""
        if not self._standing:
            return ()
        taken: list[Action] = []
        for standing in self._standing:
            if _matches(standing, occasion, chance):
                standing.fired += 1
                taken.extend(standing.actions)
        return tuple(taken)


def _matches(standing: _Standing, occasion: Occasion, chance: random.Random) -> bool:
    rule, when = standing.rule, standing.rule.when
    if rule.times is not None and standing.fired >= rule.times:
        return False
    if not _is_about(when, occasion):
        return False
    standing.seen += 1
    if when.nth is not None and standing.seen != when.nth:
        return False
    return when.probability is None or chance.random() < when.probability


def _is_about(when: When, occasion: Occasion) -> bool:
    call = when.call or _default_call(when.direction)
    return (
        call in ("any", occasion.call)
        and when.direction in (None, occasion.direction)
        and when.to in (None, occasion.number)
        and (when.body_contains is None or when.body_contains in occasion.body)
    )


def _default_call(direction: str | None) -> str:
    """A rule that names no call is about creating messages, or about its direction."""
    return {"inbound": "inbound", "outbound-reply": "any"}.get(direction or "", "create")
