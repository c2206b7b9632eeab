"""The log: everything that happened at this carrier, in order, in thirty bytes an entry.

It is the ground truth of the tests, and what the page is drawn from. Entries are columns, so
that a broadcast of 100,000 with its callbacks stays a few megabytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an entry tells. The order is part of the journal's format: only add at the end."""

    ACCEPTED = "accepted"
    REPLY = "reply"
    CARRIER = "carrier"
    INBOUND = "inbound"
    REFUSED = "refused"
    STATUS = "status"
    CALLBACK = "callback"
    WEBHOOK = "webhook"
    STOPPED = "stopped"
    RESUMED = "resumed"
    FAULT = "fault"
    ERROR = "error"
    EDITED = "edited"
    SETTINGS = "settings"
    NUMBERS = "numbers"
    PHONE = "phone"
    CALL = "call"
    HEARD = "heard"
    PRESSED = "pressed"
    CALL_CALLBACK = "call_callback"
    VOICE = "voice"
    PLAN = "plan"


KINDS = tuple(Kind)
_INDEX = {kind: index for index, kind in enumerate(KINDS)}
NEW_MESSAGE = frozenset({Kind.ACCEPTED, Kind.REPLY, Kind.CARRIER, Kind.INBOUND})


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `message_n` is a place in the book, or -1; `detail` is JSON."""

    n: int
    at: float
    kind: Kind
    message_n: int
    detail: object


class Ledger:
    """Entries in the order they happened, and those who listen for new ones."""

    def __init__(self) -> None:
        self._kind = array("B")
        self._at = array("d")
        self._message_n = array("l")
        self._detail: list[object] = []
        self._shared: dict[tuple[str, object], object] = {}
        self.listeners: list[Callable[[Entry], None]] = []

    def __len__(self) -> int:
        return len(self._kind)

    def __getitem__(self, n: int) -> Entry:
        return Entry(n, self._at[n], KINDS[self._kind[n]], self._message_n[n], self._detail[n])

    def add(self, kind: Kind, at: float, message_n: int = -1, detail: object = None) -> None:
        """Write one entry and tell the listeners."""
        if isinstance(detail, str | tuple):
            detail = self._shared.setdefault((kind, detail), detail)
        self._kind.append(_INDEX[kind])
        self._at.append(at)
        self._message_n.append(message_n)
        self._detail.append(detail)
        if self.listeners:
            entry = self[len(self._kind) - 1]
            for listener in tuple(self.listeners):
                listener(entry)

    def clear(self) -> None:
        """Forget everything; numbering starts again at 0."""
        del self._kind[:], self._at[:], self._message_n[:]
        self._detail.clear()
        self._shared.clear()
