"""Machines that answer: what they write, how alike texts are, and when there is silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.people import brakes
from bot.people.machines import Recent, are_alike, is_auto_reply, sign
from tests.factories import ANA, BO, DEE, NOON, add_person, make_clarion, make_form, rows

TABLE = yaml.safe_load(Path(__file__).with_name("machines.yaml").read_text("utf-8"))


@pytest.fixture
def clarion(settings: Settings, record: str) -> Iterator[Clarion]:
    clarion = make_clarion(settings)
    yield clarion
    clarion.record.dispose()


def say(clarion: Clarion, sender: str, body: str) -> str:
    """The answer to a text, empty for silence."""
    return inbound.receive(clarion, make_form(sender, body)).body or ""


def told(clarion: Clarion) -> list[str]:
    """What organizers were told of."""
    found = rows(clarion, "SELECT detail ->> 'whom' FROM audit WHERE act = 'notified' ORDER BY id")
    return [whom for (whom,) in found]


@pytest.mark.parametrize("text", TABLE["auto"])
def test_automatic_text_is_known_by_what_it_says(text: str) -> None:
    assert is_auto_reply(text)


@pytest.mark.parametrize("text", TABLE["person"])
def test_text_of_a_person_is_not_automatic(text: str) -> None:
    assert not is_auto_reply(text)


@pytest.mark.parametrize(("one", "other"), TABLE["alike"])
def test_texts_that_say_the_same_are_alike(one: str, other: str) -> None:
    assert are_alike(sign(one), sign(other))


@pytest.mark.parametrize(("one", "other"), TABLE["other"])
def test_texts_that_say_something_else_are_not_alike(one: str, other: str) -> None:
    assert not are_alike(sign(one), sign(other))


@given(st.lists(st.tuples(st.text(), st.text()), max_size=12))
def test_what_is_kept_is_read_back_and_bounded(texts: list[tuple[str, str]]) -> None:
    recent = Recent()
    for text, reply in texts:
        recent = recent.and_answered(text, reply, NOON)
    recent = recent.and_told("machine", NOON)

    assert Recent.from_json(recent.to_json()) == recent
    assert len(recent.answered) <= 8
    assert Recent.from_json("[not this]") == Recent()


def test_third_alike_reply_within_an_hour_is_the_last(clarion: Clarion) -> None:
    away = "I am away from my phone, back at {}:30, will see your text then"
    answers = [bool(say(clarion, ANA, away.format(hour))) for hour in range(2, 8)]

    assert answers == [True] * 3 + [False] * 3
    assert told(clarion) == ["machine"]  # once


def test_automatic_texts_in_other_words_are_alike(clarion: Clarion) -> None:
    answers = [bool(say(clarion, ANA, text)) for text in TABLE["auto"][:5]]

    assert answers == [True, True, True, False, False]


def test_silence_to_a_machine_ends_with_other_words(clarion: Clarion) -> None:
    for _ in range(4):
        say(clarion, ANA, "I'm driving")

    assert say(clarion, ANA, "call")
    assert not say(clarion, ANA, "I'm driving")
    later = replace(clarion, clock=SetClock(NOON + timedelta(minutes=61)))
    assert say(later, ANA, "I'm driving")


def test_stop_and_help_are_answered_through_the_silence(clarion: Clarion) -> None:
    for _ in range(4):
        say(clarion, ANA, "I'm driving")

    assert all(say(clarion, ANA, "help") for _ in range(5))
    assert say(clarion, ANA, "please stop texting me")
    stopped = rows(clarion, "SELECT opted_out_at FROM contact ORDER BY id DESC LIMIT 1")
    assert stopped == [(NOON,)]


def test_one_person_gets_so_many_automatic_replies_a_day(clarion: Clarion) -> None:
    few = replace(clarion, settings=clarion.settings.model_copy(update={"replies_per_person": 4}))
    texts = ["call", "menu", "hello there", "what is the time", "join", "call me", "who knows"]
    answers = [bool(say(few, ANA, text)) for text in texts]

    assert answers == [True] * 4 + [False] * 3
    assert told(few) == ["person_limit"]
    assert say(few, BO, "call")
    tomorrow = replace(few, clock=SetClock(NOON + timedelta(hours=24, minutes=1)))
    assert say(tomorrow, ANA, "call")


@pytest.mark.parametrize(
    ("lang", "begins"),
    [("en", "Contact 2 has had 2 automatic"), ("es", "El contacto 2 ya recibió 2 respuestas")],
)
def test_organizers_are_texted_in_their_language(clarion: Clarion, lang: str, begins: str) -> None:
    few = replace(clarion, settings=clarion.settings.model_copy(update={"replies_per_person": 2}))
    olga = add_person(few, DEE)
    with few.record.transaction() as connection:
        connection.execute(
            "INSERT INTO organizer (email, active, lang, contact_id, fs_uniquifier, created_at)"
            " VALUES ('olga@example.org', true, %s, %s, 'olga', now())",
            [lang, olga],
        )
    for text in ("call", "menu", "join"):
        say(few, ANA, text)

    [(sealed, said)] = rows(few, "SELECT body_sealed, lang FROM message WHERE kind = 'notice'")
    assert few.sealer.open(sealed, "message.body").startswith(begins)
    assert said == lang


def test_budget_of_all_replies_alarms_then_silences_until_midnight(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "_FRESH_S", 0.0)
    few = replace(clarion, settings=clarion.settings.model_copy(update={"replies_per_day": 5}))
    for sender in (ANA, BO, DEE, "+13235550111"):
        say(few, sender, "call")
    assert brakes.watch_budget(few) == 4
    assert told(few) == ["budget_near"]
    assert say(few, "+13235550112", "call")

    assert brakes.watch_budget(few) == 5
    brakes.watch_budget(few)
    assert told(few) == ["budget_near", "budget_spent"]  # each once
    assert not say(few, "+13235550113", "call")
    assert say(few, "+13235550113", "help")
    assert say(few, "+13235550113", "stop please")

    tomorrow = replace(few, clock=SetClock(NOON + timedelta(days=1)))
    assert brakes.watch_budget(tomorrow) == 0
    assert say(tomorrow, ANA, "call")


def test_nothing_of_the_words_is_kept_to_compare(clarion: Clarion) -> None:
    say(clarion, ANA, "xylophone")
    (sealed,) = rows(clarion, "SELECT recent_sealed FROM session ORDER BY contact_id DESC LIMIT 1")

    assert sealed[0] is not None
    assert b"xylophone" not in bytes(sealed[0])
