"""Time as an argument: the one place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time. `now()` is aware and in UTC; it never goes back by more than clock drift."""

    def now(self) -> datetime:
        """The instant it is."""
        ...


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant it is, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it is put: for tests, `clarion chat` and dry runs."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at
