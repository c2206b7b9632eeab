"""What a rehearsed person has made and said counts in what comes after."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.campaign.loading import load
from bot.campaign.rehearsal import Rehearsal, make_person
from bot.engine import Campaign

NOON = datetime(2026, 9, 22, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load(Path(__file__).parents[2] / "flows")


def talk(campaign: Campaign, *texts: str) -> list[str]:
    given = {"lang": "en", "opted_in": "yes", "zip": "60608", "name": "Ana"}
    phone = Rehearsal(campaign, make_person(given), NOON)
    return [phone.receive(text) for text in texts]


@pytest.mark.parametrize(
    "plan",
    [
        ("LEAD", "3", "thursday", "6pm", "Casa Azul", "20"),
        ("HOST PHONEBANK", "thursday", "noon to 2pm", "Casa Azul", "50"),
    ],
)
def test_who_makes_an_action_leads_it_from_then_on(
    campaign: Campaign, plan: tuple[str, ...]
) -> None:
    before, *_, after = talk(campaign, "WHO", *plan, "YES", "WHO")

    assert before.startswith("WHO is for whoever leads an action")
    assert "coming" in after


def test_what_was_said_comes_back(campaign: Campaign) -> None:
    plan = ("HOST PHONEBANK", "thursday", "noon to 2pm", "Casa Azul", "50")
    assert "1pm to 3pm" in talk(campaign, *plan, "no, 1 to 3pm")[-1]
    assert "you are 5 in all" in talk(campaign, "RSVP KTRM4729", "we are 5")[-1]
