"""Sending for tests: a broadcast that goes at once, a person who changes, another time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.broadcasts import planning
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.sending import outbox
from tests.crowd import number, schedule


def send(clarion: Clarion, **changes: Any) -> int:
    """Schedule a broadcast, plan it and send what is due."""
    broadcast_id = schedule(clarion, **changes)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    return broadcast_id


def change_person(clarion: Clarion, index: int, **columns: Any) -> None:
    """Set columns of one person of a crowd."""
    names = ", ".join(f"{name} = %({name})s" for name in columns)
    with clarion.record.transaction() as connection:
        connection.execute(
            f"UPDATE contact SET {names} WHERE id ="  # noqa: S608 - a test's own names
            " (SELECT contact_id FROM address WHERE digest = %(digest)s)",
            {**columns, "digest": clarion.sealer.digest("sms", number(index))},
        )


def set_clock(clarion: Clarion, at: datetime) -> None:
    """From now on it is `at`."""
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at = at
