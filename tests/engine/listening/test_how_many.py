"""Numbers that are left open beside a keyword that counts are asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.campaign import load
from bot.campaign.rehearsal import Rehearsal, make_person
from bot.engine import Campaign, Person, Sense, World, listen
from tests.engine.small import NOW

FLOWS = Path(__file__).resolve().parents[3] / "flows"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return replace(load(FLOWS), meaning=None)


@pytest.mark.parametrize(
    ("text", "flow", "rest"),
    [
        ("VINIERON muchos", "hosted", ""),
        ("vinieron como 30", "hosted", "como 30"),
        ("vinieron bastantes personas", "hosted", ""),
        ("muchos vinieron", "hosted", ""),
        ("30 vinieron", "hosted", "30"),
        ("HOSTED a few", "hosted", ""),
        ("hosted about 40 people", "hosted", "about 40 people"),
        ("CAME lots", "came", ""),
        ("lots of people came", "came", ""),
        ("30 came", "came", "30"),
        ("TALLY some", "tally", ""),
        ("CUENTA varias", "tally", ""),
        ("called a bunch of times", "called", ""),
        ("llamé muchas veces", "called", ""),
        ("asked a few friends", "asked", ""),
    ],
)
def test_the_flow_that_counts_is_begun(campaign: Campaign, text: str, flow: str, rest: str) -> None:
    verdict = listen(campaign, None, Person(1, is_opted_in=True), World(NOW), text)

    assert (verdict.sense, verdict.flow, verdict.rest) == (Sense.KEYWORD, flow, rest)


@pytest.mark.parametrize(
    "text", ["some people are scared", "the tally for everybody", "a lot of people need help now"]
)
def test_some_of_something_else_counts_nothing(campaign: Campaign, text: str) -> None:
    verdict = listen(campaign, None, Person(1, is_opted_in=True), World(NOW), text)

    assert verdict.flow not in ("hosted", "came", "tally", "called")


def test_a_number_that_is_not_allowed_says_what_is(campaign: Campaign) -> None:
    phone = Rehearsal(campaign, make_person({"lang": "en", "opted_in": "yes"}), NOW)

    assert phone.receive("made 400") == (
        "That is a lot! How many calls did you make, from 1 to 200? For more, text QUESTION."
    )
    assert phone.receive("4").startswith("Thank you! 4 calls counted.")
    assert phone.receive("TALLY 900") == "A number from 1 to 500, please."
    assert phone.receive("TALLY") == "How many calls since your last tally?"
