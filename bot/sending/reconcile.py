"""Takes in every inbound text that the carrier lists and we never stored, opt-outs first.

A webhook that failed for longer than the carrier tries is lost to us but not to the carrier
(texting-facts 1.2). One process at a time looks. After an outage nothing is sent before the stops
that came meanwhile are known; the rest is taken in beside it, however long that takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot import set_aside
from bot.carrier.forms import InboundForm
from bot.carrier.texts import Listed
from bot.clarion import Clarion
from bot.conversations import inbound
from bot.engine import Sense, hear_alone
from bot.errors import CarrierError, CarrierRefused
from bot.store.record import Transaction
from bot.store.sending import marks

log = structlog.get_logger()

# Up to when every text is taken in, and up to when every stop is known.
_MARK, _STOPS = "reconciled", "stops reconciled"
_KIND = set_aside.Kind.CARRIER_TEXT
# How far a first look goes back, and how much of what was seen before is looked at again: the
# carrier lists by the second, and a text may be listed after a later one.
_FIRST = timedelta(hours=24)
_OVERLAP = timedelta(minutes=10)
# A text this fresh may be in its webhook at this moment.
_FRESH = timedelta(seconds=20)
# The clock looks every minute at what is not fresh; older than this, everything stood still.
_OUTAGE = timedelta(seconds=90) + _FRESH
_TRY_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a look found: inbound texts listed, taken in now, and that could not be.

    `has_looked` is false where another process was looking or the carrier did not list.
    """

    listed: int = 0
    taken_in: int = 0
    failed: int = 0
    has_looked: bool = True


def catch_up(clarion: Clarion, is_wanted: Callable[[], bool], *, was_away: bool = False) -> bool:
    """Before anything is sent: after an outage, wait until the stops of meanwhile are known.

    An outage is a last look too long ago, or the record that `was_away` just now. Where the
    carrier has never listed anything there is nothing to wait for. Whether sending may go on;
    false once it is not wanted any more. Raises: RecordAway.
    """
    began = clarion.clock.now()
    while is_wanted():
        with clarion.record.transaction() as connection:
            seen_until = _stops_known_until(connection)
        if seen_until is None or seen_until >= began:
            return True
        if not was_away and not _is_long_ago(seen_until, clarion.clock.now()):
            return True
        inbound.replay_spool(clarion)
        if hear_stops(clarion).has_looked:
            return True
        log.warning("sending waits for a look at what came in", last_look=seen_until.isoformat())
        time.sleep(_TRY_AGAIN_S)
    return False


def is_behind(connection: Transaction, now: datetime) -> bool:
    """Whether nothing is sent until a look at what came in has succeeded."""
    seen_until = _stops_known_until(connection)
    return seen_until is not None and _is_long_ago(seen_until, now)


def _stops_known_until(connection: Transaction) -> datetime | None:
    found = [marks.read(connection, name) for name in (_MARK, _STOPS)]
    return max((at for at in found if at is not None), default=None)


def _is_long_ago(seen_until: datetime, now: datetime) -> bool:
    return now - seen_until > _OUTAGE


def run(clarion: Clarion, since: datetime | None = None, fresh: timedelta = _FRESH) -> Reconciled:
    """Look at what came in since the last look, or `since`. Raises: RecordAway.

    Texts younger than `fresh` may be in their webhook at this moment and are left to it. The
    carrier away is logged, and the next look goes back as far.
    """
    with clarion.record.alone() as connection, marks.only_one(connection, _MARK) as is_ours:
        if not is_ours:
            return Reconciled(has_looked=False)
        return _look(clarion, since, fresh)


def hear_stops(clarion: Clarion) -> Reconciled:
    """Take in only the stops that came in since they were last known, also fresh ones; `run`,
    which may be under way elsewhere, takes in the rest. Raises: RecordAway."""
    with clarion.record.alone() as connection, marks.only_one(connection, _STOPS) as is_ours:
        if not is_ours:
            return Reconciled(has_looked=False)
        now = clarion.clock.now()
        with clarion.record.transaction() as transaction:
            seen_until = _stops_known_until(transaction)
        listed = _listed_since(clarion, seen_until, now)
        if listed is None:
            return Reconciled(has_looked=False)
        missing = _missing(clarion, listed, now)
        return _take_in_stops(clarion, listed, missing, now)


