"""`clarion conversations`: which of them are run."""

from __future__ import annotations

from click.testing import CliRunner

from bot.cli.conversations import command


def test_a_name_that_is_none_is_said_and_nothing_is_run() -> None:
    result = CliRunner().invoke(command, ["seat", "seet", "--meaning", "built-in"])
    assert result.exit_code == 1
    assert result.output.strip() == (
        "Error: There is no seet in flows/conversations. Without names all are run."
    )


def test_those_that_are_named_are_run() -> None:
    result = CliRunner().invoke(command, ["seat", "--meaning", "built-in"])
    assert result.exit_code == 0, result.output
