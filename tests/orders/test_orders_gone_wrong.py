"""Orders while the carrier cannot be asked, that come late, twice, or cannot be read."""

from __future__ import annotations

import pytest

from bot import set_aside
from bot.orders import carrying_out as orders
from bot.sending import outbox, reconcile
from bot.store.organizers.organizers import spend_code
from tests.factories import rows
from tests.orders.phones import PHONE, Line


def test_order_waits_while_the_carrier_cannot_be_asked(line: Line) -> None:
    line.wait(seconds=30)
    line.simulator.fault("500_before", call="fetch")
    assert "<Body>" not in line.text(f"PAUSE {line.code()}")
    assert line.is_on()
    line.simulator.clear_faults()
    line.wait(seconds=6)
    orders.run_due(line.clarion)
    assert not line.is_on()


def test_order_that_never_was_looked_up_is_given_up(line: Line) -> None:
    line.simulator.fault("500_before", call="fetch")
    line.text(f"PAUSE {line.code()}")
    line.wait(minutes=11)
    orders.run_due(line.clarion)
    line.simulator.clear_faults()
    line.wait(minutes=1)
    assert orders.run_due(line.clarion) == 0
    assert line.is_on()


def test_text_that_came_late_is_not_done(line: Line) -> None:
    """Its webhook was lost, and it is taken in from the carrier's list a quarter hour later."""
    line.simulator.inbound(PHONE, f"PAUSE {line.code()}")
    line.wait(minutes=15)
    assert reconcile.run(line.clarion).taken_in == 1
    orders.run_due(line.clarion)
    outbox.send_due(line.clarion)
    assert "too late" in line.simulator.texts_to(PHONE)[-1]
    assert line.is_on()
    assert rows(line.clarion, "SELECT count(*) FROM order_lock") == [(0,)]


def test_same_text_twice_is_one_order(line: Line) -> None:
    line.wait(seconds=30)
    body = f"PAUSE {line.code()}"
    sid = line.simulator.inbound(PHONE, body)["sid"]
    for _ in range(2):
        line.post(PHONE, body, sid)
        orders.run_due(line.clarion)
    outbox.send_due(line.clarion)
    assert line.outcomes() == [(line.ids[PHONE], "pause", "paused_all")]
    assert len(line.simulator.texts_to(PHONE)) == 1


@pytest.mark.parametrize("body", ["PAUSE", "SEND 12", "OFF DUTY", "RESUME 12"])
def test_without_a_code_nothing_is_done_and_no_try_is_lost(line: Line, body: str) -> None:
    assert f"{body} 123456" in line.text(body)
    assert line.is_on()
    assert rows(line.clarion, "SELECT count(*) FROM order_lock") == [(0,)]


def test_without_an_authenticator_there_are_no_orders(line: Line) -> None:
    rows(line.clarion, "UPDATE organizer SET tf_primary_method = NULL RETURNING id")
    assert "Set one up first" in line.text("PAUSE 123456")
    assert line.is_on()


def test_one_that_cannot_be_opened_stops_no_other(line: Line) -> None:
    line.wait(seconds=30)
    sid = line.simulator.inbound(PHONE, "STATUS 000000")["sid"]
    line.post(PHONE, "STATUS 000000", sid)
    rows(line.clarion, "UPDATE message SET body_sealed = '\\x00' WHERE sid = %s RETURNING id", sid)
    assert "Everything is stopped" in line.text(f"PAUSE {line.code()}")
    assert [row.kind for row in set_aside.listed(line.clarion)] == [set_aside.Kind.ORDER]


def test_code_used_in_the_console_is_used_up_by_text_too(line: Line) -> None:
    line.wait(seconds=30)
    step = int(line.now.timestamp()) // 30
    with line.clarion.record.session() as session:
        assert spend_code(session, line.ids[PHONE], step)
        assert not spend_code(session, line.ids[PHONE], step)
    assert "each code works once" in line.text(f"PAUSE {line.code()}")
