"""Whatever a command changes, reveals or exports leaves a line in the audit: all are walked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from bot.broadcasts import planning
from bot.clarion import Clarion
from bot.cli import clarion as command
from bot.clock import wall_time
from bot.people import samples
from tests.cli.test_rights import LEAVES
from tests.cli.test_rights import clarion_of_commands as clarion_of_commands
from tests.factories import make_clarion, rows
from tests.web import stage

TABLE: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("audited.yaml").read_text("utf-8")
)
FLOWS = Path(__file__).parents[2] / "flows"


def test_every_command_is_in_the_table_and_no_other() -> None:
    assert [row["run"] for row in TABLE if ("why" in row) == ("leaves" in row)] == []
    assert sorted(row["run"] for row in TABLE) == sorted(LEAVES)


@pytest.mark.slow
def test_each_leaves_its_lines(
    clarion_of_commands: Clarion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLARION_CAMPAIGN", str(FLOWS))
    clarion = make_clarion(clarion_of_commands.settings, FLOWS)
    stage.furnish(clarion)
    known = _known(clarion, tmp_path)
    missing = []
    for row in TABLE:
        if "why" in row:
            continue
        [(before,)] = rows(clarion, "SELECT coalesce(max(id), 0) FROM audit")
        given = [*row["run"].split(), *(str(one).format(**known) for one in row.get("with", []))]
        typed = row.get("typed", "y\n")
        done = CliRunner().invoke(command, given, input=typed, prog_name="clarion")
        left = {act for (act,) in rows(clarion, "SELECT act FROM audit WHERE id > %s", before)}
        if not set(row["leaves"]) <= left:
            missing.append(f"{given}: {left} {done.output[-200:]} {done.exception!r}")
    clarion.record.dispose()
    assert missing == [], "\n".join(missing)


def _known(clarion: Clarion, folder: Path) -> dict[str, Any]:
    stage.wait_outside(clarion)
    planning.fire_due(clarion)  # what is under way can be paused
    (folder / "list.csv").write_text("phone,name\n6465550166,Rosa\n")
    (folder / "places.csv").write_text("Oak Library, 60608\n")
    [(code,), *_] = rows(clarion, "SELECT code FROM event WHERE state = 'open'")
    pending = stage.add_action(clarion, 1, "8 Elm Street", is_approved=False)
    [(held,)] = rows(
        clarion,
        "INSERT INTO report (contact_id, kind, count, held, at)"
        " VALUES (1, 'called', 900, 'many', %s) RETURNING id",
        clarion.clock.now(),
    )  # fmt: skip
    rows(
        clarion,
        "INSERT INTO report (contact_id, kind, count, at) VALUES (2, 'called', 3, %s) RETURNING id",
        clarion.clock.now(),
    )
    [(called,)] = rows(clarion, "SELECT code FROM calling_list")
    return {
        "called": called,
        "soon": (wall_time() + timedelta(days=5)).date().isoformat(),
        "phone": samples.DEE.phone, "folder": folder, "open": code, "pending": pending,
        "held": held, "list": 3, "next": 2, "script": clarion.campaign.current().scripts[0].id,
    }  # fmt: skip
