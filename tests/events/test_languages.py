"""Whose language we do not know is answered in that of the action whose code they sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.broadcasts import series
from bot.clarion import Clarion
from bot.conversations import timers
from bot.events import overview
from tests.events.conftest import GUEST, HOST, Minutes, changed, got, say
from tests.factories import add_person, rows

NEW, SOL = "+13125550180", "+13125550181"
LEAD = {
    "es": ("ORGANIZAR", "marcha", "sábado", "6 pm", "Casa Roja, calle 18", "20", "SI"),
    "en": ("LEAD", "rally", "saturday", "6pm", "Union hall, 18th St", "20", "YES"),
}


def lead(line: Clarion, lang: str, langs: list[str] | None = None) -> str:
    """An action that a person of a language leads, looked at; its code."""
    if lang == "es":
        add_person(line, SOL, name="Sol", zip="60608", lang="es")
    say(line, SOL if lang == "es" else HOST, *LEAD[lang])
    [(code,)] = rows(line, "SELECT code FROM event")
    overview.approve(line, code)
    if langs:
        rows(line, "UPDATE event SET langs = %s RETURNING 1", langs)
    return str(code)


@pytest.mark.parametrize("word", ["", "RSVP "])
@pytest.mark.parametrize(
    ("host", "langs", "begins"),
    [
        ("es", None, "¡Ya estás en la lista"),
        ("es", ["en", "es"], "¡Ya estás en la lista"),
        ("es", ["en"], "You are on the list"),
        ("en", None, "You are on the list"),
        ("en", ["es"], "¡Ya estás en la lista"),
    ],
)
def test_a_code_alone_is_answered_in_the_actions_language(
    line: Clarion, word: str, host: str, langs: list[str] | None, begins: str
) -> None:
    code = lead(line, host, langs)
    answer = say(line, NEW, f"{word}{code.lower()}")
    assert begins in answer
    assert ("marcha" if begins.startswith("¡") else "rally") in answer


def test_what_comes_after_a_code_alone_is_in_that_language_too(line: Clarion) -> None:
    code = lead(line, "es")
    say(line, NEW, code)
    assert "Listo" in say(line, NEW, "somos 3") or "Anotado" in say(line, NEW, "somos 3")
    overview.call_off(line, code)
    assert "Se canceló: marcha" in got(line, NEW)[-1]
    # They write in the other one, and are answered in it.
    assert "That one was called off" in say(line, NEW, f"I can't come to {code}")


@pytest.mark.parametrize("word", ["sign me up for", "IR"])
def test_who_tells_their_language_is_answered_in_it(line: Clarion, word: str) -> None:
    code = lead(line, "en" if word == "IR" else "es")
    answer = say(line, NEW, f"{word} {code}")
    assert ("¡Ya estás" if word == "IR" else "You are on the list") in answer


def test_a_code_that_is_none_tells_nothing_by_its_language(line: Clarion) -> None:
    lead(line, "es")
    assert "do not know that code" in say(line, NEW, "BCDF2345")


def test_a_late_cant_to_what_was_called_off_is_told_so(line: Clarion) -> None:
    code = lead(line, "en")
    say(line, GUEST, f"RSVP {code}")
    overview.call_off(line, code)
    assert say(line, GUEST, "CANT").startswith("That one was called off: rally, Sat Sep 26.")
    assert rows(line, "SELECT state FROM rsvp") == [("canceled",)]
    assert say(line, GUEST, "CANT").startswith("You are not on the list")


def test_a_late_no_to_what_was_called_off_is_told_so_in_spanish(line: Clarion) -> None:
    code = lead(line, "es")
    say(line, NEW, code)
    overview.call_off(line, code)
    assert say(line, NEW, f"NO VOY {code}").startswith("Ese se canceló: marcha")
    assert rows(line, "SELECT state FROM rsvp") == [("canceled",)]


def lead_in_english(line: Clarion) -> str:
    """A second action, which somebody leads in English; its code."""
    say(line, HOST, *LEAD["en"])
    [(code,)] = rows(line, "SELECT code FROM event ORDER BY id DESC LIMIT 1")
    overview.approve(line, code)
    return str(code)


def test_what_others_change_is_told_in_the_language_of_ones_first_code(line: Clarion) -> None:
    say(line, NEW, lead(line, "es"))
    code = lead_in_english(line)
    assert "¡Ya estás en la lista" in say(line, NEW, code)
    overview.call_off(line, code)
    assert got(line, NEW)[-1].startswith("Se canceló: "), got(line, NEW)[-1]


@pytest.mark.parametrize("said", [("FIND",), ("is there parking?",)])
def test_who_wrote_in_english_reads_a_spanish_action_s_code_in_english(
    line: Clarion, said: tuple[str, ...]
) -> None:
    code = lead(line, "es")
    say(line, NEW, *said)
    assert "You are on the list" in say(line, NEW, code)


def test_who_answered_in_english_reads_a_spanish_action_s_code_in_english(line: Clarion) -> None:
    spanish = lead(line, "es")
    say(line, NEW, lead_in_english(line), "me and 2")
    assert "You are on the list" in say(line, NEW, spanish)


def test_a_yes_to_what_came_in_the_action_s_language_shows_theirs(
    line: Clarion, clock: Minutes
) -> None:
    say(line, NEW, lead(line, "es"))
    series.run_due(line)  # from now on the texts are known
    clock.at = datetime(2026, 9, 25, 16, 0, tzinfo=UTC)  # the day before, at 11
    series.run_due(changed(line, send_rate_per_s=1000))  # nothing is sent here: all of it waits
    timers.run_due(line)
    assert "¿Vas a venir?" in got(line, NEW)[-1]
    assert "see you tomorrow" in say(line, NEW, "yes")
    assert rows(line, "SELECT lang FROM contact ORDER BY id DESC LIMIT 1") == [(None,)]
    assert say(line, NEW, lead_in_english(line)).startswith("You are on the list")


def test_who_brought_a_friend_hears_of_it_in_the_language_they_wrote_in(line: Clarion) -> None:
    say(line, NEW, lead(line, "es"))
    answer = say(line, NEW, lead_in_english(line))
    found = re.search(r"IR ([A-Z]{4}[2-9]{4} [A-Z2-9]{6})", answer)
    assert found is not None
    say(line, GUEST, f"RSVP {found[1]}")
    assert got(line, NEW)[-1].startswith("Alguien se apuntó con tu clave"), got(line, NEW)


def test_a_code_is_answered_in_the_language_its_host_wrote_in(line: Clarion) -> None:
    code = lead(line, "es")
    say(line, NEW, code)  # whose language is only the one they wrote in
    rows(
        line,
        "UPDATE event SET host_id = (SELECT contact_id FROM rsvp LIMIT 1) RETURNING 1",
    )
    assert "¡Ya estás en la lista" in say(line, "+13125550182", code)


@pytest.mark.parametrize("word", ["START", "start"])
def test_words_that_every_text_names_take_no_language_away(line: Clarion, word: str) -> None:
    say(line, NEW, lead(line, "es"))
    assert say(line, NEW, "HELP").startswith("FIRM: hasta 10 mensajes por semana.")
    say(line, NEW, "STOP")
    assert say(line, NEW, word).startswith("¡Qué bueno que volviste!")


def test_who_stops_in_english_words_comes_back_in_english(line: Clarion) -> None:
    say(line, NEW, lead(line, "en"), "STOP")
    assert say(line, NEW, "START").startswith("Welcome back")
