"""`clarion check` refuses a phone bank for an evening when the line closes at five."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaign import check
from tests.shipped import copy_with_few_sentences

FLOWS = Path(__file__).parents[2] / "flows"


def problems(tmp_path: Path, old: str, new: str, file: str = "phonebank.yaml") -> list[str]:
    """What is wrong with the shipped campaign after an edit, of closed lines."""
    folder = tmp_path / "flows"
    copy_with_few_sentences(folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return [str(one) for one in check(folder) if one.code == "closed_line"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            '"Send the hours, like 12 to 2pm."',
            '"Send the hours, like 6pm."',
            "names an hour at which no line",
        ),
        ("como de 12 a 2 pm.", "como 7:30 p.m.", "names an hour at which no line"),
        ("do: phone_bank.hours", "do: phone_bank.total", "makes a phone bank at any hour"),
    ],
)
def test_an_hour_when_no_line_is_open_is_refused(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    found = problems(tmp_path, old, new)
    assert found
    assert all("phonebank.yaml:" in one for one in found)
    assert any(says in one for one in found)


def test_hours_of_an_evening_line_are_free_to_name(tmp_path: Path) -> None:
    shipped = 'hours: {mon-fri: "09:00-17:00"}'
    assert problems(tmp_path, shipped, 'hours: {mon-fri: "09:00-21:00"}', "campaign.yaml") == []
