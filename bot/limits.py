"""Limits that protect people: how many broadcasts one person gets, and when a broadcast brakes."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Asked:
    """What people who asked for fewer texts get of one broadcast: those with a tag of `never`
    nothing; those with a tag of `few` as many broadcasts a week as stands beside it."""

    never: tuple[str, ...] = ()
    few: tuple[tuple[str, int], ...] = ()


# Near somebody: a place, or an action they chose themselves.
_PLACE = re.compile(
    r"\b(?:zip|state)\b|(?<!not )(?<!no )\b(?:event|waiting|hosting)\b(?:\.\w+)?\s*=",
    re.IGNORECASE,
)


def asked_less(clarion: Clarion, segment: str) -> Asked:
    """The campaign's `less`, for a broadcast to this segment."""
    is_to_a_place = _PLACE.search(segment) is not None
    less = clarion.campaign.current().less
    return Asked(
        never=tuple(tag for tag, row in less.items() if row.is_near_only and not is_to_a_place),
        few=tuple((tag, row.week) for tag, row in less.items() if row.week is not None),
    )
