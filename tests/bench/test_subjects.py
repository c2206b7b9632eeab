"""Every subject of `clarion bench` is there and told of."""

from __future__ import annotations

import importlib
import inspect

import pytest

from bot.cli.bench import SUBJECTS
from tests.crowd import ROOT


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subject_runs_by_rounds_and_seconds_and_is_in_the_table(subject: str) -> None:
    run = importlib.import_module(f"bench.{subject}").run
    assert [name.strip("_") for name in inspect.signature(run).parameters][:2] == [
        "rounds",
        "seconds",
    ]
    assert f"\n| {subject} |" in (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
