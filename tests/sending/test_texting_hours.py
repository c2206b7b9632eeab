"""Texting hours from planning to the carrier: held, asked again, given along."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning, why
from bot.carrier.texts import Accepted, OutboundText
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.people.contacts import fill_area_states
from bot.sending import outbox
from tests import minutes
from tests.crowd import add_crowd, number, schedule, states
from tests.factories import SMALL, add_person, rows
from tests.simulator_process import Simulator

# Numbers of area codes with one state, two states and none, and what their own texts would say.
NEW_JERSEY, CHICAGO, TENNESSEE = "+18565550142", "+13125550142", "+16155550142"


def _at(clarion: Clarion, at: datetime) -> None:
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at = at


def _people(clarion: Clarion, people: dict[int, tuple[list[str], str | None, list[str]]]) -> None:
    """Where each person of a crowd may be: zones, state, states of the area code."""
    with clarion.record.transaction() as connection:
        for index, (zones, state, area_states) in people.items():
            connection.execute(
                "UPDATE contact SET zones = %s, state = %s, area_states = %s WHERE code = %s",
                [zones, state, area_states, f"T{index}"],
            )


@pytest.fixture
def posted(clarion: Clarion, monkeypatch: pytest.MonkeyPatch) -> list[OutboundText]:
    """What is posted to the carrier, as it was posted."""
    texts: list[OutboundText] = []
    send = clarion.carrier.send

    async def send_and_note(text: OutboundText) -> Accepted:
        texts.append(text)
        return await send(text)

    monkeypatch.setattr(clarion.carrier, "send", send_and_note)
    return texts


@pytest.mark.parametrize("change", [datetime(2026, 3, 8, 10, tzinfo=UTC),
                                    datetime(2026, 11, 1, 9, tzinfo=UTC)])  # fmt: skip
def test_rows_are_planned_for_the_minutes_in_which_each_may_be_texted(
    clarion: Clarion, simulator: Simulator, posted: list[OutboundText], change: datetime
) -> None:
    chance = random.Random(change.month)  # noqa: S311 - the same places on every run
    zones = ("America/New_York", "America/Chicago", "America/Boise", "America/Phoenix",
             "America/Los_Angeles", "Pacific/Honolulu")  # fmt: skip
    places = ("IL", "KY", "ME", "NV", "PA", "RI", "TX")
    count = 60
    people: dict[int, tuple[list[str], str | None, list[str]]] = {}
    for index in range(1, count + 1):
        area = sorted(chance.sample(places, chance.randint(1, 3)))
        state = chance.choice(places) if chance.random() < 0.4 else None
        people[index] = (sorted(chance.sample(zones, chance.randint(1, 3))), state, area)
    add_crowd(clarion, count)
    _people(clarion, people)
    at = change + timedelta(minutes=chance.randint(-24 * 60, 24 * 60))
    _at(clarion, at)
    broadcast_id = schedule(clarion, lateness_s=86_400)
    preview = broadcasts.preview(clarion, broadcasts.draft_of(clarion, broadcast_id))
    planning.fire_due(clarion)
    found = {
        int(code[1:]): row
        for code, *row in rows(
            clarion,
            "SELECT c.code, m.state, m.reason, m.not_before, m.not_after FROM message m"
            " JOIN contact c ON c.id = m.contact_id WHERE m.broadcast_id = %s",
            broadcast_id,
        )
    }
    assert len(found) == count
    expected = {}
    for index, (where, state, area) in people.items():
        window = minutes.window(where, [state] if state else area, at)
        is_soon = window is not None and window[0] <= at + timedelta(days=1)
        expected[index] = window if is_soon else None
        planned = ["planned", None, *window] if window and is_soon else None
        assert found[index] == (planned or ["skipped", "outside_hours", None, None]), index
    reached = [index for index, window in expected.items() if window]
    assert len(reached) > 10
    assert preview.recipients == len(reached)
    assert preview.held == sum(1 for w in expected.values() if w and w[0] > at)
    assert {start.at or at for start in preview.starts} == {w[0] for w in expected.values() if w}

    # Then as the hours come: whoever is posted is posted inside, and useful no longer than that.
    for start in sorted({window[0] for window in expected.values() if window}):
        _at(clarion, start)
        before = len(posted)
        outbox.drain(clarion, broadcast_id)
        numbers = {number(index): index for index in people}
        for text in posted[before:]:
            index = numbers[text.to]
            window = expected[index]
            assert window is not None
            assert window[0] == start
            assert text.validity_s is not None
            assert start + timedelta(seconds=text.validity_s) <= window[1]
            assert text.validity_s >= 1
    assert states(clarion, broadcast_id).get("accepted", 0) == len(reached)


def test_last_seconds_of_the_hours_are_left_alone(
    clarion: Clarion, simulator: Simulator, posted: list[OutboundText]
) -> None:
    add_crowd(clarion, 2)
    closes = datetime(2026, 9, 24, 1, tzinfo=UTC)  # 20:00 in Chicago
    _at(clarion, closes - timedelta(seconds=4))
    held = schedule(clarion, lateness_s=86_400)
    planning.fire_due(clarion)
    outbox.drain(clarion, held)
    assert posted == []
    assert rows(
        clarion, "SELECT DISTINCT not_before FROM message WHERE broadcast_id = %s", held
    ) == [(datetime(2026, 9, 24, 14, tzinfo=UTC),)]
    _at(clarion, closes - timedelta(seconds=30))
    goes = schedule(clarion, title="A last word")
    planning.fire_due(clarion)
    outbox.drain(clarion, goes)
    assert len(posted) == 2
    assert all(text.validity_s is not None and 1 <= text.validity_s <= 30 for text in posted)


def test_follow_up_in_the_last_seconds_waits_for_the_next_morning(
    clarion: Clarion, simulator: Simulator
) -> None:
    from bot.store.sealing import Purpose

    add_crowd(clarion, 1)
    _at(clarion, datetime(2026, 9, 24, 0, 59, 57, tzinfo=UTC))
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, via, state, body_sealed, parts,"
            " created_at) SELECT contact_id, id, 'follow_up', 'api', 'planned', %s, 1, %s"
            " FROM address",
            [clarion.sealer.seal("Did you call?", Purpose.MESSAGE_BODY), clarion.clock.now()],
        )
    outbox.send_due(clarion)
    assert rows(clarion, "SELECT state, not_before FROM message") == [
        ("planned", datetime(2026, 9, 24, 14, tzinfo=UTC))
    ]


@pytest.mark.parametrize(
    ("waited_s", "left"), [(0.0, 20), (0.2, 19), (4.0, 16), (19.0, 1), (19.1, None), (60.0, None)]
)
def test_text_that_waited_for_its_turn_is_useful_for_less(
    waited_s: float, left: int | None
) -> None:
    from bot.sending.posting import _valid_from

    text = OutboundText(to=CHICAGO, body="Hi", message_id=1, validity_s=20)
    found = _valid_from(text, waited_s)
    assert (found.validity_s if found else None) == left
    forever = replace(text, validity_s=None)
    assert _valid_from(forever, waited_s) == forever


# --- whose law counts --------------------------------------------------------------------------

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
    _at(clarion, SUNDAY)
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
    _at(clarion, SUNDAY)
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
    _at(clarion, SUNDAY)
    draft = broadcasts.Draft("Sunday", "all", {"en": "Call"})
    assert broadcasts.preview(clarion, draft).skipped["outside_hours"] >= 1
    assert fill_area_states(clarion) == 3
    assert rows(clarion, "SELECT id, area_states FROM contact ORDER BY id") == [
        (people[0], ["NJ", "PA"]), (people[1], []), (people[2], ["TN"]),
    ]  # fmt: skip
    assert fill_area_states(clarion) == 0


# --- the campaign's own ------------------------------------------------------------------------


@pytest.fixture
def own_hours(sending: Settings, tmp_path: Path) -> Iterator[tuple[Clarion, Path]]:
    """Services with a campaign whose file may be changed."""
    folder = tmp_path / "flows"
    shutil.copytree(SMALL, folder)
    services = build(
        sending.model_copy(update={"campaign": folder}),
        clock=SetClock(datetime(2026, 9, 23, 17, tzinfo=UTC)),
        pool_size=8,
    )
    yield services, folder / "campaign.yaml"
    services.record.dispose()


def test_hours_of_the_campaign_hold_from_planning_to_the_gate(
    own_hours: tuple[Clarion, Path], simulator: Simulator
) -> None:
    clarion, file = own_hours
    add_crowd(clarion, 2)
    broadcast_id = schedule(clarion, lateness_s=6 * 3600)
    planning.fire_due(clarion)  # for now: it is noon in Chicago
    _say(clarion, file, 'texting_hours: {default: {daily: "13:00-18:00"}}\n')
    outbox.drain(clarion, broadcast_id)
    assert simulator.recipients() == {}  # the gate has the new hours
    assert states(clarion, broadcast_id) == {"planned": 2}
    later = schedule(clarion, title="Later", lateness_s=6 * 3600)
    preview = broadcasts.preview(clarion, broadcasts.draft_of(clarion, later))
    assert [(start.people, start.at, start.is_held) for start in preview.starts] == [
        (2, datetime(2026, 9, 23, 18, tzinfo=UTC), True)
    ]
    answer = why.explain(clarion, number(1), later)
    assert any("13:00" in step.words for step in answer.steps)
    _at(clarion, datetime(2026, 9, 23, 18, tzinfo=UTC))
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}


def _say(clarion: Clarion, file: Path, more: str) -> None:
    """Add to the campaign's file, and wait until it is taken up."""
    before = clarion.campaign.current().hash
    with file.open("a", encoding="utf-8") as campaign:
        campaign.write(more)
    ends_at = time.monotonic() + 30
    while clarion.campaign.current().hash == before:
        assert time.monotonic() < ends_at, "the file is not taken up"
        time.sleep(0.1)
