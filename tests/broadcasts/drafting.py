"""Drafts for tests: one that can be sent, time that passes, and how a broadcast stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.broadcasts import broadcasts
from bot.broadcasts.broadcasts import Draft
from bot.clarion import Clarion
from bot.clock import SetClock
from tests.crowd import TEXTS


def make_draft(**changes: Any) -> Draft:
    return Draft(**{"title": "Kick-off", "segment": "all", "texts": TEXTS, **changes})


def pass_time(clarion: Clarion, **passed: float) -> None:
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(**passed)


def state_of(clarion: Clarion, broadcast_id: int) -> str:
    return broadcasts.progress(clarion, broadcast_id).state
