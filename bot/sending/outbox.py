"""What goes out: drains a broadcast, or single texts, through the one gate.

Save, then send: a row is committed as claimed before it is posted, and what the carrier said is
recorded after. Our id travels in the status callback. What stays unknown is never sent again
blindly: see bot/sending/doubts.py.
"""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from bot.clarion import Clarion
from bot.errors import KeyMissing, RecordAway, SealError
from bot.people import keyring, stop_journal
from bot.sending import reconcile
from bot.sending.due_rows import BroadcastSource, SingleSource, load_people
from bot.sending.recording import Tally
from bot.sending.stops import Stops
from bot.sending.window import Sender, Source
from bot.sentences import say
from bot.store.broadcasts import broadcasts as rows
from bot.store.sending import outbox

log = structlog.get_logger()

# Why a broadcast waits whose texts no key at hand opens.
UNREADABLE = say(
    "its texts cannot be opened with the keys at hand; add the old key to CLARION_DATA_KEY after "
    "the new one, then resume it"
)
# After this long a run hands over to a fresh one, so that other broadcasts have their turn.
SLICE_S = 60.0


def drain(
    clarion: Clarion,
    broadcast_id: int,
    *,
    slice_s: float = SLICE_S,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Tally:
    """Send what is due of a broadcast, until nothing is, or `slice_s` seconds have passed.

    May run twice at the same time, also for the same broadcast: rows are claimed once. SIGTERM
    ends it within five seconds. Raises: RecordAway (only before it has begun), NotFound.
    """
    try:
        _check_stops(clarion)
        source = BroadcastSource(clarion, broadcast_id)
    except KeyMissing as error:
        _pause_unreadable(clarion, broadcast_id, error.said)
        return Tally()
    except SealError:
        _pause_unreadable(clarion, broadcast_id, UNREADABLE)
        return Tally()
    ends_at = time.monotonic() + slice_s
    with (
        _until_told(lambda: time.monotonic() < ends_at and is_wanted()) as goes_on,
        Stops(clarion.record, broadcast_id) as stops,
    ):
        tally = _send(clarion, source, goes_on, stops)
    log.info(
        "broadcast drained",
        broadcast=broadcast_id,
        accepted=tally.accepted,
        skipped=tally.skipped,
        failed=tally.failed,
        unknown=tally.unknown,
        put_back=tally.put_back,
    )
    return tally


def _check_stops(clarion: Clarion) -> None:
    """Everybody who stopped is known: those of the journal, under every key ever used.

    Raises: KeyMissing, RecordAway.
    """
    stop_journal.read_back(clarion)
    with clarion.record.transaction() as connection:
        keyring.check(clarion.sealer, connection)


def _pause_unreadable(clarion: Clarion, broadcast_id: int, reason: str) -> None:
    """A key was taken away while it was under way: it waits for a person, and no other waits."""
    log.error("broadcast cannot be opened", broadcast=broadcast_id, why=reason)
    with clarion.record.transaction() as connection:
        rows.change_state(
            connection,
            broadcast_id,
            "paused",
            among=("sending",),
            now=clarion.clock.now(),
            reason=reason,
        )


def send_due(
    clarion: Clarion,
    only: int | None = None,
    *,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Tally:
    """Send single texts that are due: replies, follow-ups, notices, tests. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        if only is None and not outbox.waiting_singles(connection, clarion.clock.now()):
            return Tally()
    try:
        _check_stops(clarion)
    except KeyMissing as error:
        log.error("nothing is sent", why=error.said)
        return Tally()
    with _until_told(is_wanted) as goes_on, Stops(clarion.record) as stops:
        return _send(clarion, SingleSource(clarion, only), goes_on, stops)


def send_one(clarion: Clarion, message_id: int) -> Tally:
    """Send one single text, through the same gate. Raises: RecordAway."""
    return send_due(clarion, message_id)


def _send(clarion: Clarion, source: Source, goes_on: Callable[[], bool], stops: Stops) -> Tally:
    """One run, once what people texted during an outage is in: among it may be a STOP."""
    if not reconcile.catch_up(clarion, goes_on):
        return Tally(is_cut_short=True)

    def after_outage() -> bool:
        return reconcile.catch_up(clarion, goes_on, was_away=True)

    return asyncio.run(Sender(clarion, source, goes_on, stops, after_outage).run())


@contextmanager
def _until_told(is_wanted: Callable[[], bool]) -> Iterator[Callable[[], bool]]:
    """`is_wanted`, made false by SIGTERM as well where this is a process's main thread."""
    told: list[int] = []  # a list, for an Event's lock may be held when the signal comes

    def goes_on() -> bool:
        return not told and is_wanted()

    if threading.current_thread() is not threading.main_thread():
        yield goes_on
        return
    before = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    try:
        yield goes_on
    finally:
        signal.signal(signal.SIGTERM, before)


__all__ = [ "BroadcastSource", "RecordAway", "SingleSource", "drain", "load_people", "outbox",
    "send_due", "send_one",
]  # fmt: skip
