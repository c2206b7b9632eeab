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
from bot.sending import outbox
from tests import minutes
from tests.crowd import add_crowd, number, schedule, states
from tests.factories import SMALL, rows
from tests.sending.outgoing import set_clock
from tests.simulator_process import Simulator

# Where somebody may be: zones, state, states of the area code.
Where = tuple[list[str], str | None, list[str]]


def _people(clarion: Clarion, people: dict[int, Where]) -> None:
    """Put each person of a crowd somewhere."""
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


def test_what_was_claimed_before_the_machine_was_suspended_does_not_go_after_its_hours(
    clarion: Clarion, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At half past seven in Chicago the first text goes out; then it is half past eight at once,
    while the clock that measures how long something takes has stood still."""
    add_crowd(clarion, 20)
    half_past_seven = datetime(2026, 9, 24, 0, 30, tzinfo=UTC)
    set_clock(clarion, half_past_seven)
    broadcast_id = schedule(clarion, lateness_s=86_400)
    planning.fire_due(clarion)
    send = clarion.carrier.send

    async def send_and_sleep(text: OutboundText) -> Accepted:
        accepted = await send(text)
        set_clock(clarion, half_past_seven + timedelta(hours=1))
        return accepted

    monkeypatch.setattr(clarion.carrier, "send", send_and_sleep)
    monkeypatch.setitem(clarion.settings.__dict__, "in_flight", 1)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 1, "skipped": 19}
    assert len(simulator.log("accepted")) == 1


@pytest.mark.parametrize("change", [datetime(2026, 3, 8, 10, tzinfo=UTC),
                                    datetime(2026, 11, 1, 9, tzinfo=UTC)])  # fmt: skip
def test_rows_are_planned_for_the_minutes_in_which_each_may_be_texted(
    clarion: Clarion, simulator: Simulator, posted: list[OutboundText], change: datetime
) -> None:
    chance = random.Random(change.month)  # noqa: S311 - the same places on every run
    people = {index: _somewhere(chance) for index in range(1, 61)}
    add_crowd(clarion, len(people))
    _people(clarion, people)
    at = change + timedelta(minutes=chance.randint(-24 * 60, 24 * 60))
    set_clock(clarion, at)
    broadcast_id = schedule(clarion, lateness_s=86_400)
    preview = broadcasts.preview(clarion, broadcasts.draft_of(clarion, broadcast_id))
    planning.fire_due(clarion)
    expected = _windows(people, at)
    assert _planned(clarion, broadcast_id) == {
        index: ["planned", None, *expected[index]]
        if index in expected
        else ["skipped", "outside_hours", None, None]
        for index in people
    }
    assert preview.recipients == len(expected) > 10
    assert preview.held == sum(1 for begins, _ in expected.values() if begins > at)
    assert {start.at or at for start in preview.starts} == {w[0] for w in expected.values()}

    # Then as the hours come: whoever is posted is posted inside, and useful no longer than that.
    windows = {number(index): window for index, window in expected.items()}
    for start in sorted({begins for begins, _ in expected.values()}):
        set_clock(clarion, start)
        before = len(posted)
        outbox.drain(clarion, broadcast_id)
        for text in posted[before:]:
            begins, ends = windows[text.to]
            assert begins == start
            assert text.validity_s is not None
            assert start + timedelta(seconds=text.validity_s) <= ends
            assert text.validity_s >= 1
    assert states(clarion, broadcast_id).get("accepted", 0) == len(expected)


def _somewhere(chance: random.Random) -> Where:
    zones = ("America/New_York", "America/Chicago", "America/Boise", "America/Phoenix",
             "America/Los_Angeles", "Pacific/Honolulu")  # fmt: skip
    places = ("IL", "KY", "ME", "NV", "PA", "RI", "TX")
    area = sorted(chance.sample(places, chance.randint(1, 3)))
    state = chance.choice(places) if chance.random() < 0.4 else None
    return sorted(chance.sample(zones, chance.randint(1, 3))), state, area


def _windows(people: dict[int, Where], at: datetime) -> dict[int, tuple[datetime, datetime]]:
    """When each may be texted, counted minute by minute; whoever may not within a day is left
    out."""
    found = {}
    for index, (zones, state, area_states) in people.items():
        window = minutes.window(zones, [state] if state else area_states, at)
        if window is not None and window[0] <= at + timedelta(days=1):
            found[index] = window
    return found


def _planned(clarion: Clarion, broadcast_id: int) -> dict[int, list[object]]:
    found = rows(
        clarion,
        "SELECT c.code, m.state, m.reason, m.not_before, m.not_after FROM message m"
        " JOIN contact c ON c.id = m.contact_id WHERE m.broadcast_id = %s",
        broadcast_id,
    )
    return {int(code[1:]): row for code, *row in found}


def test_last_seconds_of_the_hours_are_left_alone(
    clarion: Clarion, simulator: Simulator, posted: list[OutboundText]
) -> None:
    add_crowd(clarion, 2)
    closes = datetime(2026, 9, 24, 1, tzinfo=UTC)  # 20:00 in Chicago
    set_clock(clarion, closes - timedelta(seconds=4))
    held = schedule(clarion, lateness_s=86_400)
    planning.fire_due(clarion)
    outbox.drain(clarion, held)
    assert posted == []
    assert rows(
        clarion, "SELECT DISTINCT not_before FROM message WHERE broadcast_id = %s", held
    ) == [(datetime(2026, 9, 24, 14, tzinfo=UTC),)]
    set_clock(clarion, closes - timedelta(seconds=30))
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
    set_clock(clarion, datetime(2026, 9, 24, 0, 59, 57, tzinfo=UTC))
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

    text = OutboundText(to=number(1), body="Hi", message_id=1, validity_s=20)
    found = _valid_from(text, waited_s)
    assert (found.validity_s if found else None) == left
    forever = replace(text, validity_s=None)
    assert _valid_from(forever, waited_s) == forever


# --- whose law counts --------------------------------------------------------------------------


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
    set_clock(clarion, datetime(2026, 9, 23, 18, tzinfo=UTC))
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
