"""Counts for texts: right for who has just reported, and summed only for texts that show one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.clarion import Clarion
from bot.config import Settings
from bot.people import counts
from bot.store.people import reports
from tests.djs.conftest import FLOWS, say
from tests.factories import ANA, BO, add_person, make_clarion


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, FLOWS)
    add_person(made, ANA)
    add_person(made, BO)
    yield made
    made.record.dispose()


@pytest.fixture
def sums(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One for each time that the ledger of reports was summed."""
    found: list[int] = []
    really = reports.totals

    def totals(connection: object) -> dict[str, int]:
        found.append(1)
        return really(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(reports, "totals", totals)
    return found


def test_text_that_shows_no_count_sums_nothing(clarion: Clarion, sums: list[int]) -> None:
    for text in ("MENU", "MENU", "what is this?", "JOIN"):
        assert say(clarion, text, ANA)
    assert sums == []


def test_who_reports_is_in_the_count_they_are_shown(clarion: Clarion, sums: list[int]) -> None:
    say(clarion, "made 7", BO)
    assert "7" in say(clarion, "TOTAL", ANA)
    say(clarion, "made 5", ANA)
    assert "12" in say(clarion, "TOTAL", ANA)
    assert sums


def test_counts_are_found_by_their_name_alone_and_once() -> None:
    asked: list[int] = []

    def find() -> dict[str, int]:
        asked.append(1)
        return {"called": 12}

    made = counts.Counts(find)
    assert made.get("campaign.number") is None
    assert asked == []
    assert (made.get("count.called"), made.get("count.hosted"), dict(made)) == (
        12, None, {"count.called": 12},
    )  # fmt: skip
    assert asked == [1]
