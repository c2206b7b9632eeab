"""What the carrier answers to a post, and what becomes of the text."""

from __future__ import annotations

import pytest

from bot.broadcasts import broadcasts, planning
from bot.clarion import Clarion
from bot.sending import outbox
from tests.crowd import add_crowd, number, schedule, states
from tests.factories import rows
from tests.sending.outgoing import send
from tests.simulator_process import Simulator


def test_429_goes_back_untouched_and_slows_everyone(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 20)
    simulator.fault("429", times=5)
    broadcast_id = send(clarion)
    assert states(clarion, broadcast_id) == {"accepted": 20}
    assert set(simulator.recipients().values()) == {1}
    [(factor,)] = rows(clarion, "SELECT factor FROM pace")
    assert factor == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("behaviour", "code", "reach"),
    [("invalid", 21211, "bad"), ("landline", None, None), ("opted_out", 21610, None)],
)
def test_refusal_is_final_and_sets_off_its_reaction(
    clarion: Clarion, simulator: Simulator, behaviour: str, code: int | None, reach: str | None
) -> None:
    add_crowd(clarion, 3)
    simulator.numbers(**{behaviour: [number(2)]})
    broadcast_id = send(clarion)
    if code is None:  # a landline is accepted first; a callback says so later
        assert states(clarion, broadcast_id) == {"accepted": 3}
        return
    assert states(clarion, broadcast_id) == {"accepted": 2, "failed": 1}
    [failure] = broadcasts.progress(clarion, broadcast_id).failures
    assert failure.code == code
    found = rows(
        clarion,
        "SELECT a.reach, c.opted_out_at IS NOT NULL FROM address a JOIN contact c"
        " ON c.id = a.contact_id WHERE a.digest = %s",
        clarion.sealer.digest("sms", number(2)),
    )
    assert found == [(reach or "mobile", code == 21610)]


def test_time_out_reset_and_500_are_in_doubt_and_not_sent_again(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 4)
    simulator.fault("500_after", to=number(1))
    simulator.fault("lost_response", to=number(2))
    simulator.fault("500_before", to=number(3))
    broadcast_id = send(clarion)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 1, "unknown": 3}
    assert max(simulator.recipients().values()) == 1


def test_carrier_that_cannot_be_reached_is_no_doubt(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    gone = clarion.settings.model_copy(update={"twilio_api_base_url": "http://127.0.0.1:9"})
    from bot.bootstrap import build

    away = build(gone, clock=clarion.clock)
    broadcast_id = schedule(away)
    planning.fire_due(away)
    outbox.drain(away, broadcast_id, slice_s=0.3)
    assert states(away, broadcast_id) == {"planned": 3}
    away.record.dispose()


def test_text_that_cannot_be_opened_fails_alone(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 3)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE address SET value_sealed = '\\x00' WHERE digest = %s",
            [clarion.sealer.digest("sms", number(2))],
        )
    broadcast_id = send(clarion)
    assert states(clarion, broadcast_id) == {"accepted": 2, "failed": 1}
    [failure] = broadcasts.progress(clarion, broadcast_id).failures
    assert "could not be opened" in failure.why
