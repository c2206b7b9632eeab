"""Who wants off an action's list, or a report taken back, is no one who wants no more texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaign import load
from bot.engine import Campaign, Person, Sense, World, listen
from tests.engine.small import NOW

FLOWS = Path(__file__).resolve().parents[3] / "flows"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load(FLOWS)


def sense(campaign: Campaign, text: str) -> Sense:
    return listen(campaign, None, Person(1, is_opted_in=True), World(NOW), text).sense


@pytest.mark.parametrize(
    "text",
    [
        "I can't make it to the march, take me off the list",
        "take my name off, I won't be able to come on Saturday",
        "no voy a poder ir a la vigilia, borre mi nombre",
        "Quítame de la lista de la marcha, por favor",
        "oops I reported 50 calls and meant 5, please take it off",
        "you text too much, can it be once a week",
        "son muchos mensajes, mejor uno por semana",
        "¿es de verdad o es una estafa?",
        "please delete my event from the list",
        "quiten mi marcha de la lista",
    ],
)
def test_an_action_or_a_report_is_meant_and_not_the_texts(campaign: Campaign, text: str) -> None:
    assert sense(campaign, text) not in (Sense.STOP, Sense.STOP_UNSURE)


@pytest.mark.parametrize(
    "text",
    [
        "I can't make it to the march and take me off your texts",
        "I can't come on Saturday. STOP",
        "I'm not going to vote, remove me from your list",
        "you keep calling my number, take it off your list",
        "take it off",
        "no voy a poder ir a la marcha, ya no me manden nada",
        "quítame de la lista del evento y de los mensajes",
        "bórrenme de la lista",
        "no voy a ir, quítenme de su lista",
    ],
)
def test_whoever_means_the_texts_is_out(campaign: Campaign, text: str) -> None:
    assert sense(campaign, text) is Sense.STOP
