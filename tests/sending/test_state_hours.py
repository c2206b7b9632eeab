"""Whose law counts: the state of the ZIP, else every state of the area code."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.broadcasts import broadcasts, planning, why
from bot.clarion import Clarion
from bot.people.contacts import fill_area_states
from bot.sending import outbox
from tests.crowd import schedule
from tests.factories import add_person, rows
from tests.sending.outgoing import set_clock
from tests.simulator_process import Simulator

# Numbers of area codes with one state, two states and none, and what their own texts would say.
NEW_JERSEY, CHICAGO, TENNESSEE = "+18565550142", "+13125550142", "+16155550142"
SUNDAY = datetime(2026, 9, 27, 17, tzinfo=UTC)  # 13:00 Eastern, noon Central


@pytest.mark.parametrize(
    ("phone", "zip_code", "reason"),
    [
        (NEW_JERSEY, None, "outside_hours"),  # 856 is New Jersey and Pennsylvania: no Sunday
        (NEW_JERSEY, "07102", None),  # the ZIP says Newark, so New Jersey's law alone
        (CHICAGO, "19103", "outside_hours"),  # a number carried to Philadelphia
        (CHICAGO, None, None),
        (NEW_JERSEY, "60608", None),  # and one carried to Chicago
    ],
)
def test_state_of_the_zip_counts_else_every_state_of_the_area_code(
    clarion: Clarion, simulator: Simulator, phone: str, zip_code: str | None, reason: str | None
) -> None:
    set_clock(clarion, SUNDAY)
    person = add_person(clarion, phone, zip=zip_code)
    broadcast_id = schedule(clarion)
    trail = why.explain(clarion, str(person), broadcast_id)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert rows(clarion, "SELECT reason FROM message WHERE broadcast_id = %s", broadcast_id) == [
        (reason,)
    ]
    hours = next(step for step in trail.steps if step.rule == "texting hours")
    assert hours.holds is (reason is None)
    assert ("PA" in hours.words) is (reason is not None)


def test_first_text_keeps_the_states_of_the_area_code(clarion: Clarion) -> None:
    from bot.conversations import inbound
    from tests.factories import make_form

    for phone in (NEW_JERSEY, CHICAGO):
        inbound.receive(clarion, make_form(phone, "JOIN"))
    assert rows(clarion, "SELECT state, area_states FROM contact ORDER BY id") == [
        (None, ["NJ", "PA"]), ("IL", ["IL"]),
    ]  # fmt: skip


def test_gate_asks_again_when_a_person_turns_out_to_be_elsewhere(
    clarion: Clarion, simulator: Simulator
) -> None:
    set_clock(clarion, SUNDAY)
    add_person(clarion, NEW_JERSEY, zip="07102")
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET state = 'PA'")
    outbox.drain(clarion, broadcast_id)
    assert broadcasts.progress(clarion, broadcast_id).skipped == {"outside_hours": 1}
    assert simulator.recipients() == {}


def test_states_of_people_from_before_are_worked_out_once(
    clarion: Clarion, simulator: Simulator
) -> None:
    people = [add_person(clarion, phone) for phone in (NEW_JERSEY, CHICAGO, TENNESSEE)]
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET area_states = NULL, state = NULL")
        connection.execute(
            "UPDATE address SET value_sealed = '\\x00' WHERE contact_id = %s", [people[1]]
        )
    # Meanwhile any state of the zone counts: Pennsylvania and Maine are Eastern.
    set_clock(clarion, SUNDAY)
    draft = broadcasts.Draft("Sunday", "all", {"en": "Call"})
    assert broadcasts.preview(clarion, draft).skipped["outside_hours"] >= 1
    assert fill_area_states(clarion) == 3
    assert rows(clarion, "SELECT id, area_states FROM contact ORDER BY id") == [
        (people[0], ["NJ", "PA"]), (people[1], []), (people[2], ["TN"]),
    ]  # fmt: skip
    assert fill_area_states(clarion) == 0
