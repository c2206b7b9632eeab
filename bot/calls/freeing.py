"""Ring me when it is free: the line is tried now and then, and whoever waits longest is rung.

A try speaks to nobody: as soon as the line rings instead of being busy, it is free, and the try is
hung up. Few tries: one at a time, some minutes apart, only within the line's hours, and only while
somebody waits. When the line closes, whoever still waits hears so.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.calls import ringing
from bot.calls.talk import Talk
from bot.calls.wishes import FREE
from bot.carrier.calling import OutboundCall
from bot.clarion import Clarion
from bot.engine import Line
from bot.errors import CarrierError
from bot.store.calls import calls, queue
from bot.store.calls.calls import CallRow, NewCall
from bot.store.record import Transaction

log = structlog.get_logger()

_IS_FREE = "free"
_RINGS_S = 10
_LEASE = timedelta(seconds=60)
_DAY = timedelta(days=1)
_SERVED_WITHIN = timedelta(minutes=30)
_MOST_TOLD = 500


def run_due(clarion: Clarion) -> int:
    """Try the lines that somebody waits for, where it is time. How many were tried. Raises:
    RecordAway."""
    if not clarion.settings.call_me:
        return 0
    _hang_up(clarion)
    tried = 0
    for name in _lines(clarion):
        planned = _plan(clarion, name)
        if planned is not None:
            row, line = planned
            ringing.ask(clarion, row, _call(clarion, row, line))
            tried += 1
    return tried


def note_free(call: Talk) -> None:
    """The line rings, so it is free: whoever waits longest is rung, once for each try."""
    if call.row.reason == _IS_FREE:
        return
    call.change(reason=_IS_FREE)
    for wish in queue.waiting(call.connection, call.row.line or ""):
        calls.change(call.connection, wish.id, place=FREE, not_before=call.now)
        log.info("line is free", call=wish.id)


def _lines(clarion: Clarion) -> list[str]:
    with clarion.record.transaction() as connection:
        return [name for name in queue.lines_waited_for(connection) if name]


def _plan(clarion: Clarion, name: str) -> tuple[CallRow, Line] | None:
    """A try that is ours to make now, claimed; None where it is not time."""
    line = next((one for one in clarion.campaign.current().lines if one.name == name), None)
    with clarion.record.transaction() as connection:
        queue.lock_pace(connection)
        now = clarion.clock.now()
        if line is None or line.is_over(now) or not line.is_open(now):
            _tell_closed(connection, name, now)
            return None
        if not _is_time(clarion, connection, name, now):
            return None
        new = NewCall("try", "planned", line=name, number=clarion.settings.twilio_from or None,
                      place=FREE, not_before=now)  # fmt: skip
        made = calls.add(connection, new, now)
        if made is None:
            return None
        queue.claim(connection, made, now, now + _LEASE)
        row = calls.get(connection, made)
        return None if row is None else (row, line)


def _is_time(clarion: Clarion, connection: Transaction, name: str, now: datetime) -> bool:
    settings = clarion.settings
    if not ringing.has_room(clarion, connection, now):
        return False
    if queue.being_served(connection, name, now - _SERVED_WITHIN):
        return False
    gap = timedelta(seconds=settings.line_try_every_s)
    if queue.tries_since(connection, name, now - gap):
        return False
    return queue.tries_since(connection, name, now - _DAY) < settings.line_tries_a_day


def _tell_closed(connection: Transaction, name: str, now: datetime) -> None:
    for row in queue.waiting(connection, name, _MOST_TOLD):
        ringing.end(connection, row, "line_closed", now)


def _call(clarion: Clarion, row: CallRow, line: Line) -> OutboundCall:
    here = f"{clarion.settings.public_url}{ringing.RUNG}/{row.id}"
    return OutboundCall(
        to=line.number,
        shown=row.number or clarion.settings.twilio_from,
        ask_at=here,
        tell_at=f"{here}/status",
        rings_s=_RINGS_S,
        limit_s=60,
        tells_ringing=True,
    )


def _hang_up(clarion: Clarion) -> None:
    """Tries that ring are hung up, so that nobody at the line says hello to no one."""
    with clarion.record.transaction() as connection:
        sids = queue.tries_that_ring(connection)
    for sid in sids:
        try:
            clarion.carrier.end_call(sid)
        except CarrierError as error:
            log.info("try was over", sid=sid, code=error.code)
