"""A message said into the phone: into the inbox, sealed; a stop that is said or keyed counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.clarion import Clarion
from bot.conversations import timers
from bot.inbox import threads
from tests.calls.phones import Phone
from tests.events.conftest import STRANGER, got, say
from tests.factories import add_person, rows

Make = Callable[..., Phone]
NEW = "+13125550190"


def tickets(line: Clarion) -> list[tuple[Any, ...]]:
    return rows(line, "SELECT kind, topic, state FROM ticket ORDER BY id")


def test_message_lands_in_the_inbox_sealed(line: Clarion, phone: Make) -> None:
    one = phone(NEW).call().press("3")
    assert "Tell us in a few words" in one.heard
    one.speak("my brother was taken from work yesterday what can I do")
    assert "A person reads it" in one.heard
    one.again().hang_up()
    [item] = threads.list_open(line)
    assert item.snippet.startswith("my brother was taken")
    assert rows(line, "SELECT count(*) FROM message WHERE kind = 'inbound'") == [(1,)]
    found = rows(line, "SELECT body_sealed FROM message WHERE kind = 'inbound'")
    assert b"brother" not in bytes(found[0][0])
    assert len(got(line, NEW, "reply")) == 1, "one text says when somebody reads it"


@pytest.mark.parametrize(
    ("key", "words", "disclosed"),
    [("", "I need a lawyer for my cousin", "up to 10 texts a week"),
     ("2", "necesito un abogado para mi prima", "hasta 10 mensajes por semana")],
)  # fmt: skip
def test_first_text_after_a_call_says_who_writes_spoken_or_silent(
    line: Clarion, phone: Make, key: str, words: str, disclosed: str
) -> None:
    for number, said in ((NEW, words), ("+13125550191", "")):
        one = phone(number).call()
        if key:
            one.press(key)
        one.press("3")
        one.speak(said) if said else one.wait()
        one.hang_up()
        timers.run_due(line)
        [text] = got(line, number, "reply") + got(line, number)
        assert text.count(disclosed) == 1
    again = phone(NEW).call().press("3").speak(words)
    again.hang_up()
    [_, later] = got(line, NEW, "reply")
    assert disclosed not in later, "once is enough"


def test_message_in_spanish_is_listened_for_in_spanish(line: Clarion, phone: Make) -> None:
    one = phone(NEW).call().press("2").press("3")
    gather = one.answer.find("Gather")
    assert gather is not None
    assert gather.get("language") == "es-US"
    assert gather.get("input") == "dtmf speech"
    one.speak("quiero hablar con alguien de mi caso")
    assert "Lo va a leer una persona" in one.heard
    assert tickets(line) == [("question", "call", "open")]


@pytest.mark.parametrize(("words", "lang"), [("stop", "en"), ("ya no me manden mensajes", "es")])
def test_stop_that_is_said_is_a_stop(line: Clarion, phone: Make, words: str, lang: str) -> None:
    add_person(line, NEW, lang=lang)
    one = phone(NEW).call().press("3").speak(words)
    assert ("you get no more texts" if lang == "en" else "ya no vas a recibir") in one.heard
    one.again().hang_up()
    assert rows(line, "SELECT count(*) FROM consent WHERE act = 'opt_out'") == [(1,)]
    [confirmation] = got(line, NEW, "reply")
    assert "START" in confirmation
    assert rows(line, "SELECT reason FROM message WHERE kind = 'reply'") == [("confirms_stop",)]
    assert tickets(line) == []


@pytest.mark.parametrize("place", ["greeting", "message", "busy"])
def test_stop_that_is_keyed_is_a_stop(line: Clarion, phone: Make, place: str) -> None:
    one = phone(STRANGER).call()
    if place == "message":
        one.press("3")
    if place == "busy":
        one.wait().line_did("busy")
    one.press("9").again().hang_up()
    assert rows(line, "SELECT source FROM consent WHERE act = 'opt_out'") == [("call:key",)]
    assert len(got(line, STRANGER, "reply")) == 1
    timers.run_due(line)
    assert got(line, STRANGER) == []


def test_stop_of_somebody_nobody_knew_is_kept(line: Clarion, phone: Make) -> None:
    phone(NEW).call().press("9").hang_up()
    [(stopped,)] = rows(line, "SELECT opted_out_at IS NOT NULL FROM contact WHERE source = 'call'")
    assert stopped
    assert "You are out" not in say(line, NEW, "CALL")


def test_perhaps_a_stop_is_asked_about_and_held(line: Clarion, phone: Make) -> None:
    one = phone(STRANGER).call().press("3").speak("please leave me alone")
    if "Done" not in one.heard:
        assert "press nine" in one.heard
        assert tickets(line)[0][0] == "stop_unsure"
        one.press("9")
    assert rows(line, "SELECT count(*) FROM consent WHERE act = 'opt_out'") == [(1,)]


def test_danger_that_is_said_hears_the_hotline(line: Clarion, phone: Make) -> None:
    one = phone(NEW).call().press("3").speak("ICE is at my door")
    assert "Are you in danger" in one.heard
    assert "eight zero zero" in one.heard
    assert tickets(line)[0][0] == "danger"


@pytest.mark.parametrize(
    ("words", "lang", "heard"),
    [("ICE is at my door", "en", "eight zero zero"),
     ("La migra está en mi puerta ahora", "es", "ocho cero cero")],
)  # fmt: skip
def test_danger_that_is_said_is_texted_the_words_that_a_text_gets(
    line: Clarion, phone: Make, words: str, lang: str, heard: str
) -> None:
    one = phone(NEW).call().press("3").speak(words)
    assert heard in one.heard
    assert one.langs == [lang], "heard in the language that they spoke"
    one.again().hang_up()
    timers.run_due(line)
    assert got(line, NEW) == [], "one text is enough"
    [text] = got(line, NEW, "reply")
    assert "(800) 555-0199" in text
    assert text == say(line, "+13125550191", words)
    assert tickets(line)[0] == ("danger", "raid", "open")


def test_danger_said_by_who_has_stopped_is_heard_and_not_texted(line: Clarion, phone: Make) -> None:
    say(line, NEW, "STOP")
    before = got(line, NEW, "reply")
    one = phone(NEW).call().press("3").speak("ICE is at my door")
    assert "eight zero zero" in one.heard
    one.hang_up()
    assert got(line, NEW, "reply") == before
    assert tickets(line)[0][0] == "danger"


def test_asking_for_a_person_without_a_word_is_in_the_inbox_and_gets_one_text(
    line: Clarion, phone: Make
) -> None:
    one = phone(NEW).call().press("3").wait()
    assert "We heard no words" in one.heard
    assert "Thank you. A person reads it" not in one.heard
    one.again().hang_up()
    assert tickets(line) == [("question", "call", "open")]
    timers.run_due(line)
    [text] = got(line, NEW)
    assert text.startswith("You called and asked for a person. Write to us here")


def test_hidden_number_can_say_nothing_that_is_answered(line: Clarion, phone: Make) -> None:
    one = phone("anonymous").call().press("3").speak("help me")
    assert "We cannot text this number" in one.heard
    assert rows(line, "SELECT 1 FROM message") == []
