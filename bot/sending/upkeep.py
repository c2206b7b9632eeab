"""Keeps what goes out moving, from the record alone: with Redis wiped, away or forgetful.

The clock calls it every second. A broadcast that has rows due and nobody sending it gets a
worker woken; if none comes, it is sent from here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot import set_aside
from bot.clarion import Clarion
from bot.sending import outbox, reactions
from bot.sentences import say_many
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import OpenBroadcast
from bot.store.organizers import notes
from bot.store.sending import listening
from bot.store.sending import outbox as outbox_rows

log = structlog.get_logger()

_PATIENCE_S = 4.0  # how long a woken worker may take to begin
_WAKE_EVERY_S = 2.0
_OWN_SLICE_S = 10.0  # then a worker may have come back
_SINGLES = 0  # the key of what belongs to no broadcast


class Upkeep:
    """What one clock remembers between two looks. Not shared between threads."""

    def __init__(self, clarion: Clarion, is_wanted: Callable[[], bool] = lambda: True) -> None:
        self._clarion = clarion
        self._is_wanted = is_wanted
        self._needed_since: dict[int, float] = {}
        self._woken_at: dict[int, float] = {}
        self._own: dict[int, threading.Thread] = {}

    def look(self) -> None:
        """One look at everything that goes out. Raises: RecordAway."""
        with self._clarion.record.transaction() as connection:
            now = self._clarion.clock.now()
            found = rows.sending(connection, now)
            alone = [
                one.id for one in found if one.due_since and not listening.alive(connection, one.id)
            ]
            singles = outbox_rows.waiting_singles(connection, now)
        set_aside.each(
            self._clarion,
            set_aside.Kind.UNDER_WAY,
            found,
            lambda one: self._look_at(one, one.id in alone),
            lambda one: one.id,
        )
        if singles:
            self._see_to(_SINGLES)
        else:
            self._forget(_SINGLES)

    def _look_at(self, one: OpenBroadcast, is_alone: bool) -> None:
        """One broadcast under way; nobody sends it where `is_alone`."""
        with self._clarion.record.transaction() as connection:
            reactions.brake(self._clarion, connection, one.id)
        if not is_alone:
            self._forget(one.id)
            if not one.has_open:
                finish(self._clarion, one.id)
        elif not self._pause_if_late(one):
            self._see_to(one.id)

    def wait(self, seconds: float) -> None:
        """Wait for texts that are being sent from here."""
        ends_at = time.monotonic() + seconds
        for thread in self._own.values():
            thread.join(max(0.0, ends_at - time.monotonic()))

    def _forget(self, key: int) -> None:
        self._needed_since.pop(key, None)
        self._woken_at.pop(key, None)

    def _see_to(self, key: int) -> None:
        now = time.monotonic()
        since = self._needed_since.setdefault(key, now)
        own = self._own.get(key)
        if own is not None and own.is_alive():
            return
        is_woken = True
        if now - self._woken_at.get(key, 0.0) > _WAKE_EVERY_S:
            self._woken_at[key] = now
            job = "workers.jobs.drain_broadcast" if key else "workers.jobs.send_due"
            is_woken = self._clarion.wake_ups.wake(job, *([key] if key else []))
        if not is_woken or now - since > _PATIENCE_S:
            thread = threading.Thread(target=self._send, args=[key], name=f"send-{key}")
            self._own[key] = thread
            thread.start()

    def _send(self, key: int) -> None:
        """Send from this process, for a while."""
        ends_at = time.monotonic() + _OWN_SLICE_S
        log.info("no worker came, sending from the clock", broadcast=key or None)
        try:
            if key:
                outbox.drain(self._clarion, key, slice_s=_OWN_SLICE_S, is_wanted=self._is_wanted)
            else:
                outbox.send_due(
                    self._clarion,
                    is_wanted=lambda: self._is_wanted() and time.monotonic() < ends_at,
                )
        except outbox.RecordAway:
            log.warning("the record is away")

    def _pause_if_late(self, one: OpenBroadcast) -> bool:
        """A broadcast that stood still for longer than its lateness limit waits for a person."""
        clarion = self._clarion
        now = clarion.clock.now()
        moved_at = max(one.updated_at, one.due_since or one.updated_at)
        if now - moved_at <= timedelta(seconds=one.lateness_s):
            return False
        minutes = int((now - moved_at).total_seconds() // 60)
        reason = say_many(
            "it stood still for %(num)s minute while nothing could be sent; resume it if it is "
            "still useful, or cancel it",
            "it stood still for %(num)s minutes while nothing could be sent; resume it if it is "
            "still useful, or cancel it",
            minutes,
        )
        with clarion.record.transaction() as connection:
            if rows.change_state(
                connection, one.id, "paused", among=("sending",), now=now, reason=reason
            ):
                notes.note(
                    connection, act="paused late", object_name="broadcast", object_id=one.id,
                    detail={"minutes": minutes}, now=now,
                )  # fmt: skip
        log.warning("broadcast paused as late", broadcast=one.id, minutes=minutes)
        return True


def finish(clarion: Clarion, broadcast_id: int) -> bool:
    """End a broadcast that has no row left to send or to look up. Whether it ended now."""
    with clarion.record.transaction() as connection:
        now = clarion.clock.now()
        has_ended = rows.finish(connection, broadcast_id, now)
    if has_ended:
        log.info("broadcast done", broadcast=broadcast_id)
    return has_ended
