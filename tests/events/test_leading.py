"""LEAD by text, to the row: seats, needs, language, who may come, in the host's own words."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.events import overview
from tests.events.conftest import GUEST, HOST, got, say
from tests.factories import rows

COLUMNS = "SELECT capacity, langs, is_accessible, lets_in FROM event"
NEEDS = "SELECT kind, wanted::int FROM event_need ORDER BY kind"
MAIN = ("LEAD", "rally", "saturday", "6pm", "Union hall, 18th St")


def test_seats_and_needs_are_kept_as_they_were_summed_up(line: Clarion) -> None:
    summed = say(line, HOST, *MAIN, "20", "need 4 drivers, 2 interpreters and signs")
    assert "up to 20 people; 4 drivers, 2 interpreters, signs." in summed
    assert "bilingual; wheelchair access" in say(line, HOST, "bilingual and there is a ramp")
    assert "6 drivers" in say(line, HOST, "6 drivers")
    say(line, HOST, "YES")
    assert rows(line, COLUMNS) == [(20, ["en", "es"], True, False)]
    assert rows(line, NEEDS) == [("driver", 6), ("interpreter", 2), ("sign", 1)]


def test_no_limit_is_an_answer(line: Clarion) -> None:
    assert "up to" not in say(line, HOST, *MAIN, "no limit")
    say(line, HOST, "YES")
    assert rows(line, COLUMNS) == [(None, None, None, False)]


def test_what_is_said_at_once_is_taken_at_once(line: Clarion) -> None:
    say(line, HOST, "I want to host a rally on Saturday at 5pm, we need 3 drivers, bilingual")
    summed = say(line, HOST, "Union hall", "30")
    assert "Sat Sep 26 5pm, Union hall, up to 30 people; 3 drivers; bilingual." in summed


def test_a_need_can_be_taken_back_and_everything_begun_anew(line: Clarion) -> None:
    say(line, HOST, *MAIN, "20", "4 drivers, signs", "no drivers")
    assert "up to 20 people; signs." in say(line, HOST, "WRONG TIME", "7pm")
    assert "What will it be" in say(line, HOST, "no")
    assert rows(line, "SELECT count(*)::int FROM event") == [(0,)]


@pytest.mark.parametrize("words", ["bananas", "a band from my town", "???"])
def test_words_that_are_no_need_of_ours_reach_nobody(line: Clarion, words: str) -> None:
    assert say(line, HOST, *MAIN, "20", words).startswith("Is that right? YES, NO")
    say(line, HOST, "YES")
    assert rows(line, NEEDS) == []


def test_in_spanish_from_the_first_word_to_the_row(line: Clarion) -> None:
    said = say(
        line, HOST, "español", "quiero organizar una marcha el sábado a las 6 pm",
        "Salón de la unión", "20", "necesitamos 4 choferes, con rampa, que me pregunten primero",
    )  # fmt: skip
    assert "4 choferes; con acceso para sillas de ruedas; tú das la dirección" in said
    say(line, HOST, "SI")
    assert rows(line, COLUMNS) == [(20, None, True, True)]


def test_where_the_host_lets_people_in_they_hear_the_place_by_let_in(line: Clarion) -> None:
    say(line, HOST, *MAIN, "20", "ask me first", "YES")
    [(code,)] = rows(line, "SELECT code FROM event")
    overview.approve(line, code)
    assert "Union hall" not in say(line, GUEST, f"RSVP {code}")
    assert "1 guest waits to know where it is" in say(line, HOST, "WHO")
    assert "1 guest waits to know where" in say(line, HOST, "LET IN")
    assert say(line, HOST, "YES").startswith("Done: 1")
    assert "Union hall, 18th St" in got(line, GUEST)[-1]
    assert say(line, HOST, "LET IN") == "Nobody waits to be told where it is."


def test_a_full_one_waits_so_that_seats_of_the_host_count(line: Clarion) -> None:
    say(line, HOST, *MAIN, "1", "YES")
    [(code,)] = rows(line, "SELECT code FROM event")
    overview.approve(line, code)
    assert "on the list" in say(line, GUEST, f"RSVP {code}")
    assert "waiting list" in say(line, "+13125550172", f"RSVP {code}")


def test_the_checklist_fits_what_they_lead(line: Clarion) -> None:
    assert "Which checklist?" in say(line, HOST, "KIT")
    say(line, HOST, "1")
    say(line, HOST, *MAIN, "20", "YES")
    said = say(line, HOST, "KIT")
    assert said.startswith("For your rally, Sat Sep 26:")
    assert "Signs and water" in said
    say(line, HOST, "LEAD", "voter registration", "friday", "2pm", "Library", "9", "YES")
    assert "Which checklist?" in say(line, HOST, "KIT")
    assert "US citizens only" in say(line, HOST, "3")
