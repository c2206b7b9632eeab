"""What runs and could do better: each warning on a small change of a good campaign."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.campaign import check
from tests.campaign.broken_files import GOOD

CASES = yaml.safe_load(Path(__file__).with_name("warnings.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["code"]) + "-" + str(case["id"]))
def test_warning_is_given_with_its_mend(case: dict[str, str], tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    for path, text in (case.get("files") or {}).items():  # type: ignore[attr-defined]
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    if case.get("more"):
        with (tmp_path / "campaign.yaml").open("a", encoding="utf-8") as campaign:
            campaign.write(case["more"])

    problems = check(tmp_path, date(2026, 9, 22))
    found = [str(p) for p in problems if p.code == case["code"]]

    assert not [p for p in problems if p.severity == "error"]
    assert found == [case["says"]]


def test_good_campaign_gets_no_warning() -> None:
    assert check(GOOD) == []


def test_first_text_without_stop_and_help_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "campaign.yaml"
    path.write_text(path.read_text("utf-8").replace("HELP for help, STOP to end.", "Bye."), "utf-8")

    found = [p for p in check(tmp_path) if p.code == "disclosure"]
    assert [(p.severity, p.message) for p in found] == [
        ("error", "The first text does not say STOP and HELP.")
    ]
