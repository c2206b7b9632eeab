"""Statuses that never came: the carrier is asked what became of texts it took.

A callback is lost when the web was away for longer than the carrier tries, or when PUBLIC_URL was
wrong. Each text is asked for at most once in each span of `_AFTER`. One process at a time looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot import set_aside
from bot.carrier.texts import Listed
from bot.clarion import Clarion
from bot.errors import CarrierError, CarrierRefused
from bot.sending import statuses
from bot.store.sending import late_statuses as rows
from bot.store.sending import marks
from bot.store.sending.late_statuses import Late

log = structlog.get_logger()

_LOCK = "late statuses"
# A text is asked for so long after it was claimed; a phone may be off for a day.
_AFTER = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 6 * 60, 24 * 60))
_MOST = 5_000  # in one look
_MOST_FETCHED = 20  # one by one; more are found by listing, a thousand at a time
# The carrier's clock has whole seconds and may differ from ours; a queued text is dated later.
_SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found: texts without a last status, and how many of them moved on."""

    late: int = 0
    moved: int = 0


def look(clarion: Clarion) -> Found:
    """Ask for every status that is late. The carrier away is logged, and asked again later.

    Raises: RecordAway.
    """
    with clarion.record.alone() as connection, marks.only_one(connection, _LOCK) as is_ours:
        return _look(clarion) if is_ours else Found()


def _look(clarion: Clarion) -> Found:
    """One look, while no other process looks. No transaction is open while the carrier is asked."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        late = rows.late(connection, now, _AFTER, _MOST)
    if not late:
        return Found()
    try:
        found = _ask(clarion, late)
    except CarrierError as error:
        log.warning("carrier was not asked for statuses", kind=type(error).__name__)
        return Found(len(late))
    with clarion.record.transaction() as connection:
        rows.mark(connection, [row.id for row in late], now)
    moved = 0

    def take(row: Late) -> None:
        nonlocal moved
        one = found[row.sid]
        moved += statuses.take(clarion, row.id, row.sid, one.status, one.error_code)

    answered = [row for row in late if row.sid in found]
    set_aside.each(clarion, set_aside.Kind.LATE_STATUS, answered, take, lambda row: row.id)
    log.info("late statuses asked for", count=len(late), moved=moved)
    return Found(len(late), moved)


def _ask(clarion: Clarion, late: Sequence[Late]) -> dict[str, Listed]:
    """What the carrier knows of these, by SID. Raises: CarrierError."""
    found: dict[str, Listed] = {}
    if len(late) > _MOST_FETCHED:
        wanted = {row.sid for row in late}
        listed = clarion.carrier.list_messages(
            sent_after=min(row.claimed_at for row in late) - _SKEW,
            sent_before=max(row.claimed_at for row in late) + _SKEW,
        )
        found = {one.sid: one for one in listed if one.sid in wanted}
    for row in [row for row in late if row.sid not in found][:_MOST_FETCHED]:
        try:
            found[row.sid] = clarion.carrier.fetch(row.sid)
        except CarrierRefused:
            log.warning("carrier does not know a text it took", message=row.id)
    return found
