"""docs/security.md: every requirement has its place, and what is named there is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (V[\dV. ]+) \| (.*?) \| (\w+) \| (.*?) ?\|$", TEXT, re.MULTILINE)
# Levels 1 and 2 of ASVS 5.0.0: how many requirements each section begins with (those of level 3
# come last in a section). V10 and V17 are OAuth and WebRTC.
_SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5,
    "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4,
    "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2,
    "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1,
    "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
_ALL = [f"V{section}.{n + 1}" for section, count in _SECTIONS.items() for n in range(count)]


def test_every_requirement_has_its_place_once() -> None:
    named = [one for ids, *_ in ROWS for one in ids.split()]
    assert sorted(named) == sorted(_ALL)


@pytest.mark.parametrize("row", ROWS, ids=[ids for ids, *_ in ROWS])
def test_each_says_where_or_why_not(row: tuple[str, str, str, str]) -> None:
    _ids, about, met, where = row
    assert met in ("yes", "partly", "no", "outside", "none")
    assert about
    assert where or met == "none"


def test_every_file_and_test_that_is_named_is_there() -> None:
    paths = re.findall(r"\b(?:bot|tests|docs)/[\w/.]+\.(?:py|yaml|md)", TEXT)
    assert len(paths) > 100
    assert [one for one in paths if not (ROOT / one).exists()] == []


def test_every_test_function_that_is_named_is_there() -> None:
    found = re.findall(r"`(?:(tests/[\w/.]+\.py))?::(\w+)`", TEXT)
    assert len(found) > 15
    last = ""
    for path, name in found:
        last = path or last  # `::name` alone is of the file named before it
        assert f"def {name}(" in (ROOT / last).read_text(encoding="utf-8"), (last, name)
