"""Every call that passed through this carrier, and what was heard on it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bot.simulator.faults import Action

INBOUND = "inbound"
BY_API = "outbound-api"
BY_DIAL = "outbound-dial"
FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
# What a status is called as a StatusCallbackEvent; every end is `completed`.
EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}


@dataclass(frozen=True)
class Line:
    """One thing on a call's transcript. `who` is "us", "them" (the phone) or "carrier"."""

    who: str
    how: str
    words: str


@dataclass(eq=False)
class Call:
    """One call, or one leg that a <Dial> made. Times in seconds since 1970, lengths in seconds.

    `duration_s` is counted by the call's own clock, which `call_speed` may hurry.
    """

    sid: str
    to: str
    sender: str
    direction: str
    created_at: float
    status: str = "queued"
    parent_sid: str | None = None
    url: str = ""
    method: str = "POST"
    twiml: str = ""
    fallback_url: str = ""
    fallback_method: str = "POST"
    callback_url: str = ""
    callback_method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})
    timeout_s: int = 60
    time_limit_s: int = 14_400
    has_machine_detection: bool = False
    queue_ms: int = 0
    started_at: float | None = None
    ended_at: float | None = None
    updated_at: float = 0
    duration_s: int | None = None
    sequence: int = 0
    actions: tuple[Action, ...] = ()
    lines: list[Line] = field(default_factory=list)

    @property
    def is_final(self) -> bool:
        """Whether it is over."""
        return self.status in FINAL

    def as_row(self) -> dict[str, Any]:
        """The call for the journal, without what was said and what is to go wrong."""
        row = asdict(self)
        for name in ("actions", "lines"):
            del row[name]
        return {**row, "events": sorted(self.events)}


def call_of(row: dict[str, Any]) -> Call:
    """The call of an `as_row`."""
    known = {one.name for one in fields(Call)}
    given = {name: value for name, value in row.items() if name in known}
    return Call(**{**given, "events": frozenset(given["events"])})


def new_call_sid() -> str:
    """CA and 32 hex digits."""
    return "CA" + secrets.token_hex(16)


class CallBook:
    """Calls by SID, oldest first."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Call] = {}

    def __len__(self) -> int:
        return len(self._by_sid)

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._by_sid.values()))

    def add(self, call: Call) -> None:
        """File a call, in the place of one with the same SID."""
        kept = self._by_sid.get(call.sid)
        call.lines = kept.lines if kept is not None else call.lines
        self._by_sid[call.sid] = call

    def find(self, sid: str) -> Call | None:
        """The call with this SID."""
        return self._by_sid.get(sid)

    def newest_first(self) -> Iterator[Call]:
        """Every call, the newest first."""
        return reversed(list(self._by_sid.values()))

    def of_phone(self, number: str, limit: int = 20) -> list[Call]:
        """The last calls that a phone made or got, oldest first."""
        found = [call for call in self.newest_first() if number in (call.to, call.sender)]
        return found[:limit][::-1]
