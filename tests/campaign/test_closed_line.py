"""Nothing that comes by itself asks for a call while the line is closed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.campaign import check
from tests.campaign.broken_files import GOOD

HOURS = """    hours: {mon-fri: "09:00-17:00"}
    hours_text: {en: "Mon-Fri 9am-5pm ET", es: "lun-vie 9am-5pm ET"}
"""
CALL = """flow: dial
about: The number.
keywords: {en: [dial], es: [marca]}
steps:
  which: {when: [{if: {line: closed}, go: closed}], go: now}
  now: {say: "{line}"}
  closed: {say: "{line.hours}"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "campaign.yaml"
    spoken = "    languages: [en, es]\n"
    text = path.read_text("utf-8").replace(spoken, spoken + HOURS)
    path.write_text(text + "dates: {week: {from: 2026-09-21, until: 2026-09-27}}\n", "utf-8")
    (tmp_path / "dial.yaml").write_text(CALL, "utf-8")
    (tmp_path / "series").mkdir()
    return tmp_path


def planned(folder: Path, at: str, text: str) -> list[str]:
    entry = f'  - {{name: a, at: "{at}", say: {{en: "{text}", es: "Hola."}}}}\n'
    (folder / "calendar.yaml").write_text(f"calendar: Week\nentries:\n{entry}", "utf-8")
    return [p.message for p in check(folder) if p.code == "closed_line"]


@pytest.mark.parametrize(
    ("at", "text", "where"),
    [
        ("2026-09-22 10:00", "Call {line}.", ""),
        ("2026-09-22 10:00", "Text DIAL.", ""),
        # Eleven in Honolulu is five in the afternoon in New York.
        ("2026-09-22 11:00", "Text DIAL.", "Tuesday 11:00 in Honolulu"),
        ("2026-09-22 18:00", "Call {line}.", "Tuesday 18:00 in New York"),
        ("2026-09-26 12:00", "One more? Text DIAL.", "Saturday 12:00 in New York"),
        ("2026-09-26 12:00", "Text FIND, or dial a friend.", ""),
        ("2026-09-26 12:00", "Call {line}, {line.hours}.", ""),
        ("2026-09-26 12:00", "Hi.[open:  Call {line}.]", ""),
        ("2026-09-26 12:00", "Hi.[closed:  Call {line}.]", "Saturday 12:00 in New York"),
    ],
)
def test_planned_text_is_looked_at_in_every_zone(
    folder: Path, at: str, text: str, where: str
) -> None:
    found = planned(folder, at, text)
    assert [where in message for message in found] == ([True] if where else [])


@pytest.mark.parametrize(
    ("anchor", "when", "text", "is_refused"),
    [
        ("joined", "1 day after at 10:00", "Text DIAL.", True),
        ("joined", "1 day after at 10:00", "Text DIAL, {line.hours}.", False),
        ("joined", "2 hours after", "Call {line}.", True),
        ("week", "on the day at 10:00", "Text DIAL.", False),
        ("week", "1 day before at 10:00", "Text DIAL.", True),
        ("week.until", "on the day at 10:00", "Text DIAL.", True),
    ],
)
def test_series_are_looked_at_on_each_day_they_may_come(
    folder: Path, anchor: str, when: str, text: str, is_refused: bool
) -> None:
    (folder / "series" / "one.yaml").write_text(
        f"series: one\nabout: A case.\nfrom: {anchor}\ntexts:\n  a:\n    when: {when}\n"
        f'    say: {{en: "{text}", es: "Hola."}}\n',
        "utf-8",
    )
    assert bool([p for p in check(folder) if p.code == "closed_line"]) is is_refused
