"""A run of the bench is kept as a file, and two of them tell what changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import report
from bench.table import Row, at_least, at_most
from bot.cli.bench import command
from bot.errors import InputError

RATE = at_least("texts", 900.0, "texts/s", 1000.0, 0.65)
P99 = at_most("p99", 12.0, "ms", 10.0, 2.0)
PLAIN = Row("load", 0.5, "s", None, None, "≤ 2 s", True)


def _write(path: Path, *rows: Row) -> Path:
    return report.write([("inbound", row) for row in rows], 12.34, path)


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    found = report.read(_write(tmp_path / "deep" / "run.json", RATE, P99, PLAIN))
    assert [row for _, row in found.figures] == [RATE, P99, PLAIN]
    assert found.took_s == 12.3


def test_figures_with_a_floor_are_compared_by_their_ratios(tmp_path: Path) -> None:
    # Twice as quick a machine: both sides double, the ratio stays.
    faster = at_least("texts", 1800.0, "texts/s", 2000.0, 0.65)
    old = report.read(_write(tmp_path / "old.json", RATE, PLAIN))
    new = report.read(_write(tmp_path / "new.json", faster, replace(PLAIN, value=1.0)))
    assert [change.by for change in report.compare(old, new)] == [1.0, 2.0]


def test_a_missed_target_and_a_figure_that_is_gone_are_lost(tmp_path: Path) -> None:
    slow = at_least("texts", 500.0, "texts/s", 1000.0, 0.65)
    old, new = _write(tmp_path / "old.json", RATE, P99), _write(tmp_path / "new.json", slow, PLAIN)
    lost = [change.is_lost for change in report.compare(report.read(old), report.read(new))]
    assert lost == [True, False, True]  # missed now, new, gone
    told = CliRunner().invoke(command, ["--compare", str(old), str(new)])
    assert told.exit_code == 1
    assert "Lost: inbound, texts" in told.output
    assert CliRunner().invoke(command, ["--compare", str(old), str(old)]).exit_code == 0


@pytest.mark.parametrize("content", ["", "[]", '{"form": 99}', '{"form": 1, "figures": [{}]}'])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(InputError, match=r"other\.json"):
        report.read(path)


@pytest.mark.slow
def test_one_table_and_one_file_for_what_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    told = CliRunner().invoke(
        command, ["engine", "--rounds", "1", "--seconds", "0.2", "--json", str(path)]
    )
    assert told.exit_code in (0, 1), told.output
    assert "a persisted turn" in told.output.replace("\n", " ")
    assert "Took: engine" in told.output
    subject, row = report.read(path).figures[0]
    assert subject == "engine"
    assert row.took_s > 0
