"""Calls that break us: to be made, and in doubt. Either is set aside, and the others go on."""

from __future__ import annotations

from bot.calls import lost, ringing
from bot.clarion import Clarion
from tests.crowd import add_crowd
from tests.factories import rows
from tests.simulator_process import Simulator
from tests.workers.conftest import Break


def aside(clarion: Clarion) -> list[tuple[str, str]]:
    """What is set aside."""
    return rows(clarion, "SELECT kind, key FROM set_aside ORDER BY kind, key")


def test_a_wish_to_be_rung_that_cannot_be_looked_at(
    clarion: Clarion, simulator: Simulator, breaks: Break
) -> None:
    ids = add_wishes(clarion, "planned")
    breaks(ringing, "_pass", lambda _, __, row, *rest: row.id == ids[0])
    assert ringing.run_due(clarion) == 1
    assert aside(clarion) == [("call", str(ids[0]))]


def test_a_call_in_doubt_that_cannot_be_looked_for(
    clarion: Clarion, simulator: Simulator, breaks: Break
) -> None:
    ids = add_wishes(clarion, "unknown")
    breaks(lost, "_number", lambda _, row: row.id == ids[0])
    assert lost.resolve(clarion).absent == 1
    assert aside(clarion) == [("call", str(ids[0]))]


def add_wishes(clarion: Clarion, state: str) -> list[int]:
    """Two people who want to be rung."""
    add_crowd(clarion, 2)
    with clarion.record.transaction() as connection:
        found = connection.execute(
            "INSERT INTO call (direction, state, contact_id, place, lang, not_before, lease_until,"
            " claimed_at, created_at) SELECT 'out', %(state)s::text, id, 'free', 'en', %(now)s,"
            " %(now)s,"
            " CASE WHEN %(state)s::text = 'unknown' THEN %(now)s END, %(now)s"
            " FROM contact ORDER BY id RETURNING id",
            {"state": state, "now": clarion.clock.now()},
        ).fetchall()
    return [int(row[0]) for row in found]
