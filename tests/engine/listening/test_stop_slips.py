"""A real word one letter from a stop word ends nobody's texts; a slip of a stop word does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaign.loading import load
from bot.engine import Campaign, hear_alone
from bot.engine.verdict import Sense


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load(Path(__file__).parents[3] / "flows")


@pytest.mark.parametrize(
    "word",
    ["Arrest", "ARE", "page", "pre", "ease", "suspended", "Ajá", "hasta", "esto", "paga", "paras"],
)
def test_a_real_word_is_no_stop(campaign: Campaign, word: str) -> None:
    verdict = hear_alone(campaign, word)
    assert verdict is None or verdict.sense not in (Sense.STOP, Sense.STOP_UNSURE)


@pytest.mark.parametrize(
    "word", ["stpo", "stopp", "sotp", "arret", "pare", "parre ya", "bsata", "ceaes", "suspendr"]
)
def test_a_slip_is_a_stop(campaign: Campaign, word: str) -> None:
    verdict = hear_alone(campaign, word)
    assert verdict is not None
    assert verdict.sense is Sense.STOP
