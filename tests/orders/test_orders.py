"""Orders by text, from the webhook to the answer, over the real web, record and a carrier."""

from __future__ import annotations

import pytest

from bot.broadcasts import planning
from bot.organizers.rights import Role
from bot.sending import outbox
from tests.crowd import add_crowd
from tests.factories import rows
from tests.orders.phones import EVAS, PHONE, Line, notified, plain, state, tomorrow


@pytest.mark.parametrize(
    ("pause", "resume", "stopped", "goes_on"),
    [
        ("PAUSE", "RESUME", "Everything is stopped", "Sending goes on."),
        ("Pausa", "reanudar", "Todo está detenido", "Los envíos se reanudan."),
    ],
)
def test_pause_stops_everything_and_resume_goes_on(
    line: Line, pause: str, resume: str, stopped: str, goes_on: str
) -> None:
    assert plain(stopped) in plain(line.order(pause))  # the answer goes out all the same
    assert not line.is_on()
    assert plain(goes_on) in plain(line.order(resume))
    assert line.is_on()
    olga = line.ids[PHONE]
    assert line.outcomes() == [(olga, "pause", "paused_all"), (olga, "resume", "resumed_all")]
    acts = rows(
        line.clarion, "SELECT act, organizer_id FROM audit WHERE object = 'sending' ORDER BY id"
    )
    assert acts == [("stopped all", olga), ("started all", olga)]


def test_status_says_how_things_stand(line: Line) -> None:
    line.clarion.settings.__dict__["approval_above"] = 3
    add_crowd(line.clarion, 5)
    tomorrow(line)
    said = line.order("STATUS")
    assert "Sending is on. Wait for an approval: 1." in said
    assert "Calls today: 0. Nobody waits in the inbox. You are on duty." in said
    assert "Los envíos están activos." in said or "activos" in line.order("ESTADO")


def test_one_broadcast_is_paused_and_goes_on(line: Line) -> None:
    add_crowd(line.clarion, 3)
    broadcast_id = tomorrow(line)
    rows(line.clarion, "UPDATE broadcast SET due_at = %s RETURNING id", line.now)
    assert planning.fire_due(line.clarion) == [broadcast_id]
    assert f"Broadcast {broadcast_id} is paused" in line.order(f"PAUSE {broadcast_id}")
    assert state(line, broadcast_id) == "paused"
    assert "goes on" in line.order(f"RESUME {broadcast_id}")
    assert state(line, broadcast_id) == "sending"


def test_send_to_a_handful_goes_out_now(line: Line) -> None:
    add_crowd(line.clarion, 3)
    broadcast_id = tomorrow(line)
    assert f"Broadcast {broadcast_id} goes out now, to people: 3." in line.order(
        f"SEND {broadcast_id}"
    )
    assert planning.fire_due(line.clarion) == [broadcast_id]
    outbox.drain(line.clarion, broadcast_id)
    assert sum(line.simulator.recipients("Call").values()) == 2  # the third speaks Spanish
    assert state(line, broadcast_id) in ("sending", "done")


def test_duty_says_whom_notices_go_to(line: Line) -> None:
    eva = line.link(EVAS, "eva@clarion.test", Role.TEXTER)
    assert "off duty" in line.order("OFF DUTY")
    notified(line)
    assert line.simulator.recipients("somebody waits") == {EVAS: 1}
    assert "Fuera de turno".lower() in plain(line.order("FUERA DE TURNO", EVAS)).lower()
    line.wait(minutes=20)  # notices are counted together for a quarter of an hour
    notified(line)  # nobody is on duty: everybody is told
    assert line.simulator.recipients("somebody waits") == {EVAS: 2, PHONE: 1}
    assert "Estas de turno" in plain(line.order("de turno"))
    duty = rows(line.clarion, "SELECT id FROM organizer WHERE off_duty_at IS NOT NULL")
    assert duty == [(eva,)]
