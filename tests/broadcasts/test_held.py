"""With CLARION_UNKNOWN_THEN=ask, texts in doubt are held until an organizer decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning, why
from bot.clarion import Clarion
from bot.clock import SetClock, WallClock
from bot.config import Settings
from bot.organizers import agenda
from bot.sending import doubts, outbox, statuses
from bot.sending.upkeep import Upkeep
from bot.store.sealing import Purpose
from bot.store.sending import outcomes
from tests.crowd import TEXTS, add_crowd, number, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator

OLGA = 7
SID = "SM" + "3" * 32


@pytest.fixture
def clarion(sending: Settings) -> Iterator[Clarion]:
    """At the real time: look-ups compare it with the carrier's. Any hour is a texting hour."""
    changes = {"ignore_texting_hours": True, "unknown_wait_s": 300.0, "unknown_then": "ask"}
    services = build(
        sending.model_copy(update=changes), clock=SetClock(WallClock().now()), pool_size=8
    )
    yield services
    services.record.dispose()


@pytest.fixture
def held(clarion: Clarion, simulator: Simulator) -> int:
    """A broadcast to three people; the carrier never took the text to the second one."""
    add_crowd(clarion, 3)
    simulator.fault("500_before", to=number(2))
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    simulator.clear_faults()
    _pass(clarion, 3)
    assert doubts.resolve(clarion).absent == 1
    _pass(clarion, 400)
    assert doubts.resolve(clarion).held == 1
    assert states(clarion, broadcast_id) == {"accepted": 2, "held": 1}
    return broadcast_id


def _pass(clarion: Clarion, seconds: float) -> None:
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(seconds=seconds)


def _state(clarion: Clarion, broadcast_id: int) -> str:
    Upkeep(clarion).look()
    return broadcasts.progress(clarion, broadcast_id).state


def _in_doubt(clarion: Clarion) -> tuple[int, int]:
    """Id and fence of the text in doubt."""
    [found] = rows(clarion, "SELECT id, fence FROM message WHERE reason = 'in_doubt'")
    return int(found[0]), int(found[1])


def test_broadcast_with_held_texts_is_not_done_and_asks(clarion: Clarion, held: int) -> None:
    assert _state(clarion, held) == "sending"
    found = broadcasts.progress(clarion, held)
    assert (found.doubts, found.waits_for_decision) == (1, True)
    assert [(row.id, count) for row, count in agenda.needed(clarion).doubts] == [(held, 1)]
    assert f"clarion broadcast doubts {held}" in why.explain(clarion, number(2), held).verdict


def test_sent_again_it_goes_once_and_the_broadcast_is_done(
    clarion: Clarion, simulator: Simulator, held: int
) -> None:
    assert doubts.decide(clarion, held, OLGA, is_send=True) == 1
    assert states(clarion, held) == {"accepted": 2, "unknown": 1}
    assert doubts.resolve(clarion).planned == 1
    outbox.drain(clarion, held)
    assert states(clarion, held) == {"accepted": 3}
    assert set(simulator.recipients().values()) == {1}
    assert _state(clarion, held) == "done"


def test_text_that_the_carrier_lists_after_all_is_not_sent_again(
    clarion: Clarion, simulator: Simulator, held: int
) -> None:
    form = {"To": number(2), "From": simulator.number, "Body": "Call (866) 473-5915 now."}
    assert simulator.api("POST", "/Messages.json", form)[0] == 201
    doubts.decide(clarion, held, OLGA, is_send=True)
    assert doubts.resolve(clarion).found == 1
    assert simulator.recipients()[number(2)] == 1
    assert "unknown" not in states(clarion, held)


def test_sent_again_it_passes_the_gate(clarion: Clarion, simulator: Simulator, held: int) -> None:
    rows(clarion, "UPDATE contact SET opted_out_at = now() WHERE code = 'T2' RETURNING id")
    doubts.decide(clarion, held, OLGA, is_send=True)
    doubts.resolve(clarion)
    outbox.drain(clarion, held)
    assert states(clarion, held) == {"accepted": 2, "skipped": 1}
    assert number(2) not in simulator.recipients()


def test_a_doubt_that_comes_back_is_asked_about_again(
    clarion: Clarion, simulator: Simulator, held: int
) -> None:
    simulator.fault("500_before", to=number(2))
    for _ in range(7):
        doubts.decide(clarion, held, OLGA, is_send=True)
        doubts.resolve(clarion)
        outbox.drain(clarion, held)
        assert states(clarion, held) == {"accepted": 2, "unknown": 1}
        for _ in range(2):
            _pass(clarion, 400)
            doubts.resolve(clarion)
        assert states(clarion, held) == {"accepted": 2, "held": 1}


