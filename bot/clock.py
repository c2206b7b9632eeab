"""Time as an argument: the one place that asks what time it is.

`CLOCK_OFFSET_FILE` moves every process's clock for a trial: it names a file with the seconds
by which the clock is off, read at each question, so that it jumps while they run. A file in the
environment and no setting, so that no `.env` can hold it; `load_settings` refuses it wherever
texts could reach a phone.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.errors import ConfigError

OFFSET_FILE = "CLOCK_OFFSET_FILE"


def is_movable() -> bool:
    """Whether a file moves this process's clock."""
    return OFFSET_FILE in os.environ


def wall_time() -> datetime:
    """The instant it is, in UTC, moved where a trial moves it. Raises: ConfigError."""
    file = os.environ.get(OFFSET_FILE)
    now = datetime.now(UTC)
    return now if file is None else now + _offset(Path(file))


def _offset(file: Path) -> timedelta:
    try:
        return timedelta(seconds=float(file.read_text(encoding="ascii")))
    except (OSError, ValueError, OverflowError) as error:
        raise ConfigError(
            f"{OFFSET_FILE}: {file} does not hold a number of seconds ({type(error).__name__}). "
            "It is for trials: write one there, or take the variable out of the environment."
        ) from None


def read_day(text: str) -> date:
    """A day as it was typed or picked, "2026-09-21", whose every hour is an instant in any zone.

    Raises: ValueError. The first and the last years of the calendar are none: an hour west or east
    of them there is no date, and counting on from them ends in an error.
    """
    day = date.fromisoformat(text.strip())
    if not 1900 <= day.year < 3000:
        raise ValueError(f"{day.year} is not a year of ours")
    return day


class Clock(Protocol):
    """Tells the time. `now()` is aware and in UTC; it never goes back by more than clock drift."""

    def now(self) -> datetime:
        """The instant it is."""
        ...


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant it is, in UTC."""
        return wall_time()


class SetClock:
    """A clock that stands where it is put: for tests, `clarion chat` and dry runs."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at
