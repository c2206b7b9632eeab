"""What a broadcast has come to, as a file."""

from __future__ import annotations

import csv
import io

from bot.broadcasts import planning, results
from bot.clarion import Clarion
from bot.sending import outbox
from tests.crowd import add_crowd, schedule
from tests.simulator_process import Simulator


def test_result_is_csv_that_no_spreadsheet_runs(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 3)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE code = 'T2'")
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    found = list(csv.DictReader(io.StringIO("".join(results.lines(clarion, broadcast_id)))))
    assert [row["state"] for row in found] == ["accepted", "skipped", "accepted"]
    assert found[1]["reason"] == "has texted STOP"
    assert not any("+1" in value for row in found for value in row.values())
    assert results.inert("=1+1") == "'=1+1"
    assert results.inert("\tx") == "'\tx"
