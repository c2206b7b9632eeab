"""What nobody understood: kept sealed, shown blotted and grouped, forgotten with the bodies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.conversations.blotting import Blotter
from bot.conversations.misunderstood import groups
from bot.people.retention import purge
from tests.factories import ANA, BO, DEE, NOON, make_clarion, make_form, rows


@pytest.fixture
def clarion(settings: Settings, record: str) -> Iterator[Clarion]:
    clarion = make_clarion(settings)
    yield clarion
    clarion.record.dispose()


def say(clarion: Clarion, sender: str, body: str) -> None:
    inbound.receive(clarion, make_form(sender, body))


def test_alike_texts_are_one_group_the_most_first(clarion: Clarion) -> None:
    say(clarion, ANA, "do you sell tamales by the dozen")
    say(clarion, BO, "where does the purple bus leave")
    say(clarion, DEE, "Where does the purple bus leave from??")
    say(clarion, ANA, "where does the purple bus leave")

    first, second = groups(clarion)
    assert (first.count, first.people, first.lang) == (3, 3, "en")
    assert first.example == "where does the purple bus leave"
    assert second.example == "do you sell tamales by the dozen"
    assert groups(clarion, lang="es") == []
    assert first.ids == tuple(sorted(first.ids, reverse=True))


def test_question_it_came_to_is_kept(clarion: Clarion) -> None:
    say(clarion, ANA, "join")
    say(clarion, ANA, "chartreuse is a zip")

    (found,) = groups(clarion)
    assert found.where.startswith("join/")


def test_understood_text_is_not_kept(clarion: Clarion) -> None:
    for text in ("call", "menu", "help", "stop please"):
        say(clarion, ANA, text)

    assert groups(clarion) == []


def test_words_are_sealed_and_shown_blotted(clarion: Clarion) -> None:
    say(clarion, ANA, "ask my cousin Xiomara at 312-555-0199 or x@mail.org about the purple bus")

    assert groups(clarion)[0].example == "ask my cousin … at … or … about the purple bus"
    ((words,),) = rows(clarion, "SELECT words_sealed FROM misunderstood")
    assert b"Xiomara" not in bytes(words)


def test_kept_words_go_with_the_bodies_of_texts(clarion: Clarion) -> None:
    say(clarion, ANA, "where does the purple bus leave")
    days = clarion.settings.keep_texts_days
    later = replace(clarion, clock=SetClock(NOON + timedelta(days=days, minutes=1)))
    purge(later)

    assert groups(later, days=days + 9) == []


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("my name is rosalba and i need a ride", "", "my name is … and i need a ride"),
        ("soy Ximena y vivo en Yakima", "", "soy … y vivo en …"),
        ("tell ana the code is OAK3", "Ana Ruiz", "tell … the code is OAK…"),
        ("see www.example.org/x or https://a.b/c", "", "see … or …"),
        ("Hello. Can You help", "", "Hello. Can You help"),
        ("WHO ARE YOU", "", "WHO ARE YOU"),
        ("born 3/4/1990, ssn 123-45-6789", "", "born …, ssn …"),
    ],
)
def test_numbers_addresses_and_names_are_blotted(
    clarion: Clarion, text: str, name: str, shown: str
) -> None:
    assert Blotter(clarion.campaign.current()).blotted(text, name) == shown
