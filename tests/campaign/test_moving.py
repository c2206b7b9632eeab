"""`clarion week move`: every date at once, and nothing else in the files."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.campaign import CampaignSource, check, load
from bot.campaign.moving import plan_move, practice_week
from bot.cli.week import command
from bot.errors import InputError
from tests.campaign.broken_files import GOOD
from tests.shipped import copy_with_few_sentences

SHIPPED = Path("flows")
_DAYS = re.compile(r"20\d\d-\d\d-\d\d")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy_with_few_sentences(tmp_path / "flows")
    return tmp_path / "flows"


def move(folder: Path, to: str, *more: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, ["--campaign", str(folder), "move", to, *more])
    return done.exit_code, done.output


def test_every_date_moves_by_as_many_days_and_nothing_else_changes(folder: Path) -> None:
    before = {path: path.read_text("utf-8") for path in folder.rglob("*.yaml")}
    code, _ = move(folder, "2027-09-20", "--yes")

    assert code == 0
    campaign = load(folder)
    assert campaign.dates["week"] == (date(2027, 9, 20), date(2027, 9, 26))
    scripts = {script.id: script for script in campaign.scripts}
    assert scripts["together"].airs_from == date(2027, 9, 20)
    assert scripts["week-ahead"].airs_until == date(2027, 9, 19)
    assert scripts["until-we-win"].airs_from == date(2027, 9, 27)
    assert 'at: "2027-09-26 16:00"' in (folder / "calendar.yaml").read_text("utf-8")
    for path, text in before.items():
        assert _DAYS.sub("*", path.read_text("utf-8")) == _DAYS.sub("*", text), path
    assert [p for p in check(folder) if p.severity == "error"] == []


def test_without_yes_the_difference_is_shown_and_nothing_written(folder: Path) -> None:
    code, shown = move(folder, "2027-09-20")

    assert code == 0
    assert "+  week: {from: 2027-09-20, until: 2027-09-26}" in shown
    assert "with --yes" in shown
    assert load(folder).dates["week"][0] == date(2026, 9, 21)


def test_comments_quotes_and_days_in_words_stay(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "campaign.yaml"
    path.write_text(
        path.read_text("utf-8") + "# The week of 2026-09-21.\n"
        "dates:   {week: {from: '2026-09-21',   until: 2026-09-27}}  # seven days\n",
        "utf-8",
    )
    text = plan_move(tmp_path, date(2026, 9, 28)).files["campaign.yaml"]
    assert text.endswith(
        "# The week of 2026-09-21.\n"
        "dates:   {week: {from: '2026-09-28',   until: 2026-10-04}}  # seven days\n"
    )


def test_another_weekday_is_pointed_out(folder: Path) -> None:
    assert "It began on a Monday" in move(folder, "2027-09-21")[1]


def test_same_day_changes_nothing(folder: Path) -> None:
    assert "begins on 2026-09-21 already" in move(folder, "2026-09-21", "--yes")[1]


def test_campaign_without_dates_says_so(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    with pytest.raises(InputError, match="no dates"):
        plan_move(tmp_path, date(2027, 9, 20))


@pytest.mark.parametrize(
    ("today", "first_day"),
    [
        (date(2026, 9, 1), None),
        (date(2026, 9, 27), None),
        (date(2026, 9, 28), date(2026, 9, 28)),
        (date(2026, 11, 28), date(2026, 11, 23)),
        (date(2026, 11, 29), date(2026, 11, 23)),
    ],
)
def test_practice_week_is_the_one_around_today(today: date, first_day: date | None) -> None:
    assert practice_week(load(SHIPPED), today) == first_day


def test_campaign_runs_as_a_practice_week_and_its_files_stay(folder: Path) -> None:
    before = (folder / "campaign.yaml").read_bytes()
    campaign = CampaignSource(folder, None, date(2026, 11, 23)).current()

    assert campaign.is_practice
    assert campaign.phase(date(2026, 11, 28)) == "week"
    assert campaign.value("week", "es") == "23 al 29 de noviembre"
    assert (folder / "campaign.yaml").read_bytes() == before
    assert not load(folder).is_practice
