"""Signing up on an event's page: by the number's own YES, for that event alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.events import overview
from bot.people import joining
from bot.store.sealing import Purpose
from bot.web import create_app
from tests.conftest import ROOT
from tests.factories import ANA, BO, CY, NOON, add_person, make_clarion, make_form, rows
from tests.web.eventing import make_event


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, ROOT / "flows")
    yield made
    made.record.dispose()


@pytest.fixture
def visitor(clarion: Clarion) -> FlaskClient:
    app: Flask = create_app(clarion)
    return app.test_client()


def post(visitor: FlaskClient, code: str, phone: str = CY, lang: str = "en", **more: object) -> int:
    data = {"phone": phone, "agree": "yes", "party": "1", **more}
    return visitor.post(f"/events/{code}?lang={lang}", data=data).status_code


def asked(clarion: Clarion, phone: str = CY) -> list[str]:
    """The questions to a number; those that wait go out now."""
    found = rows(
        clarion,
        "UPDATE message m SET state = 'sent' FROM address a WHERE a.contact_id = m.contact_id"
        " AND a.digest = %s AND m.kind = 'confirm' RETURNING m.id, m.body_sealed",
        clarion.sealer.digest("sms", phone),
    )
    return [clarion.sealer.open(bytes(body), Purpose.MESSAGE_BODY) for _, body in sorted(found)]


def say(clarion: Clarion, body: str, phone: str = CY) -> str:
    return inbound.receive(clarion, make_form(phone, body)).body or ""


def guests(clarion: Clarion) -> list[tuple[object, ...]]:
    return rows(clarion, "SELECT state, party, needs, source FROM rsvp ORDER BY at, contact_id")


def later(clarion: Clarion, **time: float) -> None:
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(**time)


@pytest.mark.parametrize(
    ("lang", "yes", "says", "answers"),
    [("en", "Yes!", "reply YES to sign up for Vigil", "on the list with 3 in all: Vigil"),
     ("es", "sí", "responde SI para apuntarte a Vigil", "en la lista con 3 en total! Vigil")],
)  # fmt: skip
def test_a_number_comes_by_its_own_yes_and_hears_where_it_is(
    clarion: Clarion, visitor: FlaskClient, lang: str, yes: str, says: str, answers: str
) -> None:
    code = make_event(clarion)
    assert post(visitor, code, lang=lang, party="3") == 200
    assert guests(clarion) == []
    [question] = asked(clarion)
    assert says in question
    assert "Blue Island" not in question
    answer = say(clarion, yes)
    assert answers in answer
    assert "1800 S Blue Island" in answer
    assert "week" not in answer
    assert "semana" not in answer
    assert guests(clarion) == [("going", 3, [], "web")]
    assert len(guests(clarion)) == 1


def test_the_yes_is_for_this_event_s_texts_alone(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion)
    post(visitor, code)
    asked(clarion)
    say(clarion, "YES")
    [(opted_in, source)] = rows(
        clarion, "SELECT c.opted_in_at, c.source FROM contact c JOIN rsvp r ON r.contact_id = c.id"
    )
    assert (opted_in, source) == (None, "web form")
    [(words,)] = rows(
        clarion, "SELECT words FROM consent_wording WHERE program LIKE '%%event_terms'"
    )
    assert words.startswith("You get texts about this one only")


def test_answers_of_the_page_are_the_same_for_everybody(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    code = make_event(clarion)
    now = clarion.clock.now()
    add_person(clarion, ANA)
    add_person(clarion, BO, opted_out_at=now)
    pages = {
        visitor.post(f"/events/{code}?lang=en", data={"phone": phone, "agree": "yes"}).text
        for phone in (ANA, BO, CY)
    }
    assert len(pages) == 1
    assert (len(asked(clarion, ANA)), len(asked(clarion, BO)), len(asked(clarion, CY))) == (1, 0, 1)


def test_needs_and_party_are_kept_and_the_form_says_what_is_wrong(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    code = make_event(clarion)
    rows(clarion, "INSERT INTO event_need SELECT id, 'drivers', 1 FROM event RETURNING event_id")
    for wrong in ({"party": "0"}, {"party": "99"}, {"party": "x"}, {"phone": "12"}, {"agree": ""}):
        assert post(visitor, code, **wrong) == 400
    assert post(visitor, code, need=["drivers", "a made-up one"], party="2") == 200
    assert len(asked(clarion)) == 1
    say(clarion, "YES")
    assert guests(clarion) == [("going", 2, ["drivers"], "web")]
    assert "0 × " not in visitor.get(f"/events/{code}?lang=en").text
    assert "Nothing, thank you" in visitor.get(f"/events/{code}?lang=en").text


def test_a_full_one_has_a_waiting_list_also_for_a_party_too_large(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    code = make_event(clarion, capacity=4)
    post(visitor, code, party="3")
    asked(clarion)
    assert "You are on the list" in say(clarion, "YES")
    post(visitor, code, ANA, party="2")
    asked(clarion, ANA)
    assert "waiting list" in say(clarion, "YES", ANA)
    post(visitor, code, BO, party="1")
    asked(clarion, BO)
    assert "You are on the list" in say(clarion, "YES", BO)
    assert guests(clarion) == [("going", 3, [], "web"), ("waiting", 2, [], "web"),
                               ("going", 1, [], "web")]  # fmt: skip


def test_a_yes_to_something_else_signs_nobody_up(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion)
    post(visitor, code)
    say(clarion, "YES")  # before the question has gone out
    assert guests(clarion) == []
    asked(clarion)
    say(clarion, "MENU")  # another thing is talked about now
    say(clarion, "YES")
    assert guests(clarion) == []
    later(clarion, days=1, minutes=1)
    post(visitor, code)
    asked(clarion)
    say(clarion, "NO")
    assert guests(clarion) == []


def test_a_text_that_went_to_nobody_takes_no_yes_away(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    code = make_event(clarion)
    post(visitor, code)
    asked(clarion)
    rows(  # a broadcast that they are left out of, since they never joined
        clarion,
        "INSERT INTO message (contact_id, address_id, kind, state, reason)"
        " SELECT contact_id, id, 'broadcast', 'skipped', 'no_consent' FROM address RETURNING 1",
    )
    assert "You are on the list" in say(clarion, "YES")


def test_a_conversation_goes_on_where_it_was(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion)
    add_person(clarion, CY, name="Cy", zip="60608")
    question = say(clarion, "LEAD")
    assert "What will it be?" in question
    post(visitor, code)
    asked(clarion)
    assert "You are on the list" in say(clarion, "YES")
    assert "day" in say(clarion, "3")


def test_one_number_is_asked_three_times_a_day_apart_and_then_forgotten(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    codes = [make_event(clarion, what=f"Vigil {n}", in_days=20, phone=f"+1312555020{n}")
             for n in "abc".replace("a", "1").replace("b", "2").replace("c", "3")]  # fmt: skip
    for _ in range(5):
        for code in codes:
            assert post(visitor, code) == 200
        later(clarion, days=1, minutes=1)
    assert len(asked(clarion)) == joining.ASKS_IN_ALL
    later(clarion, days=3)
    joining.forget(clarion)
    assert rows(clarion, "SELECT 1 FROM contact WHERE source = 'web form'") == []
    assert rows(clarion, "SELECT 1 FROM event_ask") == []


def test_who_signed_up_is_not_forgotten(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion)
    post(visitor, code)
    asked(clarion)
    say(clarion, "YES")
    later(clarion, days=4)
    joining.forget(clarion)
    assert len(guests(clarion)) == 1


def test_called_off_meanwhile_a_yes_is_told_that_there_is_none(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    code = make_event(clarion)
    post(visitor, code)
    asked(clarion)
    overview.call_off(clarion, code)
    assert "FIND" in say(clarion, "YES")
    assert guests(clarion) == []
    assert visitor.post(f"/events/{code}", data={"phone": ANA, "agree": "yes"}).status_code == 400
    assert post(visitor, "NOPE1") == 404


def test_too_many_forms_of_one_address_are_refused(
    clarion: Clarion, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.number_limits.FROM_ONE_ADDRESS", 2)
    code = make_event(clarion)
    found = [post(visitor, code, f"+1646555020{n}") for n in range(3)]
    found.append(visitor.post("/join", data={"phone": ANA, "agree": "yes"}).status_code)
    assert found == [200, 200, 429, 429]


def test_nothing_of_the_form_is_kept_by_a_browser(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion)
    answer = visitor.post(f"/events/{code}", data={"phone": "<b>1", "agree": "yes"})
    assert answer.headers.get("Cache-Control") == "no-store", answer.text
    assert "&lt;b&gt;1" in answer.text
    assert NOON.date().isoformat() not in answer.headers.get("Location", "")
