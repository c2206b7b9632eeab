"""An organizer's phone: a code texted through the outbox, few tries, no number on a page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.organizers.organizers import Role
from tests.web.broadcasting import ANA, BO, add_people, press, rows
from tests.web.conftest import post

PAGE = "/console/account/phone/"
CODE = "/console/account/phone/code"


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ORGANIZER)


def code_sent(clarion: Clarion, record: str) -> str:
    """The code in the newest text."""
    sealed = rows(record, "SELECT body_sealed FROM message ORDER BY id DESC LIMIT 1")[0][0]
    found = re.search(r"\d{6}", clarion.sealer.open(bytes(sealed), "message.body"))
    assert found
    return found[0]


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_code_links_the_phone_and_the_number_is_never_shown(
    olga: FlaskClient, clarion: Clarion, record: str
) -> None:
    assert post(olga, PAGE, {"phone": "312 555 0177"}).headers["Location"] == CODE
    assert rows(record, "SELECT kind, state, via FROM message") == [("notice", "planned", "api")]
    answer = post(olga, CODE, {"code": f" {code_sent(clarion, record)} "})
    assert answer.headers["Location"] == "/console/account/"
    page = olga.get("/console/account/").text + olga.get(PAGE).text
    assert "ends in … 77" in page
    assert not re.search(r"555\W{0,2}0177", page)
    joined = "SELECT opted_in_at FROM contact c JOIN organizer o ON o.contact_id = c.id"
    assert rows(record, joined) == [(None,)]
    assert rows(record, "SELECT count(*) FROM audit WHERE act = 'linked phone'") == [(1,)]


def test_phone_that_is_known_stays_the_same_contact(
    olga: FlaskClient, clarion: Clarion, record: str
) -> None:
    before = rows(record, "SELECT count(*) FROM contact")
    post(olga, PAGE, {"phone": ANA})
    post(olga, CODE, {"code": code_sent(clarion, record)})
    assert rows(record, "SELECT count(*) FROM contact") == before
    assert rows(record, "SELECT contact_id FROM organizer") == [(1,)]


def test_five_tries_then_no_more_not_even_the_right_one(
    olga: FlaskClient, clarion: Clarion, record: str
) -> None:
    post(olga, PAGE, {"phone": ANA})
    code = code_sent(clarion, record)
    for _ in range(5):
        assert post(olga, CODE, {"code": wrong_for(code)}).status_code == 400
    assert post(olga, CODE, {"code": code}).status_code == 429
    post(olga, PAGE, {"phone": ANA})  # a new code gives no new tries
    assert post(olga, CODE, {"code": code_sent(clarion, record)}).status_code == 429
    assert rows(record, "SELECT contact_id FROM organizer") == [(None,)]


def test_codes_are_few_an_hour(olga: FlaskClient, record: str) -> None:
    for _ in range(5):
        assert post(olga, PAGE, {"phone": ANA}).status_code == 302
    assert post(olga, PAGE, {"phone": ANA}).status_code == 429
    assert rows(record, "SELECT count(*) FROM message") == [(5,)]


def test_code_grows_old(olga: FlaskClient, clarion: Clarion, record: str) -> None:
    post(olga, PAGE, {"phone": ANA})
    code = code_sent(clarion, record)
    with olga.session_transaction() as session:
        session["phone_asked"] = {**session["phone_asked"], "until": 1.0}
    answer = post(olga, CODE, {"code": code})
    assert "too old" in answer.text
    assert rows(record, "SELECT contact_id FROM organizer") == [(None,)]


def test_code_of_one_organizer_is_no_use_to_another(
    olga: FlaskClient, sign_in: Callable[..., FlaskClient], clarion: Clarion, record: str
) -> None:
    post(olga, PAGE, {"phone": ANA})
    code = code_sent(clarion, record)
    with olga.session_transaction() as session:
        asked = session["phone_asked"]
    rosa = sign_in("rosa@clarion.test", Role.VIEWER)
    with rosa.session_transaction() as session:
        session["phone_asked"] = asked
    assert post(rosa, CODE, {"code": code}).status_code == 400
    assert rows(record, "SELECT count(*) FROM organizer WHERE contact_id IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("phone", ["", "12", "+447700900123", "=cmd()", "312 555 01"])
def test_what_is_no_number_of_ours_is_refused_beside_the_field(
    olga: FlaskClient, record: str, phone: str
) -> None:
    answer = post(olga, PAGE, {"phone": phone})
    assert answer.status_code == 400
    assert 'id="phone-error"' in answer.text
    assert rows(record, "SELECT count(*) FROM message") == [(0,)]


def test_phone_that_has_stopped_is_not_texted(olga: FlaskClient, record: str) -> None:
    answer = post(olga, PAGE, {"phone": BO})
    assert "has texted STOP" in answer.text
    assert rows(record, "SELECT count(*) FROM message") == [(0,)]


def test_phone_can_be_taken_off(olga: FlaskClient, clarion: Clarion, record: str) -> None:
    post(olga, PAGE, {"phone": ANA})
    post(olga, CODE, {"code": code_sent(clarion, record)})
    press(olga, PAGE, "/console/account/phone/off")
    assert rows(record, "SELECT contact_id FROM organizer") == [(None,)]


def test_code_page_without_a_code_leads_back(olga: FlaskClient) -> None:
    assert olga.get(CODE).headers["Location"] == PAGE
