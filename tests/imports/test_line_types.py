"""Landlines of a list are found at the carrier where that is on; nobody is asked of twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.imports import line_types
from bot.imports.looking import Asked, Looked, look
from bot.imports.problems import Kind
from bot.privacy import erasing
from tests.carried import sending as sending
from tests.carried import simulator as simulator
from tests.factories import NOON, rows
from tests.imports.listing import PROOF, bring
from tests.simulator_process import Simulator

LINE, CELL = "+16465550101", "+16465550102"
LIST = f"phone,name\n{LINE},Ana\n{CELL},Bo\n"


@pytest.fixture
def clarion(sending: Settings, simulator: Simulator) -> Iterator[Clarion]:
    """Look-up is on, and one of the two numbers is a landline."""
    simulator.numbers(landline=[LINE])
    settings = sending.model_copy(update={"look_up_lines": True})
    services = build(settings, clock=SetClock(NOON), pool_size=8)
    yield services
    services.record.dispose()


def _look(clarion: Clarion) -> Looked:
    return look(clarion, LIST.encode(), Asked(proof=PROOF))


def _problems(looked: Looked) -> dict[Kind, tuple[int, ...]]:
    return {one.kind: one.rows for one in looked.preview.problems}


def _reaches(clarion: Clarion) -> list[tuple[str, int]]:
    return rows(clarion, "SELECT reach, count(*)::int FROM address GROUP BY 1 ORDER BY 1")


def test_preview_shows_landlines_and_they_come_in_as_such(clarion: Clarion) -> None:
    looked = _look(clarion)
    assert _problems(looked)[Kind.LANDLINE_FOUND] == (2,)
    assert (looked.preview.counts["looked_up"], looked.preview.counts["not_looked_up"]) == (2, 0)
    assert looked.preview.counts["new"] == 2
    bring(clarion, LIST)
    assert _reaches(clarion) == [("landline", 1), ("unknown", 1)]


def test_nobody_is_looked_up_twice(clarion: Clarion, simulator: Simulator) -> None:
    _look(clarion)
    simulator.numbers(landline=[CELL])  # what the carrier would say now is not asked
    again = _look(clarion)
    assert _problems(again)[Kind.LANDLINE_FOUND] == (2,)
    assert len(rows(clarion, "SELECT 1 FROM line_type")) == 2


def test_off_by_default_and_then_nothing_is_asked(sending: Settings, simulator: Simulator) -> None:
    simulator.numbers(landline=[LINE])
    services = build(sending, clock=SetClock(NOON), pool_size=8)
    looked = _look(services)
    assert "looked_up" not in looked.preview.counts
    assert Kind.LANDLINE_FOUND not in _problems(looked)
    assert rows(services, "SELECT 1 FROM line_type") == []
    services.record.dispose()


def test_carrier_that_is_away_costs_nobody(clarion: Clarion, simulator: Simulator) -> None:
    away = clarion.settings.model_copy(
        update={"twilio_api_base_url": "http://127.0.0.1:9", "carrier_timeout_s": 1.0}
    )
    services = build(away, clock=SetClock(NOON), pool_size=8)
    looked = _look(services)
    assert (looked.preview.counts["looked_up"], looked.preview.counts["not_looked_up"]) == (0, 2)
    assert looked.preview.counts["new"] == 2
    services.record.dispose()


def test_more_than_the_most_are_not_looked_up(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_types, "MOST", 1)
    counts = _look(clarion).preview.counts
    assert (counts["looked_up"], counts["not_looked_up"]) == (1, 1)


def test_who_is_erased_takes_their_line_along(clarion: Clarion) -> None:
    bring(clarion, LIST)
    [(first,)] = rows(clarion, "SELECT contact_id FROM address WHERE reach = 'landline'")
    erasing.erase(clarion, first)
    assert len(rows(clarion, "SELECT 1 FROM line_type")) == 1
