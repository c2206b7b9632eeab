"""Ring me when it is free: the line is tried, who waits longest is rung, its close is told."""

from __future__ import annotations

from bot.calls import freeing
from tests.calls.ringing import LINE, Room
from tests.calls.ringing import rung as rung
from tests.factories import rows

ANA, BO = "+13125550142", "+13125550143"
_TRIES = "SELECT count(*)::int FROM call WHERE direction = 'try' AND ended_at IS NOT NULL"


def tries(room: Room) -> int:
    """Tries of the line that are over."""
    count: int = rows(room.clarion, _TRIES)[0][0]
    return count


def try_once(room: Room) -> None:
    """Five minutes later: the line is tried, and what came of it is told."""
    before = tries(room)
    room.clock.forward(minutes=5)
    room.until(_TRIES + " HAVING count(*) > %s", before)


def test_busy_line_is_tried_until_it_is_free_and_the_first_is_rung(rung: Room) -> None:
    rung.simulator.plan(LINE, "busy", "busy", "connected:90")
    ana = rung.add(ANA, "connected", presses=["1"])
    rung.add(BO, "connected", presses=["1"])
    assert "ring you when it is free" in rung.says(ANA, "WHEN FREE")
    assert "ring you when it is free" in rung.says(BO, "call me when its free")
    for _ in range(2):
        try_once(rung)
        assert rung.rings() == {LINE: tries(rung)}
    rung.clock.forward(minutes=5)
    rung.until("SELECT 1 FROM call WHERE direction = 'back' AND state = 'ended'")
    assert rung.rings()[ANA] == 1
    assert BO not in rung.rings()
    assert LINE in rung.simulator.heard(ANA)
    [(kind, confidence)] = rows(rung.clarion, "SELECT kind, confidence FROM report")
    assert (kind, confidence) == ("called", "measured")
    consent = rows(rung.clarion, "SELECT act FROM consent WHERE contact_id = %s", ana)
    assert ("call_back",) in consent
    rung.clock.forward(minutes=5)
    rung.until_over()
    assert rung.rings()[BO] == 1


def test_try_speaks_to_nobody(rung: Room) -> None:
    rung.simulator.settings(call_speed=1)
    rung.simulator.plan(LINE, "connected", ring_s=30)
    rung.add(ANA)
    rung.says(ANA, "WHEN FREE")
    rung.tick()
    rung.simulator.wait_for("call", to=LINE, status="initiated")
    rung.simulator.forward(1)
    rung.until("SELECT 1 FROM call WHERE direction = 'try' AND ended_at IS NOT NULL")
    rung.simulator.wait_for("call", to=LINE, status="completed")
    assert rung.simulator.heard(LINE) == []
    assert rung.simulator.log("call", to=LINE)[-1]["duration_s"] is None


def test_few_tries_in_a_day_and_none_when_nobody_waits(rung: Room) -> None:
    rung.simulator.plan(LINE, "busy")
    rung.clarion.settings.line_tries_a_day = 3
    rung.tick()
    assert rung.rings() == {}
    rung.add(ANA)
    rung.says(ANA, "WHEN FREE")
    for _ in range(3):
        try_once(rung)
    for _ in range(3):
        rung.clock.forward(minutes=5)
        rung.tick()
    assert rung.rings() == {LINE: 3}
    rung.clarion.settings.line_tries_a_day = 60


def test_two_tries_are_minutes_apart(rung: Room) -> None:
    rung.simulator.plan(LINE, "busy")
    rung.add(ANA)
    rung.says(ANA, "WHEN FREE")
    try_once(rung)
    for _ in range(20):
        freeing.run_due(rung.clarion)
    assert rung.rings() == {LINE: 1}


def test_closing_line_is_told_and_nobody_is_rung(rung: Room) -> None:
    rung.simulator.plan(LINE, "busy")
    ana = rung.add(ANA)
    rung.says(ANA, "WHEN FREE")
    rung.clock.forward(hours=9)
    rung.tick()
    assert rung.rings() == {}
    assert "has closed for today" in rung.news(ana)[0]
    rung.tick()
    assert rung.news(ana) == rung.news(ana)
    assert len(rung.news(ana)) == 1


def test_nobody_is_rung_back_more_often_than_they_may(rung: Room) -> None:
    rung.clarion.settings.calls_back_a_day = 1
    rung.add(ANA, "connected", presses=["1"])
    rung.says(ANA, "WHEN FREE")
    rung.until_over()
    rung.clock.forward(hours=2)
    assert "as often as we may today" in rung.says(ANA, "WHEN FREE")
    rung.clarion.settings.calls_back_a_day = 2
    assert rung.rings()[ANA] == 1


def test_stop_in_between_ends_the_wish(rung: Room) -> None:
    rung.simulator.plan(LINE, "busy")
    rung.add(ANA, "connected")
    rung.says(ANA, "WHEN FREE")
    rung.says(ANA, "STOP")
    rung.clock.forward(minutes=10)
    rung.tick()
    assert rung.rings() == {}
    assert rung.states()[0][3] == "stopped"


def test_key_four_of_a_caller_who_found_it_busy_is_such_a_wish(rung: Room) -> None:
    here = rung.clarion.settings.public_url
    rung.simulator.set_webhook(f"{here}/twilio/sms", VoiceUrl=f"{here}/twilio/voice")
    rung.simulator.plan(LINE, "busy", "connected:90")
    rung.add(ANA, "connected", presses=["1"])
    call = rung.simulator.call(ANA, presses=["", "4"], wait=True)
    assert "ring you when the line is free" in " ".join(line["words"] for line in call["lines"])
    rung.clock.forward(minutes=5)
    rung.until("SELECT 1 FROM call WHERE direction = 'back' AND outcome = 'called'")
    assert rung.rings() == {LINE: 1, ANA: 1}
