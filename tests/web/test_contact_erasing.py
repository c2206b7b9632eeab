"""Erasing a person from their page: a typed word, the password, the right, a line in the audit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.clock import wall_time
from bot.conversations import inbound
from bot.organizers.organizers import Role
from tests.factories import add_person, make_form, rows
from tests.web.conftest import post

MARIA = "+17185550150"


@pytest.fixture
def maria(clarion: Clarion) -> int:
    found = add_person(clarion, MARIA, name="Maria")
    inbound.receive(clarion, make_form(MARIA, "STOP"))
    return found


def test_typed_word_erases_for_good_and_the_audit_says_who(
    clarion: Clarion, sign_in: Callable[..., FlaskClient], maria: int
) -> None:
    olga = sign_in("olga@clarion.test", Role.ORGANIZER)
    page = olga.get(f"/console/people/{maria}").text
    assert f'href="/console/people/{maria}/erase"' in page
    where = f"/console/people/{maria}/erase"
    answer = post(olga, where, {"word": "erase"}, follow_redirects=True)
    assert f"Everything about person {maria} is erased." in answer.text
    assert olga.get(where[: -len("/erase")]).status_code == 404
    assert rows(clarion, "SELECT count(*)::int FROM contact WHERE id = %s", maria) == [(0,)]
    [(who, by)] = rows(
        clarion,
        "SELECT a.object_id, o.email FROM audit a JOIN organizer o ON o.id = a.organizer_id"
        " WHERE a.act = 'erased'",
    )
    assert (who, by) == (maria, "olga@clarion.test")
    digest = clarion.sealer.digest("sms", MARIA)
    assert rows(clarion, "SELECT count(*)::int FROM suppression WHERE digest = %s", digest) == [
        (1,)
    ]


@pytest.mark.parametrize("word", ["", "yes", "ERASED", "ERASE ALL"])
def test_without_the_word_nothing_is_done(
    clarion: Clarion, sign_in: Callable[..., FlaskClient], maria: int, word: str
) -> None:
    olga = sign_in("olga@clarion.test", Role.ORGANIZER)
    answer = post(olga, f"/console/people/{maria}/erase", {"word": word})
    assert answer.status_code == 422
    assert "type ERASE" in answer.text
    assert rows(clarion, "SELECT count(*)::int FROM contact WHERE id = %s", maria) == [(1,)]


@pytest.mark.parametrize("role", [Role.TEXTER, Role.VIEWER])
def test_others_may_not(
    clarion: Clarion, sign_in: Callable[..., FlaskClient], maria: int, role: Role
) -> None:
    tom = sign_in("tom@clarion.test", role)
    assert tom.get(f"/console/people/{maria}/erase").status_code == 403


def test_password_is_asked_for_again(
    clarion: Clarion, sign_in: Callable[..., FlaskClient], maria: int
) -> None:
    olga = sign_in("olga@clarion.test", Role.ORGANIZER)
    with olga.session_transaction() as session:
        session["fs_paa"] = wall_time().timestamp() - 3600
    answer = olga.get(f"/console/people/{maria}/erase")
    assert "/console/verify" in answer.headers["Location"]


def test_nobody_of_that_id(sign_in: Callable[..., FlaskClient]) -> None:
    olga = sign_in("olga@clarion.test", Role.ORGANIZER)
    assert post(olga, "/console/people/99999/erase", {"word": "ERASE"}).status_code == 404
