"""A call in the ledger of reports: once, with what it follows."""

from __future__ import annotations

from bot.calls.talk import Talk
from bot.people import sources
from bot.store.people import measured
from bot.store.people.measured import NewMeasured

_PREFIX = "source:"


def count(call: Talk, kind: str, confidence: str) -> None:
    """Write a call down, where it is not yet."""
    row = call.row
    if row.report_id is not None:
        return
    source = (
        sources.by_code(call.connection, row.source.removeprefix(_PREFIX))
        if row.source and row.source.startswith(_PREFIX)
        else None
    )
    report_id = measured.add(
        call.connection,
        NewMeasured(
            kind=kind,
            confidence=confidence,
            at=row.dialed_at or call.now,
            contact_id=row.contact_id,
            line=row.line,
            state=row.area_state,
            source=row.source,
            dj_id=source.dj_id if source else None,
            broadcast_id=source.broadcast_id if source else None,
            chapter_id=source.chapter_id if source else None,
            call_id=row.id,
        ),
        call.now,
    )
    call.change(report_id=report_id)
