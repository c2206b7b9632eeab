"""Reports that wait for an organizer: what was written, and a yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clarion import Clarion
from bot.errors import NotFound
from bot.sentences import say
from bot.store.organizers import notes
from bot.store.people import reports
from bot.store.record import Transaction
from bot.store.sealing import Purpose


@dataclass(frozen=True, slots=True)
class HeldReport:
    """A report that does not count yet. `why`: many, again, early. `verdict` is what was written
    and how it was read, empty for one without words."""

    id: int
    kind: str
    count: int
    at: datetime
    why: str
    verdict: str


def list_held(clarion: Clarion) -> list[HeldReport]:
    """Every report that waits, the oldest first. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        found = reports.list_held(connection)
    return [
        HeldReport(
            one.id, one.kind, one.count, one.at, one.held or "",
            clarion.sealer.open_or_unknown(one.verdict_sealed, Purpose.REPORT_VERDICT) or "",
        )
        for one in found
    ]  # fmt: skip


def release(clarion: Clarion, report_id: int, organizer_id: int | None) -> HeldReport:
    """Let a report count. Raises: NotFound for none that waits."""
    with clarion.record.transaction() as connection:
        done = reports.release(connection, report_id)
        return _noted(clarion, connection, done, "released report", organizer_id)


def undo(clarion: Clarion, report_id: int, organizer_id: int | None) -> HeldReport:
    """Count a report no more, held or not. Raises: NotFound."""
    with clarion.record.transaction() as connection:
        done = reports.take_back(connection, report_id, clarion.clock.now())
        return _noted(clarion, connection, done, "took back report", organizer_id)


def _noted(
    clarion: Clarion,
    connection: Transaction,
    done: reports.Reported | None,
    act: str,
    organizer_id: int | None,
) -> HeldReport:
    if done is None:
        raise NotFound(
            say(
                "There is no such report, or it is not waiting. `clarion reports held` shows those "
                "that do."
            )
        )
    notes.note(
        connection,
        act=act,
        object_name="report",
        object_id=done.id,
        detail={"kind": done.kind, "count": done.count},
        now=clarion.clock.now(),
        organizer_id=organizer_id,
    )
    return HeldReport(done.id, done.kind, done.count, done.at, done.held or "", "")
