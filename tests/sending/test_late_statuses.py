"""Statuses whose callback never came are asked for, by listing where there are many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.bootstrap import build
from bot.broadcasts import planning
from bot.clarion import Clarion
from bot.clock import SetClock, WallClock
from bot.config import Settings
from bot.sending import late_statuses, outbox
from bot.store.sending import marks
from tests.crowd import add_crowd, number, schedule, states, until
from tests.factories import rows
from tests.simulator_process import Simulator


@pytest.fixture
def clarion(sending: Settings) -> Iterator[Clarion]:
    """At the real time: listing compares it with the carrier's."""
    settings = sending.model_copy(update={"ignore_texting_hours": True})
    services = build(settings, clock=SetClock(WallClock().now()), pool_size=8)
    yield services
    services.record.dispose()


def _pass(clarion: Clarion, **span: float) -> None:
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(**span)


def _sent(clarion: Clarion, people: int) -> int:
    """A broadcast that the carrier took and delivered, without telling us."""
    add_crowd(clarion, people)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": people}

    ends = ("delivered", "undelivered", "failed")
    until(lambda: all(one.status in ends for one in clarion.carrier.list_messages()), 30)
    return broadcast_id


@pytest.mark.parametrize("people", [3, 30], ids=["one by one", "by listing"])
def test_what_was_never_told_is_asked_for(clarion: Clarion, people: int) -> None:
    broadcast_id = _sent(clarion, people)
    _pass(clarion, minutes=9)
    assert late_statuses.look(clarion).late == 0
    _pass(clarion, minutes=2)
    found = late_statuses.look(clarion)
    assert (found.late, found.moved) == (people, people)
    assert states(clarion, broadcast_id) == {"delivered": people}
    assert late_statuses.look(clarion).late == 0


def test_what_is_still_on_its_way_is_asked_for_once_in_each_span(
    clarion: Clarion, simulator: Simulator
) -> None:
    simulator.fault("no_receipt")
    add_crowd(clarion, 1)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    asked = []
    for hours in (0.2, 0.3, 0.6, 2, 4, 6, 20, 3):
        _pass(clarion, hours=hours)
        asked.append(late_statuses.look(clarion).late)
    assert asked == [1, 0, 1, 0, 1, 0, 1, 0]


def test_a_failure_that_is_heard_late_counts_like_any_other(
    clarion: Clarion, simulator: Simulator
) -> None:
    simulator.numbers(landline=[number(2)])
    broadcast_id = _sent(clarion, 3)
    _pass(clarion, minutes=11)
    late_statuses.look(clarion)
    assert states(clarion, broadcast_id) == {"delivered": 2, "undelivered": 1}
    assert rows(clarion, "SELECT count(*) FROM address WHERE reach = 'landline'") == [(1,)]


def test_while_the_carrier_is_away_it_is_asked_again(
    clarion: Clarion, simulator: Simulator
) -> None:
    broadcast_id = _sent(clarion, 3)
    _pass(clarion, minutes=11)
    simulator.fault("500_before", call="fetch")
    assert late_statuses.look(clarion).moved == 0
    simulator.clear_faults()
    assert late_statuses.look(clarion).moved == 3
    assert states(clarion, broadcast_id) == {"delivered": 3}


def test_one_look_right_after_another_is_not_kept_out(clarion: Clarion) -> None:
    """PostgreSQL sees later that a connection was closed: every second look found nothing so."""
    for _ in range(100):
        with clarion.record.alone() as connection, marks.only_one(connection, "x") as is_ours:
            assert is_ours
            with clarion.record.alone() as other, marks.only_one(other, "x") as is_theirs:
                assert not is_theirs
