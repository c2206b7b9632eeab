"""CALL ME from the public page: the number is asked by text, and rung only by its YES."""

from __future__ import annotations

import pytest
from flask import Flask

from bot.web import number_limits
from tests.calls.ringing import Room
from tests.calls.ringing import rung as rung
from tests.factories import rows

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.77"}
ANA, CY = "+13125550142", "+13125550145"


@pytest.fixture
def app(rung: Room) -> Flask:
    """The web of the room."""
    return rung.app


def asked(room: Room) -> list[str]:
    """The texts that ask."""
    found = rows(room.clarion, "SELECT body_sealed FROM message WHERE kind = 'confirm' ORDER BY id")
    return [room.clarion.sealer.open(body, "message.body") for (body,) in found]


def test_number_is_rung_once_it_says_yes(rung: Room, app: Flask) -> None:
    visitor = app.test_client()
    assert "only YES from this number" in visitor.get("/call-me?lang=en").text
    rung.simulator.plan(CY, "connected", presses=["1"])
    answer = visitor.post("/call-me?lang=en", data={"phone": CY})
    assert "Look at your phone" in answer.text
    rung.tick()
    assert rung.rings() == {}
    assert "shall we call this number now" in asked(rung)[0]
    assert "right now" in rung.says(CY, "yes")
    rung.until_over()
    assert rung.rings() == {CY: 1}
    assert rung.states()[-1][4] == "completed"
    acts = rows(rung.clarion, "SELECT act, source FROM consent")
    assert ("call_me", "web form, confirmed") in acts
    assert ("opt_in",) not in [(act,) for act, _ in acts]


def test_page_speaks_spanish_and_so_does_its_text(rung: Room, app: Flask) -> None:
    answer = app.test_client().post("/call-me?lang=es", data={"phone": CY})
    assert "Mira tu celular" in answer.text
    assert "¿te llamamos ahora" in asked(rung)[0]
    assert "te llamamos" in rung.says(CY, "sí")


def test_answer_says_of_nobody_who_they_are(rung: Room, app: Flask) -> None:
    rung.add(ANA)
    rung.says(ANA, "STOP")
    pages = {
        app.test_client().post("/call-me?lang=en", data={"phone": phone}).text
        for phone in (ANA, CY, CY)
    }
    assert len(pages) == 1
    assert len(asked(rung)) == 1


def test_no_and_silence_ring_nobody(rung: Room, app: Flask) -> None:
    app.test_client().post("/call-me", data={"phone": CY})
    rung.says(CY, "no")
    rung.clock.forward(minutes=61)
    rung.tick()
    assert rung.states()[0][1:4] == ("canceled", "confirm", "unanswered")
    rung.says(CY, "yes")
    rung.tick()
    assert rung.rings() == {}


def test_number_is_asked_once_a_day_and_three_times_in_all(rung: Room, app: Flask) -> None:
    for day in range(5):
        for _ in range(2):
            app.test_client().post("/call-me", data={"phone": CY})
        assert len(asked(rung)) == min(day + 1, 3)
        rung.clock.forward(hours=24)
        rung.tick()
        if rung.clock.now().weekday() == 5:
            rung.clock.forward(hours=48)


def test_one_source_types_so_many_numbers(
    rung: Room, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_limits, "FROM_ONE_ADDRESS", 2)
    statuses = [
        app.test_client()
        .post("/call-me", data={"phone": f"+1312555015{n}"}, environ_overrides=ELSEWHERE)
        .status_code
        for n in range(3)
    ]
    assert statuses == [200, 200, 429]
    assert len(asked(rung)) == 2


def test_closed_line_offers_a_text_instead(rung: Room, app: Flask) -> None:
    rung.clock.forward(hours=9)
    page = app.test_client().get("/call-me?lang=en").text
    assert "The line is closed now" in page
    assert "<form" not in page
    assert app.test_client().post("/call-me", data={"phone": CY}).status_code == 400
    assert asked(rung) == []


def test_page_is_there_only_where_calls_are_made(rung: Room, app: Flask) -> None:
    assert "/call-me" in app.test_client().get("/?lang=en").text
    rung.clarion.settings.call_me = False
    assert app.test_client().get("/call-me").status_code == 404
    assert "/call-me" not in app.test_client().get("/?lang=en").text
    rung.clarion.settings.call_me = True
