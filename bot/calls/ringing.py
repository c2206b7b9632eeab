"""Ringing who asked for it: one after the other, as fast and as many at once as the account allows.

A wish is claimed and committed before the carrier is asked, so that whoever is killed in between
leaves a doubt and no second call. Several machines share one pace: who claims holds a lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot import set_aside
from bot.calls import gate, news
from bot.calls.asking import BACK
from bot.calls.wishes import LIST
from bot.carrier.calling import OutboundCall
from bot.clarion import Clarion
from bot.errors import CarrierBusy, CarrierError, CarrierRefused, CarrierSilent
from bot.store.calls import calls, queue
from bot.store.calls.calls import CallRow
from bot.store.conversations import waiting
from bot.store.record import Transaction

log = structlog.get_logger()

RUNG = "/twilio/voice/rung"
PHONE_RINGS_S = 30
_LEASE = timedelta(seconds=60)  # more than a request to the carrier may take
_LOOK_SOON = timedelta(seconds=5)
_LONGEST = timedelta(hours=6)
_DAY = timedelta(days=1)
_MOST = 200  # calls of one run
_STALE = timedelta(hours=1)  # a wish that waited longer is not what they meant any more
_SLOW_DOWN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A wish that is ours to ring now; without a `number` it is not."""

    row: CallRow
    number: str


def run_due(clarion: Clarion) -> int:
    """Ring whose turn it is. How many were asked of the carrier. Raises: RecordAway."""
    if not clarion.settings.call_me:
        return 0
    _hang_up_on_stopped(clarion)
    walking = set_aside.walk(clarion, set_aside.Kind.CALL)
    count, passed = 0, walking.held_ids
    while count < _MOST and (found := _claim(clarion, walking, passed)) is not None:
        if found.number:
            _ring(clarion, found)
            count += 1
        passed.append(found.row.id)
    return count


def _claim(clarion: Clarion, walking: set_aside.Walk, passed: list[int]) -> Claimed | None:
    """The next wish, if the account takes a call now; without a number where it is not to be rung
    after all. None where nobody waits, or there is no room."""
    row: CallRow | None = None
    with walking.row() as one, clarion.record.transaction() as connection:
        queue.lock_pace(connection)
        now = clarion.clock.now()
        if has_room(clarion, connection, now):
            row = queue.next_of(connection, now, passed)
        if row is None:
            return None
        one.is_now(row.id)
        number = _pass(clarion, connection, row, now)
        if number is not None:
            queue.claim(connection, row.id, now, now + _LEASE)
        return Claimed(row, number or "")
    return None if row is None else Claimed(row, "")


def has_room(clarion: Clarion, connection: Transaction, now: datetime) -> bool:
    """Whether the account's pace and its number of calls at once leave room for one more."""
    settings = clarion.settings
    window = timedelta(seconds=max(1.0, 1 / settings.calls_per_s))
    most = max(1, int(settings.calls_per_s))
    if queue.started_since(connection, now - window) >= most:
        return False
    return queue.going_on(connection, now - _LONGEST) < settings.calls_at_once


def _pass(clarion: Clarion, connection: Transaction, row: CallRow, now: datetime) -> str | None:
    """The number to ring, where its owner may be rung now; else the wish ends, or waits for whoever
    has that person's row at this moment."""
    taken = waiting.lock_contact(connection, row.contact_id or 0)
    if taken is None:
        return None
    callee = gate.callee_of(clarion, connection, taken)
    if callee is None:
        end(connection, row, "unreachable", now)
        return None
    look = gate.why_not_them if row.direction == LIST else gate.why_not
    why = look(clarion, connection, taken, callee, now)
    if why is None and row.direction == BACK and _was_rung_often(clarion, connection, row, now):
        why = "often"
    if why is None and now - (row.not_before or now) > _STALE and row.direction != BACK:
        why = "late"
    if why is None:
        return callee.number
    end(connection, row, why, now)
    return None


def _was_rung_often(clarion: Clarion, connection: Transaction, row: CallRow, now: datetime) -> bool:
    """Whether somebody was rung back as often as we may within a day."""
    had = queue.count_rung(connection, row.contact_id or 0, BACK, now - _DAY)
    return had >= clarion.settings.calls_back_a_day


def end(connection: Transaction, row: CallRow, why: str, now: datetime) -> None:
    """A wish ends before anybody was reached, and its person hears why, where that helps."""
    if calls.move(connection, row.id, "canceled", reason=why, ended_at=now) and (
        row.contact_id and row.direction != LIST
    ):
        news.tell(connection, row.contact_id, why, now)


def _ring(clarion: Clarion, claimed: Claimed) -> None:
    row, settings = claimed.row, clarion.settings
    here = f"{settings.public_url}{RUNG}/{row.id}"
    call = OutboundCall(
        to=claimed.number,
        shown=row.number or settings.twilio_from,
        ask_at=here,
        tell_at=f"{here}/status",
        rings_s=PHONE_RINGS_S,
        limit_s=settings.call_limit_s + 600,
    )
    ask(clarion, row, call)


def ask(clarion: Clarion, row: CallRow, call: OutboundCall) -> None:
    """Ask the carrier to make a claimed call, and note what it said."""
    try:
        sid = clarion.carrier.start_call(call)
    except CarrierBusy as error:
        wait = timedelta(seconds=error.retry_after_s) if error.retry_after_s else _SLOW_DOWN
        with clarion.record.transaction() as connection:
            queue.plan_again(connection, row.id, clarion.clock.now() + wait, was_rung=False)
        log.info("call put back", call=row.id, code=error.code)
    except CarrierRefused as error:
        with clarion.record.transaction() as connection:
            end(connection, row, "refused", clarion.clock.now())
        log.warning("call refused", call=row.id, code=error.code)
    except CarrierSilent:
        with clarion.record.transaction() as connection:
            queue.doubt(connection, row.id, clarion.clock.now() + _LOOK_SOON)
        log.warning("call in doubt", call=row.id)
    else:
        with clarion.record.transaction() as connection:
            queue.name(connection, row.id, sid)


def _hang_up_on_stopped(clarion: Clarion) -> None:
    """Whoever stops while it rings is not talked to."""
    with clarion.record.transaction() as connection:
        sids = queue.ringing_stopped(connection)
    for sid in sids:
        try:
            clarion.carrier.end_call(sid)
        except CarrierError as error:
            log.warning("call not ended", sid=sid, code=error.code)
