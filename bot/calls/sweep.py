"""Calls that nobody told the end of: the carrier is asked, as for texts in doubt (bot/sending).

A status callback may be lost, or the record was away when it came; a call may have been connected
while nothing could be written down at all. What the carrier lists is taken for what was told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot import set_aside
from bot.calls import ending, rung
from bot.calls.connecting import note_line
from bot.calls.talk import Talk, talk
from bot.carrier.calls import ENDED, CallForm
from bot.carrier.texts import ListedCall
from bot.clarion import Clarion
from bot.errors import CarrierError, CarrierRefused
from bot.store.calls import calls
from bot.store.calls.calls import CallRow

log = structlog.get_logger()

EVERY_S = 60.0
_SILENT = timedelta(minutes=5)  # after its beginning, for a call without an end
_UNHEARD = timedelta(minutes=2)  # after its end, for what the line did
_BACK = timedelta(hours=2)  # how far the carrier's list is read
_MOST = 50
_INBOUND = "inbound"
_NOT_FOUND = 404
_KIND = set_aside.Kind.CALL


@dataclass(slots=True)
class Swept:
    """What one look found: calls closed, lines heard of, calls that nobody had told of at all."""

    closed: int = 0
    lines: int = 0
    unknown: int = 0


def sweep(clarion: Clarion) -> Swept:
    """Close what is over by the carrier's word. Raises: RecordAway."""
    now, done = clarion.clock.now(), Swept()
    walking = set_aside.walk(clarion, _KIND)
    with clarion.record.transaction() as connection:
        held = walking.held_ids
        due = calls.silent_since(connection, now - _SILENT, _MOST, held)
        due += calls.line_unheard(connection, now - _UNHEARD, now - timedelta(days=1), _MOST, held)
    try:
        for row in due:
            _look(clarion, walking, row, done)
        _find_unknown(clarion, done)
    except CarrierError as error:
        log.warning("the carrier does not list calls", what=str(error))
    if done != Swept():
        log.info("calls closed", closed=done.closed, lines=done.lines, unknown=done.unknown)
    return done


def _look(clarion: Clarion, walking: set_aside.Walk, row: CallRow, done: Swept) -> None:
    found = _ask(clarion, row)
    if found.status not in ENDED:
        return
    leg = _leg(clarion, found.sid) if row.tries else None
    with walking.row(row.id):
        _close(clarion, found, leg, done)


def _ask(clarion: Clarion, row: CallRow) -> ListedCall:
    """A call as the carrier has it; one it does not know is over. Raises: CarrierError."""
    sid = row.sid or ""
    try:
        return clarion.carrier.call(sid)
    except CarrierRefused as error:
        if error.http_status != _NOT_FOUND:
            raise
        return ListedCall(sid, _INBOUND, "", row.number or "", "failed", 0, None)


def _find_unknown(clarion: Clarion, done: Swept) -> None:
    """Calls that came in while the record was away: connected, and written down only now."""
    number, now = clarion.settings.twilio_from, clarion.clock.now()
    if not number:
        return
    listed = clarion.carrier.calls_to(number, now - _BACK)
    over = [one for one in listed if one.direction == _INBOUND and one.status in ENDED]
    with clarion.record.transaction() as connection:
        known = calls.known_sids(connection, [one.sid for one in over])
    for one in over:
        is_fresh = one.started_at is not None and one.started_at > now - _SILENT
        if one.sid not in known and not is_fresh:
            done.unknown += 1
            _close(clarion, one, _leg(clarion, one.sid), done)


def _leg(clarion: Clarion, sid: str) -> ListedCall | None:
    """What became of the line, the last time that a call rang it; None while it goes on."""
    legs = clarion.carrier.legs_of(sid)
    return legs[0] if legs and legs[0].status in ENDED else None


def _close(clarion: Clarion, found: ListedCall, leg: ListedCall | None, done: Swept) -> None:
    form = CallForm(
        found.sid, found.sender, found.recipient, found.status,
        is_ours=found.direction != _INBOUND, lasted_s=found.lasted_s or 0,
    )  # fmt: skip
    with talk(clarion, form) as call:
        is_heard = leg is not None and call.row.dialed is None
        if leg is not None and is_heard:
            _hear_of_line(call, found, leg)
        if call.row.tries and call.row.dialed is None:
            call.change(reason=call.row.reason or "unknown")
        is_closed = not call.row.is_over
        if is_closed:
            rung.close(call, is_known_whole=True)
        else:
            ending.settle(call, is_known_whole=True)
    done.lines += is_heard
    done.closed += is_closed


def _hear_of_line(call: Talk, found: ListedCall, leg: ListedCall) -> None:
    line = call.line
    began = leg.started_at or found.started_at or call.now
    call.move("dialing", dialed_at=began, answered_at=call.row.answered_at or began)
    call.change(
        tries=max(1, call.row.tries),
        line=call.row.line or (line.name if line else None),
        dialed_at=call.row.dialed_at or began,
    )
    note_line(call, leg.status, leg.lasted_s or 0)
