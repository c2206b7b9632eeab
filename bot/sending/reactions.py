"""What a carrier's error code sets off: an opt-out, a marked number, a brake."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from bot.carrier.codes import Reaction, Then, reaction
from bot.clarion import Clarion
from bot.people import consent
from bot.sending import brakes
from bot.sentences import Sentence, say
from bot.store.broadcasts import broadcasts as rows
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sending import statuses, switches

if TYPE_CHECKING:
    from datetime import datetime


log = structlog.get_logger()

_LOOK_EVERY_S = 1.0
_REST = 20  # times the length of a look, without one
_look_at: dict[int, float] = {}


def react(clarion: Clarion, message_id: int, code: int) -> None:
    """Do what the table says about a code that ended a message. Raises: RecordAway."""
    what = reaction(code)
    if what.alerts or not what.is_known:
        log.error("carrier error", message=message_id, code=code, then=what.then)
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        whose = statuses.whose(connection, message_id)
        if whose is None:
            return
        if what.then is Then.OPT_OUT:
            # The person told the carrier to stop: that counts as much as telling us.
            consent.stop(
                clarion,
                connection,
                whose.contact_id,
                now,
                source=f"carrier:{code}",
                message_id=message_id,
            )
        elif what.then is Then.MARK_NUMBER and what.reach:
            statuses.mark_address(connection, whose.address_id, what.reach)
        elif what.then is Then.STOP_ALL:
            _stop_all(connection, what, now)
        elif what.then is Then.STOP_BROADCAST and whose.broadcast_id:
            _pause(connection, whose.broadcast_id, _reason(what), now)
        if whose.broadcast_id and what.then is not Then.EXPECTED:
            brake(clarion, connection, whose.broadcast_id)


def _stop_all(connection: Transaction, what: Reaction, now: datetime) -> None:
    if not switches.read(connection, "sending").is_on:
        return
    reason = _reason(what)
    switches.turn(connection, "sending", is_on=False, by=None, reason=reason, now=now)
    notes.note(
        connection, act="stopped all", object_name="sending", object_id=None,
        detail={"code": what.code}, now=now,
    )  # fmt: skip
    log.error("sending stopped for everyone", code=what.code)


def _reason(what: Reaction) -> Sentence:
    return say("%(reason)s (carrier code %(code)s)", reason=what.sentence, code=what.code)


def _pause(connection: Transaction, broadcast_id: int, reason: str, now: datetime) -> None:
    """Pause a broadcast by itself, and say why where organizers look."""
    if rows.change_state(
        connection, broadcast_id, "paused", among=("sending",), now=now, reason=reason
    ):
        notes.note(
            connection, act="braked broadcast", object_name="broadcast",
            object_id=broadcast_id, detail={"reason": reason}, now=now,
        )  # fmt: skip
        log.warning("broadcast paused by itself", broadcast=broadcast_id, reason=reason)


def brake(clarion: Clarion, connection: Transaction, broadcast_id: int) -> None:
    """Pause a broadcast when too much of it is filtered or fails.

    Looked at once a second by each process, and less often where counting takes long.
    """
    began = time.monotonic()
    if began < _look_at.get(broadcast_id, 0.0):
        return
    reason = brakes.too_much(clarion, connection, broadcast_id)
    if reason is not None:
        _pause(connection, broadcast_id, reason, clarion.clock.now())
    ended = time.monotonic()
    _look_at[broadcast_id] = ended + max(_LOOK_EVERY_S, _REST * (ended - began))
