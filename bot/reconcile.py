"""Takes in every inbound text that the carrier lists and we never stored, opt-outs first.

A webhook that failed for longer than the carrier tries is lost to us but not to the carrier
(texting-facts 1.2). One process at a time looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.carrier.forms import InboundForm
from bot.engine import classify
from bot.errors import CarrierError, RecordAway
from bot.inbound import receive_late
from bot.store import marks

if TYPE_CHECKING:
    from bot.bootstrap import Clarion
    from bot.carrier.texts import Listed

log = structlog.get_logger()

_MARK = "reconciled"
# How far a first look goes back, and how much of what was seen before is looked at again: the
# carrier lists by the second, and a text may be listed after a later one.
_FIRST = timedelta(hours=24)
_OVERLAP = timedelta(minutes=10)
# A text this fresh may be in its webhook at this moment.
_FRESH = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a look found: inbound texts listed, taken in now, and that could not be."""

    listed: int = 0
    taken_in: int = 0
    failed: int = 0


def run(clarion: Clarion, since: datetime | None = None) -> Reconciled:
    """Look at what came in since the last look, or `since`. Raises: RecordAway.

    The carrier away is logged, and the next look goes back as far.
    """
    now = clarion.clock.now()
    with clarion.record.hot() as connection:
        if not marks.try_lock(connection, _MARK):
            return Reconciled()
        seen_until = marks.read(connection, _MARK)
        start = since or (seen_until - _OVERLAP if seen_until else now - _FIRST)
        try:
            listed = _list(clarion, start)
        except CarrierError as error:
            log.warning("carrier did not list its messages", kind=type(error).__name__)
            return Reconciled()
        stored = marks.stored_sids(connection, [one.sid for one in listed])
        missing = [
            one
            for one in listed
            if one.sid not in stored and (one.sent_at or one.created_at or now) < now - _FRESH
        ]
        result = _take_in(clarion, listed, missing)
        if not result.failed:
            marks.write(connection, _MARK, now)
    if result.taken_in or result.failed:
        log.warning("texts taken in late", count=result.taken_in, failed=result.failed)
    return result


def _list(clarion: Clarion, start: datetime) -> list[Listed]:
    """Inbound texts since `start`, oldest first. Lists all of ours: an account texts with
    supporters only."""
    found = clarion.carrier.list_messages(sent_after=start)
    return [one for one in reversed(list(found)) if one.is_inbound]


def _take_in(clarion: Clarion, listed: list[Listed], missing: list[Listed]) -> Reconciled:
    campaign = clarion.campaign.current()

    def is_stop(one: Listed) -> bool:
        word = classify(campaign, one.body)
        return word is not None and word.kind == "stop"

    taken_in = failed = 0
    # Sorting is stable: each person's texts stay in order among their kind.
    for one in sorted(missing, key=lambda one: not is_stop(one)):
        try:
            receive_late(clarion, _form(one))
            taken_in += 1
        except RecordAway:
            raise
        except Exception:
            log.exception("listed text could not be taken in", sid=one.sid)
            failed += 1
    return Reconciled(len(listed), taken_in, failed)


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
