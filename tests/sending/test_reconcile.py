"""What the carrier has and we never stored is taken in: stops first, and before we send."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning
from bot.clarion import Clarion
from bot.cli import reconcile as cli
from bot.clock import SetClock, WallClock
from bot.config import Settings
from bot.conversations.inbound import receive
from bot.sending import outbox, reconcile
from bot.store.sending import marks
from tests.crowd import add_crowd, number, schedule, states
from tests.factories import make_form, rows
from tests.simulator_process import Simulator

_AWAY = "http://127.0.0.1:9/twilio/sms"  # a webhook that nobody answers


@pytest.fixture
def clarion(sending: Settings, simulator: Simulator) -> Iterator[Clarion]:
    """At the real time, half an hour on: what the carrier has is no longer in its webhook."""
    simulator.set_webhook(_AWAY)
    settings = sending.model_copy(update={"ignore_texting_hours": True})
    now = WallClock().now() + timedelta(minutes=30)
    services = build(settings, clock=SetClock(now), pool_size=8)
    yield services
    services.record.dispose()


def _looked(clarion: Clarion, ago: timedelta) -> None:
    """The last look was so long ago."""
    with clarion.record.transaction() as connection:
        marks.write(connection, "reconciled", clarion.clock.now() - ago)


def _has_stopped(clarion: Clarion) -> int:
    return int(rows(clarion, "SELECT count(*) FROM contact WHERE opted_out_at IS NOT NULL")[0][0])


def test_texts_that_never_reached_us_are_taken_in_and_answered(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 3)
    simulator.inbound(number(1), "MENU", wait=True)
    simulator.inbound(number(2), "STOP", wait=True)
    found = reconcile.run(clarion)
    assert (found.listed, found.taken_in, found.failed) == (2, 2, 0)
    assert _has_stopped(clarion) == 1
    outbox.send_due(clarion)
    assert len(simulator.texts_to(number(1))) == 1
    assert reconcile.run(clarion).taken_in == 0


def test_stops_are_taken_in_before_anything_else(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 3)
    for person, body in ((1, "MENU"), (2, "hello"), (3, "STOP")):
        simulator.inbound(number(person), body, wait=True)
    reconcile.run(clarion)
    found = rows(
        clarion,
        "SELECT a.digest FROM message m JOIN address a ON a.contact_id = m.contact_id"
        " WHERE m.kind = 'inbound' ORDER BY m.id",
    )
    assert bytes(found[0][0]) == clarion.sealer.digest("sms", number(3))


def test_a_text_that_was_stored_is_left_alone(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 1)
    sid = simulator.inbound(number(1), "MENU", wait=True)["sid"]
    receive(clarion, make_form(number(1), "MENU", sid=sid))
    found = reconcile.run(clarion)
    assert (found.listed, found.taken_in) == (1, 0)


def test_a_fresh_text_is_left_to_its_webhook(clarion: Clarion, simulator: Simulator) -> None:
    assert isinstance(clarion.clock, SetClock)
    add_crowd(clarion, 1)
    simulator.inbound(number(1), "MENU", wait=True)
    clarion.clock.at = WallClock().now()
    assert reconcile.run(clarion).taken_in == 0
    clarion.clock.at += timedelta(seconds=30)
    assert reconcile.run(clarion).taken_in == 1


def test_command_says_what_it_took_in_and_what_it_could_not_see(
    clarion: Clarion, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_crowd(clarion, 1)
    simulator.inbound(number(1), "MENU", wait=True)
    monkeypatch.setattr(cli, "load_settings", lambda: clarion.settings)
    monkeypatch.setattr(cli, "_PATIENCE_S", 0.1)
    simulator.fault("500_before", call="list")
    away = CliRunner().invoke(cli.command)
    assert away.exit_code == 1
    assert "The carrier did not list its texts" in away.output
    simulator.clear_faults()
    assert "1 text listed, 1 taken in now." in CliRunner().invoke(cli.command).output


def test_after_an_outage_a_stop_is_heard_before_anything_is_sent(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 5)
    _looked(clarion, timedelta(hours=2))
    simulator.inbound(number(2), "STOP", wait=True)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 4, "skipped": 1}
    assert number(2) not in simulator.recipients("Call")
    assert broadcasts.progress(clarion, broadcast_id).skipped == {"opted_out": 1}


def test_a_look_that_left_a_fresh_stop_to_its_webhook_is_not_enough_after_an_outage(
    clarion: Clarion, simulator: Simulator
) -> None:
    assert isinstance(clarion.clock, SetClock)
    add_crowd(clarion, 2)
    simulator.inbound(number(2), "STOP", wait=True)
    clarion.clock.at = WallClock().now()
    assert reconcile.run(clarion).taken_in == 0
    assert reconcile.catch_up(clarion, lambda: True, was_away=True)
    assert _has_stopped(clarion) == 1


def test_once_stops_are_known_sending_waits_for_no_other_text(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 30)
    _looked(clarion, timedelta(hours=2))
    for person in range(1, 26):
        simulator.inbound(number(person), "STOP" if person == 20 else "MENU", wait=True)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 29, "skipped": 1}
    inbound = "SELECT count(*) FROM message WHERE kind = 'inbound'"
    assert rows(clarion, inbound) == [(1,)], "the rest can wait, the broadcast cannot"
    found = reconcile.run(clarion)
    assert (found.listed, found.taken_in, found.failed) == (25, 24, 0)
    assert rows(clarion, inbound) == [(25,)]


def test_nothing_is_sent_while_the_carrier_does_not_list(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    _looked(clarion, timedelta(hours=2))
    simulator.fault("500_before", call="list")
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    tally = outbox.drain(clarion, broadcast_id, slice_s=2)
    assert tally.is_cut_short
    assert states(clarion, broadcast_id) == {"planned": 2}
    assert "somebody may have said STOP" in str(
        broadcasts.progress(clarion, broadcast_id).state_reason
    )
    simulator.clear_faults()
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}
    assert broadcasts.progress(clarion, broadcast_id).state_reason is None


def test_a_carrier_that_never_listed_anything_holds_up_nothing(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    simulator.fault("500_before", call="list")
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}


def test_two_looks_at_once_take_each_text_in_once(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 20)
    for person in range(1, 21):
        simulator.inbound(number(person), "MENU", wait=True)
    taken: list[int] = []
    looks = [
        threading.Thread(target=lambda: taken.append(reconcile.run(clarion).taken_in))
        for _ in range(4)
    ]
    for look in looks:
        look.start()
    for look in looks:
        look.join()
    assert sum(taken) == 20
    assert rows(clarion, "SELECT count(*) FROM message WHERE kind = 'inbound'") == [(20,)]
