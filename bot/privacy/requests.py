"""Who asked by text to be erased is erased within minutes, and the carrier's copies with them.

The record comes first: what is at the carrier is deleted text by text afterwards, and tried again
for two days. What came of it is in the audit, and `clarion contacts erased` tells it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot import set_aside
from bot.clarion import Clarion
from bot.errors import CarrierBusy, CarrierError, CarrierRefused
from bot.people import consent
from bot.privacy import erasing
from bot.store.organizers import notes
from bot.store.people import privacy as rows

log = structlog.get_logger()

# The answer to their yes has gone out by then; where the carrier is away it is not waited for.
_AFTER = timedelta(minutes=1)
_AT_LAST = timedelta(minutes=10)
_AT_ONCE = 50
_HOLD = timedelta(minutes=5)
_NOT_FOUND, _NOT_FINISHED = 404, 20009
_MOST_TRIES = 12  # 1, 2, 4 … minutes, at most 6 hours apart: two days


def run_due(clarion: Clarion) -> int:
    """The clock's part: erase who asked, delete copies that are due. How many were erased.

    Raises: RecordAway.
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        asked = rows.asked(connection, now - _AFTER, now - _AT_LAST)
    erased = set_aside.each(
        clarion, set_aside.Kind.ERASURE, asked, lambda contact_id: _erase(clarion, contact_id)
    )
    if erased:
        erasing.share(clarion)
    _delete_copies(clarion, now)
    return erased


def list_copies(clarion: Clarion) -> list[tuple[int, datetime, dict[str, int]]]:
    """(id of who was erased, when, what came of how many copies), the newest first.

    Raises: RecordAway.
    """
    with clarion.record.transaction() as connection:
        return rows.outcomes_of_all(connection)


def _erase(clarion: Clarion, contact_id: int) -> None:
    """Who asks to be erased wants no more texts either: that is kept by digest alone."""
    with clarion.record.transaction() as connection:
        consent.stop(clarion, connection, contact_id, clarion.clock.now(), source="erase me")
        erasing.erase_in(clarion, connection, contact_id)


def _delete_copies(clarion: Clarion, now: datetime) -> None:
    with clarion.record.transaction() as connection:
        rows.note_late_copies(connection, now)
        due = rows.due_copies(connection, now, _HOLD, _AT_ONCE)
    done: set[int] = set()
    for copy in due:
        outcome = _delete(clarion, copy)
        with clarion.record.transaction() as connection:
            if outcome is None:
                wait = timedelta(minutes=min(2 ** (copy.tries - 1), 360))
                rows.again(connection, copy.sid, now + wait)
                continue
            rows.settle_copy(connection, copy.sid, outcome)
        done.add(copy.erased_id)
    for erased_id in done:
        _tell(clarion, erased_id)


def _delete(clarion: Clarion, copy: rows.Copy) -> str | None:
    """Delete a copy. What came of it; None where it is tried again."""
    try:
        clarion.carrier.delete(copy.sid)
    except CarrierBusy:
        return None
    except CarrierRefused as error:
        if error.http_status == _NOT_FOUND:
            return "gone"
        is_final = error.code != _NOT_FINISHED or copy.tries >= _MOST_TRIES
        return "refused" if is_final else None
    except CarrierError:
        return None if copy.tries < _MOST_TRIES else "refused"
    return "deleted"


def _tell(clarion: Clarion, erased_id: int) -> None:
    """Say in the audit what came of somebody's copies, once none waits."""
    with clarion.record.transaction() as connection:
        found = rows.outcomes(connection, erased_id)
        if found.get("waiting"):
            return
        notes.note(
            connection, act="copies at the carrier", object_name="contact", object_id=erased_id,
            detail=found, now=clarion.clock.now(),
        )  # fmt: skip
    log.info("copies at the carrier", contact=erased_id, **found)
