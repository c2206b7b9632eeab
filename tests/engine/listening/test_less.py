"""Who wants fewer texts is asked about that; whoever says more than that is out."""

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


@pytest.mark.parametrize(
    "text",
    [
        "ya no me escriban tanto",
        "no me manden tantos mensajes porfa",
        "No me manden mensajes tan seguido",
        "please don't text me so much",
        "dont message us that often thanks",
    ],
)
def test_fewer_texts_are_offered(campaign: Campaign, text: str) -> None:
    verdict = listen(campaign, None, Person(1, is_opted_in=True), World(NOW), text)

    assert verdict.sense is Sense.MEANING
    assert (verdict.flow, verdict.asks) == ("less", True)


@pytest.mark.parametrize(
    "text",
    [
        "ya no me escriban",
        "ya no me escriban tanto, ya no quiero nada",
        "no me escriban tanto ya parenle",
        "ya no me manden tanta basura",
        "don't text me so much. stop",
        "don't text me so much or at all",
        "stop texting me so much",
    ],
)
def test_whoever_says_more_is_out(campaign: Campaign, text: str) -> None:
    verdict = listen(campaign, None, Person(1, is_opted_in=True), World(NOW), text)

    assert verdict.sense is Sense.STOP
