"""Limits that protect people: how many broadcasts one person gets, and when a broadcast brakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.bootstrap import Clarion

# FL, OK, MD and NJ allow three texts a day on one subject (texting-facts 3.3).
MOST_A_DAY = 3
MOST_A_WEEK = 10

# A broadcast pauses by itself above these shares, once so many texts give them a meaning.
FILTERED_SHARE, FILTERED_LEAST = 0.03, 10
FAILED_SHARE, FAILED_LEAST = 0.25, 40


# A broadcast that is sent now to this many or more can be taken back for so long.
_UNDO_FROM, _UNDO_S = 20, 10.0


def undo_s(people: int) -> float:
    """Seconds before a broadcast that is sent now begins, to take it back in."""
    return _UNDO_S if people >= _UNDO_FROM else 0.0


def caps_for(_clarion: Clarion) -> tuple[int, int]:
    """Most broadcasts to one person in 24 hours and in 7 days."""
    return MOST_A_DAY, MOST_A_WEEK
