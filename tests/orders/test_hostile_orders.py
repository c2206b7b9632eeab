"""Forged senders, codes that are guessed or used again, and roles that reach too far."""

from __future__ import annotations

import pytest

from bot.broadcasts import broadcasts, planning
from bot.errors import Conflict
from bot.orders import carrying_out as orders
from bot.orders.carrying_out import MOST_WRONG
from bot.organizers import organizers
from bot.organizers.rights import Role
from bot.sending import outbox
from bot.store.organizers import linked_phones
from tests.crowd import add_crowd
from tests.factories import new_sid, rows
from tests.orders.phones import EVAS, PHONE, Line, reply, state, stranger, tomorrow


def test_forged_sender_does_nothing_and_is_told_nothing(line: Line) -> None:
    """A signed webhook whose text the carrier does not have, with the right code in it."""
    line.post(PHONE, f"PAUSE {line.code()}", new_sid())
    for _ in range(4):
        orders.run_due(line.clarion)
        line.wait(seconds=6)
    outbox.send_due(line.clarion)
    assert line.is_on()
    assert line.simulator.texts_to(PHONE) == []
    assert line.outcomes() == [(None, None, "unproved")]
    assert rows(line.clarion, "SELECT count(*) FROM order_lock") == [(0,)]
    assert "Everything is stopped" in line.order("PAUSE")  # and the owner has lost nothing


def test_text_of_another_phone_is_no_proof(line: Line) -> None:
    """The id of a text that somebody else really sent, in a webhook that names Olga's number."""
    body = f"PAUSE {line.code()}"
    sid = line.simulator.inbound("+13125550199", body)["sid"]
    line.post(PHONE, body, sid)
    for _ in range(4):
        orders.run_due(line.clarion)
        line.wait(seconds=6)
    assert line.is_on()
    assert line.simulator.texts_to(PHONE) == []


def test_code_works_once(line: Line) -> None:
    line.wait(seconds=30)
    code = line.code()
    assert "Everything is stopped" in line.text(f"PAUSE {code}")
    assert "each code works once" in line.text(f"RESUME {code}")
    assert not line.is_on()


def test_five_wrong_codes_lock_the_phone_and_alert(line: Line) -> None:
    line.link(EVAS, "eva@clarion.test", Role.ADMIN)
    for left in range(MOST_WRONG - 1, 0, -1):
        assert f"{left} more tries" in line.text(f"PAUSE {line.wrong()}")
    line.simulator.inbound(PHONE, "x")  # what else comes in changes nothing
    line.post(
        PHONE,
        f"PAUSE {line.wrong()}",
        line.simulator.inbound(PHONE, f"PAUSE {line.wrong()}")["sid"],
    )
    orders.run_due(line.clarion)
    outbox.send_due(line.clarion)
    assert "Five wrong codes".lower() in line.simulator.texts_to(EVAS)[-1].lower()
    assert "locked for orders" in line.order("PAUSE")
    assert line.is_on()
    locked = rows(line.clarion, "SELECT object_id FROM audit WHERE act = 'locked orders'")
    assert locked == [(line.ids[PHONE],)]
    with line.clarion.record.transaction() as connection:  # linking it once more opens it
        contact = rows(
            line.clarion, "SELECT contact_id FROM organizer WHERE id = %s", line.ids[PHONE]
        )
        linked_phones.link(connection, line.ids[PHONE], contact[0][0])
    assert "Everything is stopped" in line.order("PAUSE")


@pytest.mark.parametrize("role", [Role.TEXTER, Role.VIEWER])
@pytest.mark.parametrize("order", ["PAUSE", "RESUME", "SEND {id}", "PAUSE {id}", "RESUME {id}"])
def test_no_role_does_by_text_what_it_could_not_do_in_the_console(
    line: Line, role: Role, order: str
) -> None:
    line.link(EVAS, "eva@clarion.test", role)
    add_crowd(line.clarion, 3)
    broadcast_id = tomorrow(line)
    if order == "RESUME":
        line.order("PAUSE")
    was_on = line.is_on()
    assert f"as {role} you may not" in line.order(order.format(id=broadcast_id), EVAS)
    assert line.is_on() == was_on
    assert state(line, broadcast_id) == "scheduled"


