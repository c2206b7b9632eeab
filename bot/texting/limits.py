"""Limits that protect people: how many broadcasts one person gets, and how long one can be taken
back. Their numbers are settings; when a broadcast brakes is in bot/sending/reactions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.clarion import Clarion


def undo_s(clarion: Clarion, people: int) -> float:
    """Seconds before a broadcast that is sent now begins, to take it back in."""
    return clarion.settings.undo_s if people >= clarion.settings.undo_from else 0.0


def caps_for(clarion: Clarion) -> tuple[int, int]:
    """Most broadcasts to one person in 24 hours and in 7 days."""
    return clarion.settings.most_a_day, clarion.settings.most_a_week


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
