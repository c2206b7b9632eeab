"""Broadcasts whose rest is held until something is known of those who got it first: looked at one
by one, so that a bad one stops no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot import set_aside
from bot.clarion import Clarion
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.record import Transaction

# The next one that waits, locked, besides some; None where none is left.
Waiting = Callable[[Transaction, Sequence[int]], int | None]
# Let its rest go, pause it, or go on waiting. Whether the rest goes.
Judge = Callable[[Clarion, Transaction, BroadcastRow], bool]


def look(clarion: Clarion, waiting: Waiting, judge: Judge) -> list[int]:
    """Judge each broadcast that waits. Those whose rest goes on now.

    Harmless when several clocks do it at once. Raises: RecordAway.
    """
    looked: list[int] = []
    released: list[int] = []
    walking = set_aside.walk(clarion, set_aside.Kind.BROADCAST)
    while True:
        with walking.row() as aside, clarion.record.transaction() as connection:
            found = waiting(connection, [*walking.held_ids, *looked])
            if found is None:
                break
            aside.is_now(found)
            looked.append(found)
            released += [found] if judge(clarion, connection, rows.load(connection, found)) else []
    for one in released:
        clarion.wake_ups.wake("workers.jobs.drain_broadcast", one)
    return released
