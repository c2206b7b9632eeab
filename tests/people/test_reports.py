"""Reports of calls: what counts at once, what is asked about, put right and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from bot.clarion import Clarion
from bot.cli.reports import command
from bot.config import Settings
from bot.errors import NotFound
from bot.people import held_reports
from bot.store.people import reports
from tests.djs.conftest import FLOWS, later, say
from tests.factories import ANA, BO, add_person, make_clarion, rows


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, FLOWS)
    add_person(made, ANA)
    yield made
    made.record.dispose()


def total(clarion: Clarion) -> int:
    """The public count of calls."""
    with clarion.record.transaction() as connection:
        return reports.totals(connection).get("called", 0)


def test_some_calls_count_at_once(clarion: Clarion) -> None:
    assert "12 calls" in say(clarion, "made 12", ANA)
    assert total(clarion) == 12


def test_over_thirty_are_asked_about_and_wait_for_an_organizer(clarion: Clarion) -> None:
    assert "Is that number right?" in say(clarion, "made 40", ANA)
    assert total(clarion) == 0
    assert "one of us has looked" in say(clarion, "yes", ANA)
    assert total(clarion) == 0
    [held] = held_reports.list_held(clarion)
    assert (held.count, held.why) == (40, "many")
    assert held.verdict.startswith("made 40 → 40")
    held_reports.release(clarion, held.id, None)
    assert total(clarion) == 40
    with pytest.raises(NotFound):
        held_reports.release(clarion, held.id, None)


def test_the_right_number_takes_the_large_one_back(clarion: Clarion) -> None:
    say(clarion, "made 40", ANA)
    assert "Corrected: 4 instead of 40" in say(clarion, "sorry, 4", ANA)
    assert total(clarion) == 4
    assert held_reports.list_held(clarion) == []


def test_over_a_hundred_a_day_wait(clarion: Clarion) -> None:
    for hour, count in enumerate((30, 29, 28)):
        say(later(clarion, hours=hour), f"made {count}", ANA)
    assert total(clarion) == 87
    assert "Is that number right?" in say(later(clarion, hours=4), "made 14", ANA)
    assert total(clarion) == 87
    say(later(clarion, hours=4), "yes", ANA)
    assert "13 calls" in say(later(clarion, hours=25), "made 13", ANA)


@pytest.mark.parametrize(("word", "counted"), [("yes", 24), ("no", 12)])
def test_the_same_again_is_asked_about(clarion: Clarion, word: str, counted: int) -> None:
    say(clarion, "made 12", ANA)
    soon = later(clarion, minutes=3)
    assert "a few minutes ago" in say(soon, "made 12", ANA)
    assert total(clarion) == 12
    say(soon, word, ANA)
    assert total(clarion) == counted


def test_the_same_later_or_of_somebody_else_counts(clarion: Clarion) -> None:
    add_person(clarion, BO)
    say(clarion, "made 12", ANA)
    assert "12 calls" in say(clarion, "made 12", BO)
    assert "12 calls" in say(later(clarion, minutes=11), "made 12", ANA)
    assert total(clarion) == 36


def test_undo_takes_back_the_last_after_a_yes(clarion: Clarion) -> None:
    say(clarion, "made 5", ANA)
    say(later(clarion, minutes=20), "made 7", ANA)
    assert "7 calls. Take it back?" in say(later(clarion, minutes=21), "UNDO", ANA)
    assert total(clarion) == 12
    say(later(clarion, minutes=22), "yes", ANA)
    assert total(clarion) == 5
    assert "No hay ningún reporte" in say(later(clarion, days=3), "deshacer", ANA)


def test_i_meant_puts_the_last_right(clarion: Clarion) -> None:
    say(clarion, "made 21", ANA)
    assert "Corrected: 12 instead of 21" in say(clarion, "I meant 12", ANA)
    assert total(clarion) == 12


@pytest.mark.parametrize("text", ["rsvp TMB47", "call at 3pm", "312-555-0142", "9/26", "kit 1"])
def test_no_other_number_after_call_is_counted(clarion: Clarion, text: str) -> None:
    say(clarion, "CALL", ANA)
    say(later(clarion, minutes=5), text, ANA)
    assert rows(clarion, "SELECT count FROM report WHERE kind = 'called'") == []


def test_command_lists_and_takes_back(clarion: Clarion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.reports.build", lambda: clarion)
    say(clarion, "made 40", ANA)
    shown = CliRunner().invoke(command, ["held"])
    assert "made 40 → 40" in shown.output
    [held] = held_reports.list_held(clarion)
    done = CliRunner().invoke(command, ["undo", str(held.id)])
    assert "taken back: called 40" in done.output
    assert held_reports.list_held(clarion) == []
