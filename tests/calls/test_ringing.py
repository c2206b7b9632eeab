"""CALL ME: asked for, rung in turn, connected, told what went wrong, called off."""

from __future__ import annotations

from datetime import timedelta

from tests.calls.ringing import LINE, Room
from tests.calls.ringing import rung as rung
from tests.factories import rows

ANA, BO = "+13125550142", "+13125550143"


def test_somebody_is_rung_presses_a_key_and_is_connected(rung: Room) -> None:
    rung.add(ANA, "connected", presses=["1", ""])
    assert "we ring you right now" in rung.says(ANA, "CALL ME")
    rung.until_over()
    heard = rung.simulator.heard(ANA)
    assert "press one" in heard[0]
    assert "Say your city" in " ".join(heard)
    assert LINE in heard
    [(direction, state, _, _, dialed, _)] = rung.states()
    assert (direction, state, dialed) == ("out", "ended", "completed")
    [(kind, confidence, count)] = rows(rung.clarion, "SELECT kind, confidence, count FROM report")
    assert (kind, confidence, count) == ("called", "measured", 1)
    assert rung.rings() == {ANA: 1}


def test_person_is_rung_in_their_language(rung: Room) -> None:
    rung.add(ANA, "connected", presses=["1"])
    answer = rung.says(ANA, "LLÁMAME")
    assert "te llamamos ahorita" in answer
    rung.until_over()
    assert "marca el uno" in rung.simulator.heard(ANA)[0]


def test_voicemail_presses_nothing_and_hears_no_message(rung: Room) -> None:
    ana = rung.add(ANA, "voicemail:60", presses=["1"])
    rung.says(ANA, "CALL ME")
    rung.until_over()
    assert len(rung.simulator.heard(ANA)) == 1
    assert LINE not in rung.rings()
    assert "nobody pressed 1" in rung.news(ana)[0]
    assert rows(rung.clarion, "SELECT 1 FROM report") == []


def test_whoever_is_not_reached_is_told_once(rung: Room) -> None:
    for does in ("no_answer", "busy", "declined"):
        number = f"+1312555016{len(rung.states())}"
        contact = rung.add(number, does)
        rung.says(number, "CALL ME")
        rung.until_over()
        assert len(rung.news(contact)) == 1, does
    assert {reason for _, _, _, reason, _, _ in rung.states()} == {"missed"}


def test_number_that_the_carrier_refuses_is_told(rung: Room) -> None:
    rung.simulator.numbers(invalid=[ANA])
    ana = rung.add(ANA)
    rung.says(ANA, "CALL ME")
    rung.until_over()
    assert rung.states()[0][3] == "refused"
    assert "We cannot ring you just now" in rung.news(ana)[0]


def test_one_call_however_often_it_is_asked_for(rung: Room) -> None:
    rung.simulator.settings(call_speed=1)
    rung.add(ANA, "connected", presses=["1"], ring_s=60)
    rung.says(ANA, "CALL ME")
    assert "in line already" in rung.says(ANA, "CALL ME")
    rung.tick()
    assert "ringing you right now" in rung.says(ANA, "CALL ME")
    rung.tick()
    assert rung.rings() == {ANA: 1}


def test_changed_minds_and_stops_are_not_rung(rung: Room) -> None:
    rung.add(ANA, "connected")
    rung.add(BO, "connected")
    rung.says(ANA, "CALL ME")
    assert "we do not ring you" in rung.says(ANA, "no")
    rung.says(BO, "CALL ME")
    rung.says(BO, "STOP")
    rung.tick()
    assert rung.rings() == {}
    assert [reason for _, _, _, reason, _, _ in rung.states()] == ["called_off", "stopped"]
    ended = rows(rung.clarion, "SELECT ended_at FROM call")
    assert [at for (at,) in ended if abs(rung.clock.now() - at) > timedelta(hours=1)] == []
    assert "No call of ours" in rung.says(ANA, "NO CALL")


def test_stop_while_it_rings_ends_the_call(rung: Room) -> None:
    rung.simulator.settings(call_speed=1)
    bo = rung.add(BO, "connected", ring_s=300)
    rung.says(BO, "CALL ME")
    rung.tick()
    rung.simulator.wait_for("call", to=BO, status="initiated")
    rung.says(BO, "STOP")
    rung.tick()
    [ended] = rung.simulator.wait_for("call", to=BO, status="completed")
    assert ended["duration_s"] is None
    rung.until_over()
    assert rung.news(bo) == []


def test_closed_line_says_when_it_opens_and_offers_a_text(rung: Room) -> None:
    rung.add(ANA)
    rung.clock.forward(hours=9)
    answer = rung.says(ANA, "CALL ME")
    assert "closed now" in answer
    assert "Shall we text you when it opens" in answer
    assert "We text you when the line opens" in rung.says(ANA, "yes")
    rung.tick()
    assert rung.states() == []


def test_two_calls_an_hour_and_the_days_minutes_are_kept(rung: Room) -> None:
    rung.add(ANA, "connected", presses=["1"])
    for _ in range(2):
        rung.says(ANA, "CALL ME")
        rung.until_over()
    assert "twice within the hour" in rung.says(ANA, "CALL ME")
    rung.clock.forward(minutes=61)
    assert "right now" in rung.says(ANA, "CALL ME")
    rung.clarion.settings.call_minutes_a_day = 1
    rung.tick()
    assert rung.states()[-1][3] == "budget"
    assert rung.rings() == {ANA: 2}


def test_call_that_nobody_answered_is_none_of_the_two(rung: Room) -> None:
    rung.add(ANA, "no_answer", "no_answer", "connected:60", presses=["1"])
    for _ in range(3):
        assert "right now" in rung.says(ANA, "CALL ME")
        rung.until_over()
    # The carrier may tell of the call's end before it tells of the line's.
    rung.until("SELECT 1 FROM call WHERE dialed = 'completed'")


def test_line_that_closes_while_they_wait_is_told(rung: Room) -> None:
    ana = rung.add(ANA)
    rung.says(ANA, "CALL ME")
    rung.clock.forward(hours=9)
    rung.tick()
    assert rung.states()[0][1:4] == ("canceled", "free", "closed")
    assert rung.rings() == {}
    assert "closed before it was your turn" in rung.news(ana)[0]


def test_place_in_the_queue_and_the_wait_are_told(rung: Room) -> None:
    rung.clarion.settings.calls_at_once = 1
    numbers = [f"+1312555{n:04}" for n in range(160, 164)]
    answers = []
    for number in numbers:
        rung.add(number)
        answers.append(rung.says(number, "CALL ME"))
    assert "right now" in answers[0]
    assert "in about 3 min: 1 before you" in answers[1]
    assert "in about 9 min: 3 before you" in answers[3]
    rung.clarion.settings.calls_at_once = 2