def test_texter_sees_the_inbox_and_no_figures(line: Line) -> None:
    line.link(EVAS, "eva@clarion.test", Role.TEXTER)
    assert line.order("STATUS", EVAS) == "Nobody waits in the inbox. You are on duty."


def test_send_over_the_handful_waits_for_an_approval(line: Line) -> None:
    add_crowd(line.clarion, 11)
    broadcast_id = tomorrow(line)
    said = line.order(f"SEND {broadcast_id}")
    assert f"Not sent: broadcast {broadcast_id} goes to 11 people" in said
    assert state(line, broadcast_id) == "draft"
    assert planning.fire_due(line.clarion) == []
    with pytest.raises(Conflict):  # whoever sent it by text changed it: the yes is another's
        broadcasts.approve(line.clarion, broadcast_id, line.ids[PHONE])
    adam = organizers.ensure(line.clarion.record, "adam@clarion.test", Role.APPROVER)
    broadcasts.approve(line.clarion, broadcast_id, adam)
    assert planning.fire_due(line.clarion) == [broadcast_id]  # at once, as was asked


def test_send_makes_no_approval_of_what_waits_for_one(line: Line) -> None:
    line.clarion.settings.__dict__["approval_above"] = 2
    add_crowd(line.clarion, 3)
    broadcast_id = tomorrow(line)
    assert state(line, broadcast_id) == "draft"
    assert "somebody else has to approve it" in line.order(f"SEND {broadcast_id}")
    assert state(line, broadcast_id) == "draft"
    assert planning.fire_due(line.clarion) == []


def test_handfuls_add_up_within_a_day(line: Line) -> None:
    add_crowd(line.clarion, 6)
    first, second = tomorrow(line), tomorrow(line)
    assert "goes out" in line.order(f"SEND {first}")
    assert "Not sent" in line.order(f"SEND {second}")
    assert (state(line, first), state(line, second)) == ("scheduled", "draft")


def test_approval_is_void_when_its_time_is_changed_by_text(line: Line) -> None:
    line.clarion.settings.__dict__["approval_above"] = 5
    add_crowd(line.clarion, 12)
    broadcast_id = tomorrow(line)
    adam = organizers.ensure(line.clarion.record, "adam@clarion.test", Role.APPROVER)
    broadcasts.approve(line.clarion, broadcast_id, adam)
    assert "Not sent" in line.order(f"SEND {broadcast_id}")
    assert state(line, broadcast_id) == "draft"


def test_resume_lifts_only_what_a_text_stopped(line: Line) -> None:
    broadcasts.stop_all(line.clarion, None, "panic")
    assert "not stopped by text" in line.order("RESUME")
    assert not line.is_on()
    assert "stopped before" in line.order("PAUSE")


def test_words_mean_from_any_other_phone_what_they_always_did(line: Line) -> None:
    """The same answer as to somebody who texts what nobody understands, and nothing is kept."""
    for body, unknown in (
        ("PAUSE 123456", "PUZZLE 123456"), ("STATUS", "qwerty"), ("ON DUTY 123456", "ON SALE"),
        ("ESTADO 123456", "PUEBLO 123456"), ("SEND 12 123456", "SAND 12 123456"),
    ):  # fmt: skip
        said = line.text(body, stranger())
        assert reply(said) == reply(line.text(unknown, stranger()))
        assert rows(line.clarion, "SELECT count(*) FROM texted_order") == [(0,)]
    assert line.outcomes() == []


def test_stop_of_an_organizer_is_a_stop(line: Line) -> None:
    line.text("STOP")
    assert rows(
        line.clarion,
        "SELECT opted_out_at IS NOT NULL FROM contact c JOIN organizer o ON o.contact_id = c.id",
    ) == [(True,)]
    line.order("PAUSE")  # whoever stopped is not heard as an organizer, nor answered
    assert line.is_on()
