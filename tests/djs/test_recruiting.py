"""RECRUIT: a card to forward, and a station that is asked once."""

from __future__ import annotations

from datetime import timedelta

from bot.clarion import Clarion
from bot.djs import recruiting
from bot.store.sealing import Purpose
from tests.djs.conftest import ANA_ID, later, say, told
from tests.factories import ANA, CY, DEE, NOON, add_person, rows


def test_card_has_a_page_and_a_code_and_no_personal_number(clarion: Clarion) -> None:
    answer = say(clarion, "RECRUIT KDNA", ANA)
    [(code,)] = rows(clarion, "SELECT code FROM contact WHERE id = %s", ANA_ID)
    assert f"text DJ {code} to (202) 555-0100 or see https://clarion.test/dj/{code}" in answer
    assert "555-0142" not in answer
    assert "555-0142" not in answer.replace("-", "")


def asked(clarion: Clarion) -> list[tuple[str, int]]:
    """Which stations are asked, and by whom."""
    found = rows(clarion, "SELECT station_sealed, contact_id FROM station_ask ORDER BY id")
    return [(clarion.sealer.open(one, Purpose.STATION_ASKED), by) for one, by in found]


def test_a_station_asked_twice_is_shown_as_taken_kindly(clarion: Clarion) -> None:
    add_person(clarion, CY)
    assert "Then forward" in say(clarion, "RECRUIT KDNA 91.9", ANA)
    assert "already talking with kdna" in say(clarion, "recruit kdna", CY)
    assert "Then forward" in say(clarion, "RECRUIT K D N A", ANA)  # her own
    assert asked(clarion) == [("kdna", ANA_ID)]


def test_a_frequency_is_another_station_in_another_state(clarion: Clarion) -> None:
    assert "Then forward" in say(clarion, "RECRUIT 93.5", ANA)
    assert "Then forward" in say(clarion, "RECRUIT 93.5", DEE)
    assert [station for station, _ in asked(clarion)] == ["93 5 fm il", "93 5 fm nm"]


def test_nobody_takes_on_every_station(clarion: Clarion) -> None:
    for number in range(recruiting.MOST_A_DAY):
        say(clarion, f"RECRUIT Radio {number}", ANA)
    assert "Talk with those first" in say(clarion, "RECRUIT Radio Max", ANA)
    assert rows(clarion, "SELECT count(*)::int FROM station_ask") == [(recruiting.MOST_A_DAY,)]


def test_volunteer_is_asked_how_it_went_in_two_days(clarion: Clarion) -> None:
    say(clarion, "RECRUIT KDNA", ANA)
    [(name, due_at)] = rows(clarion, "SELECT name, due_at FROM timer")
    assert name == "later:recruit_check"
    assert (due_at.date() - NOON.date()) == timedelta(days=2)
    assert told(clarion, ANA_ID) == []


def test_nobody_is_asked_about_a_dj_who_has_signed_up(clarion: Clarion) -> None:
    say(clarion, "RECRUIT KDNA", ANA)
    [(code,)] = rows(clarion, "SELECT code FROM contact WHERE id = %s", ANA_ID)
    after = later(clarion, days=2, hours=4)
    [question] = told(after, ANA_ID)
    assert "Did you ask" in question
    for words in (f"DJ {code}", "Max", "KDNA Yakima", "1", "SKIP"):
        say(after, words, CY)
    assert [text.splitlines() for text in told(later(after, minutes=1), ANA_ID)[1:]] == [
        ["It worked! The DJ you asked, KDNA, has signed up, and every time they read the number, it"
         " counts for you. Try one more? Text RECRUIT."]
    ]  # fmt: skip
    assert len(told(later(after, days=3), ANA_ID)) == 2
