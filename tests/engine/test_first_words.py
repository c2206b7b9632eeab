"""A text to the line, end to end through the engine, on the shipped campaign."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.engine import Campaign, Person, Said, Sense, World, hear_alone, route

WORLD = World(now=datetime(2026, 9, 21, 15, tzinfo=UTC))
CY = Person(id=3)


def said(campaign: Campaign, text: str) -> str:
    turn = route(campaign, None, CY, WORLD, text)
    return "".join(event.text for event in turn.events if isinstance(event, Said))


@pytest.mark.parametrize("text", ["call", "CALL", " Call!! ", "Casa Blanca", "llámar"])
def test_call_gives_the_number(campaign: Campaign, text: str) -> None:
    assert "(866) 473-5915" in said(campaign, text)


def test_unknown_text_is_answered(campaign: Campaign) -> None:
    assert "MENU" in said(campaign, "qwertyuiop")


@pytest.mark.parametrize("text", ["STOP", "stop please", "por favor no más", "“Stop” 🛑"])
def test_stop_in_people_s_words(campaign: Campaign, text: str) -> None:
    alone = hear_alone(campaign, text)
    assert alone is not None
    assert alone.sense is Sense.STOP


def test_stop_inside_a_sentence_is_not_an_opt_out(campaign: Campaign) -> None:
    assert hear_alone(campaign, "We have got to STOP this bill") is None


@pytest.mark.parametrize("lang", ["en", "es"])
def test_own_texts_carry_the_organization(campaign: Campaign, lang: str) -> None:
    assert campaign.text("stopped", lang).startswith("FIRM: ")
