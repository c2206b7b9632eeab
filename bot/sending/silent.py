"""Whoever was silent for long is looked up before a broadcast texts them: by then somebody else may
have their number, whom nobody asked, and who should not read what was meant for them.

Who must be looked up is held when the broadcast is planned; the others go out meanwhile. A look-up
that fails is tried again until their hours are over, and holds them alone. A number that was handed
on is not texted any more; whoever texts from it is somebody new (bot/conversations/inbound.py).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from bot.clarion import Clarion
from bot.errors import CarrierError, SealError
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.store.sending import silent as rows
from bot.store.sending.silent import Silent

log = structlog.get_logger()

_AT_ONCE = 8
_BATCH = 100
_AGAIN = timedelta(minutes=1)


def hold(clarion: Clarion, connection: Transaction, broadcast_id: int, now: datetime) -> int:
    """In the planning of a broadcast: hold who has to be looked up first. How many; none where
    CLARION_LOOK_UP_SILENT is off."""
    settings = clarion.settings
    if not settings.look_up_silent:
        return 0
    held = rows.hold(
        connection,
        broadcast_id,
        now - timedelta(days=settings.silent_days),
        now - timedelta(days=settings.look_up_again_days),
    )
    if held:
        log.info("silent people are looked up", broadcast=broadcast_id, people=held)
    return held


def look_up(clarion: Clarion) -> int:
    """Look up who waits for it, and let go on or skip them. How many were looked up.

    Harmless when several clocks do it at once. Raises: RecordAway.
    """
    looked = 0
    while True:
        now = clarion.clock.now()
        with clarion.record.transaction() as connection:
            rows.expire(connection, now)
            some = rows.lease(connection, now, now + _AGAIN, _BATCH)
        if not some:
            return looked
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            said = list(pool.map(lambda one: _ask(clarion, one), some))
        same = [one.address_id for one, is_gone in zip(some, said, strict=True) if is_gone is False]
        gone = [one for one, is_gone in zip(some, said, strict=True) if is_gone]
        _settle(clarion, same, gone)
        looked += len(same) + len(gone)


def _ask(clarion: Clarion, one: Silent) -> bool | None:
    """Whether somebody else has the number; None where it cannot be said now. A number without
    data counts as theirs: there is none of many that never changed hands."""
    try:
        number = clarion.sealer.open(one.value_sealed, Purpose.ADDRESS_VALUE)
        return bool(clarion.carrier.is_reassigned(number, one.known_at.date()))
    except (CarrierError, SealError) as error:
        log.warning("a number was not looked up", error=type(error).__name__)
        return None


def _settle(clarion: Clarion, same: list[int], gone: list[Silent]) -> None:
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        going_on = rows.settle(connection, same, [one.address_id for one in gone], now)
        for one in gone:
            notes.note(
                connection, act="number reassigned", object_name="contact",
                object_id=one.contact_id, detail={}, now=now,
            )  # fmt: skip
    for broadcast_id in going_on:
        clarion.wake_ups.wake("workers.jobs.drain_broadcast", broadcast_id)
