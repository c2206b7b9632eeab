"""Journeys: played on a record of their own, and every broken promise is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import InputError
from bot.rehearsals.journeys import are_journeys, judge_journeys

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [("journeys", 12), ("journeys_more", 20)])
def test_every_labelled_journey_ends_as_told(name: str, count: int) -> None:
    judged = judge_journeys(ROOT / "flows", CASES / f"{name}.yaml")

    assert len(judged) == count
    assert [(one.text, one.got) for one in judged if one.outcome != "right"] == []


@pytest.mark.slow
def test_what_is_not_as_told_is_named(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("""
journeys:
- name: wrong-everywhere
  at: 2026-09-22 15:00
  steps:
  - P: JOIN
    expect: [Bienvenida, "STOP"]
    never: ["FIRM"]
    capture: {code: "CODE ([0-9]+)"}
  - wait: 30h
    told: {P: [nobody says this]}
  record:
    stopped: [P]
    reports: {P: {called: 3}}
    shoes: {P: 2}
""")
    [judged] = judge_journeys(ROOT / "flows", file)

    assert judged.outcome == "wrong"
    for part in ("Bienvenida", "never get FIRM", "no code", "nobody says this", "stopped of P",
                 "reports of P is {}, not {'called': 3}", "no 'shoes'"):  # fmt: skip
        assert part in judged.got


def test_a_file_without_journeys_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("texts: []\n")

    assert not are_journeys(file)
    with pytest.raises(InputError, match="holds no journeys"):
        judge_journeys(ROOT / "flows", file)
