"""Names of which nobody said anything in time go back to their list."""

from __future__ import annotations

from bot import set_aside
from bot.calling_lists.outcomes import Outcome, after
from bot.clarion import Clarion
from bot.store.calling_lists import claims, lists

_BATCH = 200


def run_due(clarion: Clarion) -> int:
    """The clock's part: give names back whose time is over. How many. Raises: RecordAway.

    Of a call that was put through and of which nobody told, the person was tried: they are not
    called again before the gap is over.
    """
    now = clarion.clock.now()
    walking = set_aside.walk(clarion, set_aside.Kind.CLAIM)
    with clarion.record.transaction() as connection:
        due = claims.over(connection, now, _BATCH, walking.held_ids)
    for claim_id in due:
        with walking.row(claim_id):
            _lapse(clarion, claim_id)
    return len(due)


def _lapse(clarion: Clarion, claim_id: int) -> None:
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        claim = claims.find(connection, claim_id, lock=True)
        row = lists.find(connection, claim.list_id) if claim else None
        if claim is None or row is None or claim.state != "claimed" or claim.until_at > now:
            return
        person = after(row, claim, Outcome.NO_ANSWER, now) if claim.measured else {}
        claims.settle(connection, claim, "lapsed", now, person=person)
