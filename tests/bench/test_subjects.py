"""Every subject of `clarion bench` is there and told of."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

from bench.broadcast import settings_of
from bot.cli.bench import SUBJECTS
from tests.crowd import ROOT


def test_settings_of_a_subject_are_settings_of_ours(tmp_path: Path) -> None:
    found = settings_of(tmp_path, "postgresql://nobody@/nothing", "redis://127.0.0.1:1")
    assert found.send_rate_per_s > 100_000
    assert found.ignore_texting_hours


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subject_runs_by_rounds_and_seconds_and_is_in_the_table(subject: str) -> None:
    run = importlib.import_module(f"bench.{subject}").run
    assert [name.strip("_") for name in inspect.signature(run).parameters][:2] == [
        "rounds",
        "seconds",
    ]
    assert f"\n| {subject} |" in (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
