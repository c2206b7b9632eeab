"""Single texts: replies, follow-ups, notices, each through its gate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.sending import outbox
from bot.store.sealing import Purpose
from tests.crowd import add_crowd, number
from tests.factories import rows
from tests.sending.outgoing import change_person
from tests.simulator_process import Simulator


def _single(clarion: Clarion, kind: str, body: str = "Hello", **more: Any) -> int:
    values = {"reason": None, "created_at": clarion.clock.now(), **more}
    [(message_id,)] = rows(
        clarion,
        "INSERT INTO message (contact_id, address_id, kind, via, state, body_sealed, reason,"
        " created_at) SELECT contact_id, id, %s, 'api', 'planned', %s, %s, %s FROM address"
        " ORDER BY id LIMIT 1 RETURNING id",
        kind,
        clarion.sealer.seal(body, Purpose.MESSAGE_BODY),
        values["reason"],
        values["created_at"],
    )
    return int(message_id)


def _state(clarion: Clarion, message_id: int) -> tuple[str, str | None]:
    [(state, reason)] = rows(clarion, "SELECT state, reason FROM message WHERE id = %s", message_id)
    return state, reason


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        ("reply", {}, ("accepted", None)),
        ("reply", {"opted_in_at": None}, ("accepted", None)),
        ("reply", {"opted_out_at": "2026-09-23T16:59Z"}, ("accepted", None)),
        ("reply", {"opted_out_at": "2026-09-23T17:01Z"}, ("skipped", "opted_out")),
        ("follow_up", {}, ("accepted", None)),
        ("follow_up", {"opted_in_at": None}, ("skipped", "no_consent")),
        ("follow_up", {"opted_out_at": "2026-09-23T16:59Z"}, ("skipped", "opted_out")),
        ("notice", {"opted_in_at": None}, ("accepted", None)),
        ("notice", {"opted_out_at": "2026-09-23T16:59Z"}, ("skipped", "opted_out")),
    ],
)
def test_single_text_passes_its_gate(
    clarion: Clarion,
    simulator: Simulator,
    kind: str,
    columns: dict[str, Any],
    expected: tuple[str, str | None],
) -> None:
    add_crowd(clarion, 1)
    if columns:
        change_person(clarion, 1, **columns)
    message_id = _single(clarion, kind)
    outbox.send_one(clarion, message_id)
    assert _state(clarion, message_id) == expected
    assert len(simulator.texts_to(number(1))) == (expected[0] == "accepted")


def test_stop_is_confirmed_although_the_person_has_stopped(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    change_person(clarion, 1, opted_out_at="2026-09-23T17:01Z")
    message_id = _single(clarion, "reply", "You are stopped.", reason="confirms_stop")
    outbox.send_due(clarion)
    assert _state(clarion, message_id)[0] == "accepted"


def test_follow_up_at_night_waits_and_a_reply_does_not(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(hours=12)  # midnight in Chicago
    late, reply = _single(clarion, "follow_up"), _single(clarion, "reply", "An answer")
    outbox.send_due(clarion)
    assert (_state(clarion, late)[0], _state(clarion, reply)[0]) == ("planned", "accepted")
    clarion.clock.at += timedelta(hours=10)
    outbox.send_due(clarion)
    assert _state(clarion, late)[0] == "accepted"


def test_everything_due_goes_with_one_call(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 1)
    sent = [_single(clarion, "reply", f"Answer {n}") for n in range(5)]
    outbox.send_due(clarion)
    assert {_state(clarion, one)[0] for one in sent} == {"accepted"}
    assert len(simulator.texts_to(number(1))) == 5
