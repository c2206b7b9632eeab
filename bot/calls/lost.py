"""Calls of which nobody heard whether the carrier took them: looked for, then decided, and rung
again only when they were never taken.

A callback with the id of our row ends a doubt by itself. Else the carrier's list of calls to that
number since the claim is read, twice, some time apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot import set_aside
from bot.calls import by_web, gate
from bot.calls.ringing import end
from bot.calls.wishes import CONFIRM
from bot.carrier.calling import MadeCall
from bot.clarion import Clarion
from bot.errors import CarrierError
from bot.store.calls import queue
from bot.store.calls.calls import CallRow
from bot.store.conversations import waiting

log = structlog.get_logger()

_BATCH = 50
_HOLD = timedelta(seconds=60)
_SKEW = timedelta(seconds=120)  # whole seconds, and another clock
_MOST_LISTED = 20
_LOOKS = 2
_MOST_WAIT = timedelta(seconds=60)  # somebody looks at their phone meanwhile
_MOST_RINGS = 3
_USEFUL = timedelta(minutes=30)


@dataclass(slots=True)
class Looked:
    """What one round found."""

    found: int = 0
    absent: int = 0
    again: int = 0
    given_up: int = 0


def resolve(clarion: Clarion) -> Looked:
    """Claims whose time is over are in doubt, and what is in doubt is looked for. Raises:
    RecordAway."""
    result = Looked()
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        queue.expire_leases(connection, now)
        queue.expire_asks(connection, CONFIRM, now - by_web.LASTS, now)
        due = queue.lock_doubts(connection, now, _BATCH, _HOLD)
    set_aside.each(
        clarion, set_aside.Kind.CALL, due, lambda row: _look(clarion, row, result),
        lambda row: row.id,
    )  # fmt: skip
    return result


def _look(clarion: Clarion, row: CallRow, result: Looked) -> None:
    now = clarion.clock.now()
    wait = min(timedelta(seconds=clarion.settings.unknown_wait_s), _MOST_WAIT)
    number = _number(clarion, row)
    listed = _listed(clarion, number, row) if number else []
    with clarion.record.transaction() as connection:
        if listed is None:
            queue.look_again(connection, row.id, now + min(wait, _HOLD), counts=False)
            return
        known = queue.known_sids(connection, [one.sid for one in listed])
        ours = [one for one in listed if one.sid not in known]
        if ours:
            result.found += queue.name(connection, row.id, ours[-1].sid)
            return
        result.absent += 1
        if row.looks + 1 < _LOOKS and number:
            queue.look_again(connection, row.id, now + wait, counts=True)
        elif row.rings < _MOST_RINGS and now - row.created_at < _USEFUL and number:
            result.again += queue.plan_again(connection, row.id, now, was_rung=True)
        else:
            result.given_up += 1
            end(connection, row, "lost", now)


def _number(clarion: Clarion, row: CallRow) -> str | None:
    if row.direction == "try":
        lines = clarion.campaign.current().lines
        return next((line.number for line in lines if line.name == row.line), None)
    with clarion.record.transaction() as connection:
        taken = waiting.wait_for_contact(connection, row.contact_id or 0)
        callee = gate.callee_of(clarion, connection, taken) if taken else None
    return callee.number if callee else None


def _listed(clarion: Clarion, number: str, row: CallRow) -> list[MadeCall] | None:
    """The carrier's calls to a number since we claimed it; None where it does not say."""
    since = (row.claimed_at or row.created_at) - _SKEW
    try:
        found = clarion.carrier.list_calls(number, _MOST_LISTED)
    except CarrierError:
        return None
    return [one for one in found if one.created_at is None or one.created_at >= since]