def _look(clarion: Clarion, since: datetime | None, fresh: timedelta) -> Reconciled:
    """One look, while no other process looks. No transaction is open while the carrier lists."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        seen_until = marks.read(connection, _MARK)
    listed = _listed_since(clarion, seen_until, now, since)
    if listed is None:
        return Reconciled(has_looked=False)
    missing = _missing(clarion, listed, now - fresh)
    stops = _take_in_stops(clarion, listed, missing, now - fresh)
    result = _take_in_all(clarion, listed, missing, stops)
    with clarion.record.transaction() as connection:
        marks.write(connection, _MARK, now - fresh)
    if result.taken_in or result.failed:
        log.warning("texts taken in late", count=result.taken_in, failed=result.failed)
    return result


def _listed_since(
    clarion: Clarion, seen_until: datetime | None, now: datetime, since: datetime | None = None
) -> list[Listed] | None:
    """What the carrier lists, and what is due to be tried again; None where it does not list."""
    start = since or (seen_until - _OVERLAP if seen_until else now - _FIRST)
    try:
        return _list(clarion, start) + _again(clarion, now)
    except CarrierError as error:
        log.warning("carrier did not list its messages", kind=type(error).__name__)
        return None


def _missing(clarion: Clarion, listed: list[Listed], until: datetime) -> list[Listed]:
    """Those that came in until then and that we never stored, in order."""
    with clarion.record.transaction() as connection:
        stored = marks.stored_sids(connection, [one.sid for one in listed])
    missing = {
        one.sid: one
        for one in listed
        if one.sid not in stored and (one.sent_at or one.created_at or until) <= until
    }
    return list(missing.values())


def _again(clarion: Clarion, now: datetime) -> list[Listed]:
    """Texts that were set aside and are to be tried again; the list has long gone past them.

    Raises: CarrierError.
    """
    found = []
    for sid in set_aside.due_again(clarion, _KIND, now):
        try:
            found.append(clarion.carrier.fetch(sid))
        except CarrierRefused:
            log.warning("carrier does not know a text it had listed", sid=sid)
    return found


def _list(clarion: Clarion, start: datetime) -> list[Listed]:
    """Inbound texts since `start`, oldest first. Lists all of ours: an account texts with
    supporters only."""
    found = clarion.carrier.list_messages(sent_after=start)
    return [one for one in reversed(list(found)) if one.is_inbound]


def _take_in_stops(
    clarion: Clarion, listed: list[Listed], missing: list[Listed], until: datetime
) -> Reconciled:
    """Before anything else. From here on every stop `until` then is known, those aside that
    cannot be taken in."""
    campaign = clarion.campaign.current()

    def is_stop(one: Listed) -> bool:
        alone = hear_alone(campaign, one.body)
        return alone is not None and alone.sense in (Sense.STOP, Sense.STOP_UNSURE)

    stops = [one for one in missing if is_stop(one)]
    taken_in = _take_in(clarion, stops)
    with clarion.record.transaction() as connection:
        marks.write(connection, _STOPS, until)
    return Reconciled(len(listed), taken_in, len(stops) - taken_in)


def _take_in_all(
    clarion: Clarion, listed: list[Listed], missing: list[Listed], stops: Reconciled
) -> Reconciled:
    """What is left once the stops are in."""
    with clarion.record.transaction() as connection:
        stored = marks.stored_sids(connection, [one.sid for one in missing])
    rest = [one for one in missing if one.sid not in stored]
    taken_in = stops.taken_in + _take_in(clarion, rest)
    return Reconciled(len(listed), taken_in, len(missing) - taken_in)


def _take_in(clarion: Clarion, some: list[Listed]) -> int:
    """Take in texts in order; a bad one is set aside. How many it went well with."""
    return set_aside.each(
        clarion,
        _KIND,
        some,
        lambda one: inbound.receive_late(clarion, _form(one)),
        lambda one: one.sid,
    )


def _form(one: Listed) -> InboundForm:
    prefix, colon, _ = one.sender.partition(":")
    return InboundForm(
        sid=one.sid,
        sender=one.sender,
        recipient=one.recipient,
        channel=prefix.lower() if colon else "sms",
        body=one.body,
        parts=max(1, one.parts),
    )
