"""Doubts are looked up, never sent again blindly, and decided after two looks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.sending import doubts, outbox, statuses
from bot.store.sealing import Purpose
from bot.store.sending import outcomes
from tests.crowd import add_crowd, number, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator


class _Later(SetClock):
    """The real time, moved on by the test."""


@pytest.fixture
def clarion(sending: Settings) -> Iterator[Clarion]:
    """At the real time: look-ups compare it with the carrier's. Any hour is a texting hour."""
    from bot.clock import WallClock

    settings = sending.model_copy(update={"ignore_texting_hours": True, "unknown_wait_s": 300.0})
    services = build(settings, clock=_Later(WallClock().now()), pool_size=8)
    yield services
    services.record.dispose()


def _pass(clarion: Clarion, seconds: float) -> None:
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(seconds=seconds)


def _sent_with(clarion: Clarion, simulator: Simulator, fault: str) -> int:
    add_crowd(clarion, 3)
    simulator.fault(fault, to=number(2))
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    simulator.clear_faults()
    assert states(clarion, broadcast_id) == {"accepted": 2, "unknown": 1}
    _pass(clarion, 3)
    return broadcast_id


@pytest.mark.parametrize("fault", ["500_after", "lost_response"])
def test_what_the_carrier_took_is_found_and_not_sent_again(
    clarion: Clarion, simulator: Simulator, fault: str
) -> None:
    broadcast_id = _sent_with(clarion, simulator, fault)
    assert doubts.resolve(clarion).found == 1
    found = states(clarion, broadcast_id)
    assert sum(found.values()) == 3
    assert "unknown" not in found
    assert simulator.recipients()[number(2)] == 1


def test_what_it_never_took_is_planned_once_more_after_two_looks(
    clarion: Clarion, simulator: Simulator
) -> None:
    broadcast_id = _sent_with(clarion, simulator, "500_before")
    first = doubts.resolve(clarion)
    assert (first.absent, first.planned) == (1, 0)
    _pass(clarion, 200)  # too soon for the second look
    assert doubts.resolve(clarion) == doubts.Resolved()
    _pass(clarion, 200)
    assert doubts.resolve(clarion).planned == 1
    assert states(clarion, broadcast_id) == {"accepted": 2, "planned": 1}
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 3}
    assert set(simulator.recipients().values()) == {1}


def test_text_that_is_lost_five_times_is_given_up(clarion: Clarion, simulator: Simulator) -> None:
    broadcast_id = _sent_with(clarion, simulator, "500_before")
    simulator.fault("500_before", to=number(2))
    for _ in range(10):
        doubts.resolve(clarion)
        outbox.drain(clarion, broadcast_id)
        _pass(clarion, 400)
    assert states(clarion, broadcast_id) == {"accepted": 2, "failed": 1}
    [failure] = broadcasts.progress(clarion, broadcast_id).failures
    assert (failure.code, failure.count) == (None, 1)
    assert "the carrier does not know of it" in failure.why
    assert number(2) not in simulator.recipients()


def test_text_that_is_of_no_use_any_more_is_given_up(
    clarion: Clarion, simulator: Simulator
) -> None:
    broadcast_id = _sent_with(clarion, simulator, "500_before")
    broadcasts.cancel(clarion, broadcast_id, None)
    doubts.resolve(clarion)
    _pass(clarion, 400)
    assert doubts.resolve(clarion).given_up == 1
    assert states(clarion, broadcast_id) == {"accepted": 2, "failed": 1}


def test_carrier_that_does_not_list_leaves_the_doubt(
    clarion: Clarion, simulator: Simulator
) -> None:
    broadcast_id = _sent_with(clarion, simulator, "500_before")
    away = build(
        clarion.settings.model_copy(update={"twilio_api_base_url": "http://127.0.0.1:9"}),
        clock=clarion.clock,
    )
    for _ in range(3):
        assert doubts.resolve(away).no_answer == 1
        _pass(clarion, 400)
    assert states(clarion, broadcast_id) == {"accepted": 2, "unknown": 1}
    assert doubts.resolve(clarion).absent == 1
    away.record.dispose()


def test_claim_whose_claimer_died_is_looked_up_when_its_lease_ends(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    source = outbox.BroadcastSource(clarion, broadcast_id)
    with clarion.record.transaction() as connection:
        assert len(source.claim(connection, 1)) == 1
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"claimed": 1, "accepted": 1}
    assert doubts.resolve(clarion) == doubts.Resolved()
    _pass(clarion, 60)
    assert doubts.resolve(clarion).expired == 1
    assert states(clarion, broadcast_id) == {"unknown": 1, "accepted": 1}
    _pass(clarion, 400)
    assert doubts.resolve(clarion).planned == 1
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}


def test_record_under_an_old_fence_changes_nothing(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 1)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    source = outbox.BroadcastSource(clarion, broadcast_id)
    with clarion.record.transaction() as connection:
        [old] = source.claim(connection, 1)
    for _ in range(3):
        _pass(clarion, 400)
        doubts.resolve(clarion)
    with clarion.record.transaction() as connection:
        written = outcomes.record(
            connection,
            [outcomes.Outcome(old.id, old.fence, "accepted", "SM" + "1" * 32)],
            clarion.clock.now(),
        )
    assert written == frozenset()
    assert states(clarion, broadcast_id) == {"planned": 1}


def test_callback_ends_the_doubt_by_itself(clarion: Clarion, simulator: Simulator) -> None:
    broadcast_id = _sent_with(clarion, simulator, "lost_response")
    [(message_id,)] = rows(clarion, "SELECT id FROM message WHERE state = 'unknown'")
    [entry] = [e for e in simulator.log("accepted") if e["to"] == number(2)]
    assert statuses.take(clarion, message_id, entry["sid"], "delivered")
    assert states(clarion, broadcast_id) == {"accepted": 2, "delivered": 1}
    assert doubts.resolve(clarion) == doubts.Resolved()


def test_callback_that_comes_after_the_second_plan_stops_it(
    clarion: Clarion, simulator: Simulator
) -> None:
    broadcast_id = _sent_with(clarion, simulator, "500_before")
    doubts.resolve(clarion)
    _pass(clarion, 400)
    assert doubts.resolve(clarion).planned == 1
    [(message_id,)] = rows(clarion, "SELECT id FROM message WHERE state = 'planned'")
    assert statuses.take(clarion, message_id, "SM" + "2" * 32, "sent")
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2, "sent": 1}
    assert number(2) not in simulator.recipients()


def test_answer_of_a_webhook_that_never_arrived_goes_out_by_the_api(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    now = clarion.clock.now()
    [(message_id,)] = rows(
        clarion,
        "INSERT INTO message (contact_id, address_id, kind, via, state, body_sealed, claimed_at,"
        " lease_until, created_at) SELECT contact_id, id, 'reply', 'twiml', 'claimed', %s, %s, %s,"
        " %s FROM address RETURNING id",
        clarion.sealer.seal("Welcome!", Purpose.MESSAGE_BODY),
        now,
        now + timedelta(minutes=2),
        now,
    )
    for _ in range(3):
        _pass(clarion, 310)
        doubts.resolve(clarion)
    outbox.send_due(clarion)
    assert rows(clarion, "SELECT state, via FROM message WHERE id = %s", message_id) == [
        ("accepted", "api")
    ]
    assert simulator.texts_to(number(1)) == ["Welcome!"]