def test_left_it_has_failed_and_a_late_callback_still_counts(clarion: Clarion, held: int) -> None:
    message_id, _ = _in_doubt(clarion)
    assert doubts.decide(clarion, held, OLGA, is_send=False) == 1
    assert states(clarion, held) == {"accepted": 2, "failed": 1}
    [failure] = broadcasts.progress(clarion, held).failures
    assert "decided not to send it again" in failure.why
    assert "decided not to send it again" in why.explain(clarion, number(2), held).verdict
    assert _state(clarion, held) == "done"
    assert statuses.take(clarion, message_id, SID, "delivered")
    assert states(clarion, held) == {"accepted": 2, "delivered": 1}


@pytest.mark.parametrize("is_send", [True, False])
def test_deciding_twice_is_harmless(clarion: Clarion, held: int, is_send: bool) -> None:
    assert doubts.decide(clarion, held, OLGA, is_send=is_send) == 1
    before = states(clarion, held)
    assert doubts.decide(clarion, held, OLGA, is_send=not is_send) == 0
    assert states(clarion, held) == before
    notes = rows(clarion, "SELECT organizer_id FROM audit WHERE act LIKE '%%doubts%%'")
    assert notes == [(OLGA,)]


@pytest.mark.parametrize("status", ["delivered", "nobody-knows-this"])
def test_callback_ends_the_doubt_of_a_held_text(clarion: Clarion, held: int, status: str) -> None:
    message_id, _ = _in_doubt(clarion)
    assert statuses.take(clarion, message_id, SID, status)
    assert broadcasts.progress(clarion, held).doubts == 0
    assert doubts.decide(clarion, held, OLGA, is_send=True) == 0
    assert _state(clarion, held) == "done"


@pytest.mark.parametrize("is_left", [False, True])
def test_answer_recorded_late_ends_the_doubt(clarion: Clarion, held: int, is_left: bool) -> None:
    message_id, fence = _in_doubt(clarion)
    if is_left:
        doubts.decide(clarion, held, OLGA, is_send=False)
    outcome = outcomes.Outcome(message_id, fence, "accepted", SID)
    with clarion.record.transaction() as connection:
        outcomes.record(connection, [outcome], clarion.clock.now())
    assert states(clarion, held) == {"accepted": 3}
    assert rows(clarion, "SELECT reason FROM message WHERE id = %s", message_id) == [(None,)]


def test_a_decision_that_comes_too_late_is_not_needed_any_more(clarion: Clarion, held: int) -> None:
    rows(clarion, "UPDATE message SET not_after = %s RETURNING id", clarion.clock.now())
    assert doubts.resolve(clarion).given_up == 1
    assert states(clarion, held) == {"accepted": 2, "failed": 1}
    assert _state(clarion, held) == "done"


def test_canceled_broadcast_asks_nothing(clarion: Clarion, held: int) -> None:
    broadcasts.cancel(clarion, held, OLGA)
    assert states(clarion, held) == {"accepted": 2, "canceled": 1}
    assert agenda.needed(clarion).doubts == ()


def test_paused_broadcast_can_be_decided_and_sends_when_it_goes_on(
    clarion: Clarion, simulator: Simulator, held: int
) -> None:
    broadcasts.pause(clarion, held, OLGA)
    assert not broadcasts.progress(clarion, held).waits_for_decision
    doubts.decide(clarion, held, OLGA, is_send=True)
    assert doubts.resolve(clarion).planned == 1
    outbox.drain(clarion, held)
    assert states(clarion, held) == {"accepted": 2, "planned": 1}
    broadcasts.resume(clarion, held, OLGA)
    outbox.drain(clarion, held)
    assert states(clarion, held) == {"accepted": 3}


def test_reply_in_doubt_waits_for_nobody(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 1)
    now = clarion.clock.now()
    [(message_id,)] = rows(
        clarion,
        "INSERT INTO message (contact_id, address_id, kind, via, state, body_sealed, claimed_at,"
        " lease_until, created_at) SELECT contact_id, id, 'reply', 'api', 'claimed', %s, %s, %s,"
        " %s FROM address RETURNING id",
        clarion.sealer.seal("Welcome!", Purpose.MESSAGE_BODY), now, now, now,
    )  # fmt: skip
    for _ in range(3):
        _pass(clarion, 310)
        doubts.resolve(clarion)
    outbox.send_due(clarion)
    assert rows(clarion, "SELECT state FROM message WHERE id = %s", message_id) == [("accepted",)]


def test_other_broadcasts_keep_their_doubts(clarion: Clarion, held: int) -> None:
    other = schedule(clarion, title="Another", texts=TEXTS)
    assert doubts.decide(clarion, other, OLGA, is_send=False) == 0
    assert states(clarion, held) == {"accepted": 2, "held": 1}
