"""Status callbacks move a text on, never back, whatever order they come in."""

from __future__ import annotations

import itertools

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.broadcasts import broadcasts, planning
from bot.carrier.statuses import rank_of, state_of
from bot.clarion import Clarion
from bot.errors import RecordBusy
from bot.sending import outbox, statuses
from bot.store.sending import outcomes
from tests.crowd import add_crowd, number, schedule
from tests.factories import rows
from tests.simulator_process import Simulator

SID = "SM" + "a" * 32
ORDER = ["queued", "sending", "sent", "delivered"]


def _accepted(clarion: Clarion) -> int:
    add_crowd(clarion, 1)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE message SET state = 'claimed', fence = 1 WHERE broadcast_id = %s",
            [broadcast_id],
        )
    [(message_id,)] = rows(clarion, "SELECT id FROM message")
    return int(message_id)


def _row(clarion: Clarion, message_id: int) -> tuple[str, str | None, int | None]:
    [(state, sid, code)] = rows(
        clarion, "SELECT state, sid, error_code FROM message WHERE id = %s", message_id
    )
    return state, sid, code


@pytest.mark.parametrize("order", list(itertools.permutations(ORDER)), ids="-".join)
def test_any_order_ends_delivered(clarion: Clarion, order: tuple[str, ...]) -> None:
    message_id = _accepted(clarion)
    for status in order:
        statuses.take(clarion, message_id, SID, status)
        statuses.take(clarion, message_id, SID, status)  # twice is once
    assert _row(clarion, message_id) == ("delivered", SID, None)


@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.sampled_from([*ORDER, "failed", "undelivered", "read", "canceled", "beamed"])))
def test_rank_never_falls(clarion: Clarion, order: list[str]) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("TRUNCATE message, broadcast, address, contact CASCADE")
    message_id = _accepted(clarion)
    rank = rank_of("claimed")
    for status in order:
        statuses.take(clarion, message_id, SID, status)
        now = rank_of(_row(clarion, message_id)[0])
        assert now >= rank
        state = state_of(status)
        assert state is None or now >= rank_of(state)
        rank = now


def test_status_before_the_answer_stays_when_the_answer_is_recorded(
    clarion: Clarion, simulator: Simulator
) -> None:
    message_id = _accepted(clarion)
    statuses.take(clarion, message_id, SID, "delivered")
    with clarion.record.transaction() as connection:
        outcomes.record(
            connection,
            [outcomes.Outcome(message_id, 1, "accepted", SID, parts=2)],
            clarion.clock.now(),
        )
    assert _row(clarion, message_id) == ("delivered", SID, None)
    assert rows(clarion, "SELECT parts FROM message") == [(2,)]


def test_status_of_another_sid_changes_nothing(clarion: Clarion) -> None:
    message_id = _accepted(clarion)
    statuses.take(clarion, message_id, SID, "sent")
    assert not statuses.take(clarion, message_id, "SM" + "b" * 32, "delivered")
    assert _row(clarion, message_id)[:2] == ("sent", SID)


def test_sid_of_another_message_changes_nothing(clarion: Clarion) -> None:
    message_id = _accepted(clarion)
    statuses.take(clarion, message_id, SID, "sent")
    add_crowd(clarion, 1, first=2)
    [(other,)] = rows(
        clarion,
        "INSERT INTO message (contact_id, address_id, kind, state) SELECT contact_id, id, 'reply',"
        " 'claimed' FROM address ORDER BY id DESC LIMIT 1 RETURNING id",
    )
    assert not statuses.take(clarion, other, SID, "delivered")
    assert _row(clarion, other)[:2] == ("claimed", None)


def test_status_of_a_row_that_somebody_holds_keeps_no_webhook_waiting(
    clarion: Clarion, record: str
) -> None:
    message_id = _accepted(clarion)
    with psycopg.connect(record) as left_open:
        left_open.execute("SELECT FROM message WHERE id = %s FOR UPDATE", [message_id])
        with pytest.raises(RecordBusy):
            statuses.take(clarion, message_id, SID, "delivered")
    statuses.take(clarion, message_id, SID, "delivered")
    assert _row(clarion, message_id) == ("delivered", SID, None)


def test_message_nobody_knows_is_no_error(clarion: Clarion) -> None:
    assert not statuses.take(clarion, 987_654_321, SID, "delivered")


def test_status_nobody_knows_is_kept_and_proves_acceptance(clarion: Clarion) -> None:
    message_id = _accepted(clarion)
    assert statuses.take(clarion, message_id, SID, "beamed")
    assert rows(clarion, "SELECT state, sid, carrier_status FROM message") == [
        ("accepted", SID, "beamed")
    ]


@pytest.mark.parametrize(
    ("code", "reach", "opted_out"),
    [(30006, "landline", False), (30005, "bad", False), (30003, "mobile", False),
     (21610, "mobile", True), (99999, "mobile", False)],
)  # fmt: skip
def test_error_code_sets_off_its_reaction(
    clarion: Clarion, code: int, reach: str, opted_out: bool
) -> None:
    message_id = _accepted(clarion)
    statuses.take(clarion, message_id, SID, "undelivered", code)
    assert _row(clarion, message_id) == ("undelivered", SID, code)
    assert rows(
        clarion,
        "SELECT a.reach, c.opted_out_at IS NOT NULL FROM address a JOIN contact c"
        " ON c.id = a.contact_id",
    ) == [(reach, opted_out)]
    assert rows(clarion, "SELECT act, source FROM consent") == (
        [("opt_out", "carrier:21610")] if opted_out else []
    )


def test_broadcast_that_carriers_filter_pauses_by_itself(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 40)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE broadcast SET state = 'sending'")
    for message_id, sid in rows(clarion, "SELECT id, sid FROM message LIMIT 15"):
        statuses.take(clarion, message_id, sid, "undelivered", 30007)
        statuses.reactions._look_at.clear()
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.state == "paused"
    assert found.state_reason is not None
    assert "filtered by carriers" in found.state_reason
    assert number(1) in simulator.recipients()
