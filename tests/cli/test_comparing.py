"""Two texts on the command line."""

from __future__ import annotations

from click.testing import CliRunner

from bot.broadcasts import planning
from bot.clarion import Clarion
from bot.cli import clarion as command
from bot.organizers import organizers
from bot.organizers.rights import Role
from tests.cli.test_rights import clarion_of_commands as clarion_of_commands
from tests.crowd import add_crowd
from tests.factories import rows


def run(*given: str) -> str:
    done = CliRunner().invoke(command, given, prog_name="clarion")
    assert done.exception is None, done.output
    return done.output


def test_two_texts_are_written_shown_and_decided(clarion_of_commands: Clarion) -> None:
    line = clarion_of_commands
    add_crowd(line, 40)
    organizers.ensure(line.record, "olga@clarion.test", Role.ADMIN)
    texts = ("--text", "en=Call now", "--text", "es=Llama ya")
    others = ("--text-b", "en=Your call counts", "--text-b", "es=Tu llamada cuenta")
    said = run(
        "broadcast", "schedule", "--segment", "all", *texts, *others, "--try", "50",
        "--hold-out", "10", "--decide-after", "30", "--yes", "--as", "olga@clarion.test",
    )  # fmt: skip
    assert "is scheduled" in said, said
    [(broadcast_id, settings)] = rows(
        line, "SELECT id, settings FROM broadcast ORDER BY id DESC LIMIT 1"
    )
    assert settings["compare"] == {
        "share": 50, "hold_out": 10, "after_min": 30, "least": 20, "then": "auto",
    }  # fmt: skip
    assert "has not begun" in run("broadcast", "compare", str(broadcast_id))

    rows(line, "UPDATE broadcast SET due_at = %s RETURNING id", line.clock.now())
    planning.fire_due(line)
    assert "still going out" in run("broadcast", "compare", str(broadcast_id))
    done = run(
        "broadcast", "compare", str(broadcast_id), "--send", "b", "--as", "olga@clarion.test"
    )
    assert "Decided, the rest gets B: an organizer decided" in done
