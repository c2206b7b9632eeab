"""A calling list through our number: the volunteer is rung, presses 1, and the person is rung."""

from __future__ import annotations

import pytest

from bot.calling_lists import callers, lists
from tests.calling_lists.conftest import ANA, ROSA, bring, make_list
from tests.calls.ringing import Room
from tests.calls.ringing import rung as rung
from tests.factories import rows


@pytest.fixture
def listed(rung: Room) -> int:
    """A list that is called through our number, with Ana let in and Rosa the only name."""
    rung.add(ANA, "connected", presses=["1"])
    list_id = make_list(rung.clarion, is_paper=False)
    bring(rung.clarion, list_id)
    rows(rung.clarion, "DELETE FROM listed_person WHERE n > 1 RETURNING 1")
    callers.let_in(rung.clarion, list_id, ANA, None)
    return list_id


def measured(room: Room) -> list[tuple[object, ...]]:
    """What lists know of their calls by the carrier's word."""
    return rows(room.clarion, "SELECT measured, measured_s FROM list_call")


def test_volunteer_and_person_are_connected_and_see_our_number(rung: Room, listed: int) -> None:
    rung.simulator.plan(ROSA, "connected:75")
    assert "Rosa" in rung.says(ANA, "NEXT")
    assert "Your phone rings" in rung.says(ANA, "CALL")
    rung.until_over()
    legs = rung.simulator.get("/simulator/calls")["calls"]
    assert [(leg["from"], leg["to"]) for leg in legs] == [
        (rung.simulator.number, ANA),
        (rung.simulator.number, ROSA),
    ]
    assert measured(rung) == [("answered", 75)]
    assert rows(rung.clarion, "SELECT 1 FROM report") == []
    assert ROSA not in str(rows(rung.clarion, "SELECT c::text FROM call c"))
    assert "how it went" in " ".join(rung.simulator.heard(ANA))
    [(ana,)] = rows(rung.clarion, "SELECT contact_id FROM list_caller")
    assert not [text for text in rung.news(ana) if "rang you" in text]


@pytest.mark.parametrize(
    ("does", "outcome"), [("busy", "busy"), ("no_answer", "no_answer"), ("failed", "failed")]
)
def test_person_who_is_not_reached_is_measured(
    rung: Room, listed: int, does: str, outcome: str
) -> None:
    rung.simulator.plan(ROSA, does)
    rung.says(ANA, "NEXT")
    rung.says(ANA, "CALL")
    rung.until_over()
    assert measured(rung) == [(outcome, 0)]


def test_volunteers_voicemail_rings_nobody(rung: Room, listed: int) -> None:
    rung.simulator.plan(ANA, "voicemail:60")
    rung.says(ANA, "NEXT")
    rung.says(ANA, "CALL")
    rung.until_over()
    assert ROSA not in {leg["to"] for leg in rung.simulator.get("/simulator/calls")["calls"]}
    assert measured(rung) == [(None, None)]


def test_name_of_a_list_that_was_paused_meanwhile_is_not_dialed(rung: Room, listed: int) -> None:
    rung.says(ANA, "NEXT")
    rung.says(ANA, "CALL")
    lists.set_state(rung.clarion, listed, "paused", None)
    rung.until_over()
    assert ROSA not in {leg["to"] for leg in rung.simulator.get("/simulator/calls")["calls"]}
    assert "gone back to the list" in " ".join(rung.simulator.heard(ANA))


def test_one_call_however_often_call_is_texted(rung: Room, listed: int) -> None:
    rung.simulator.plan(ROSA, "connected:75")
    rung.says(ANA, "NEXT")
    for _ in range(3):
        rung.says(ANA, "CALL")
    rung.until_over()
    assert rung.rings() == {ANA: 1}
