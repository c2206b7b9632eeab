"""Panic: nothing goes out, nobody stays in, and, if asked, nobody is left on the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.privacy import erasing, panic
from tests.factories import CY, add_person, rows
from tests.web.conftest import app as app
from tests.web.conftest import post
from tests.web.conftest import sign_in as sign_in

PAGE = "/console/panic/"
SignIn = Callable[..., FlaskClient]


def is_on(clarion: Clarion) -> bool:
    return rows(clarion, "SELECT is_on FROM switch WHERE name = 'sending'") != [(False,)]


def test_the_button_stops_signs_out_and_ends_links(clarion: Clarion, sign_in: SignIn) -> None:
    admin, other = sign_in("olga@clarion.test"), sign_in("rosa@clarion.test")
    rows(
        clarion,
        "INSERT INTO volunteer_link (token_digest, task, name, most, until)"
        " VALUES ('\\x00', 'inbox', 'Vera', 5, now() + interval '1 day') RETURNING id",
    )
    people = rows(clarion, "SELECT count(*) FROM contact")
    done = post(admin, PAGE, {"word": panic.WORD})
    assert done.status_code == 200
    assert "What is left" in done.text
    assert "Backups hold everybody" in done.text
    assert not is_on(clarion)
    for client in (admin, other):
        assert client.get("/console/").status_code == 302
    assert rows(clarion, "SELECT 1 FROM volunteer_link WHERE revoked_at IS NULL") == []
    assert rows(clarion, "SELECT count(*) FROM contact") == people
    assert (rows(clarion, "SELECT 1 FROM audit WHERE act = 'panic'")) == [(1,)]


@pytest.mark.parametrize("typed", ["", "panic", "PANIC!"])
def test_nothing_is_done_without_the_word(clarion: Clarion, sign_in: SignIn, typed: str) -> None:
    answer = post(sign_in(), PAGE, {"word": typed, "erase": "1"})
    assert answer.status_code == 422
    assert "Nothing was done" in answer.text
    assert is_on(clarion)


def test_everybody_is_erased_but_who_stopped_and_the_proof(clarion: Clarion) -> None:
    add_person(clarion, CY)
    ledger = rows(clarion, "SELECT count(*) FROM consent")
    [(stopped,)] = rows(clarion, "SELECT count(*)::int FROM suppression")
    assert stopped == 1  # Bo
    done = panic.panic(clarion, None, erase=True)
    assert done.erased == 4
    assert rows(clarion, "SELECT count(*)::int FROM contact") == [(0,)]
    assert rows(clarion, "SELECT count(*)::int FROM suppression") == [(1,)]
    assert rows(clarion, "SELECT count(*) FROM consent") >= ledger
    assert rows(clarion, "SELECT count(*)::int FROM message WHERE body_sealed IS NOT NULL") == [
        (0,)
    ]
    assert len(erasing.read_list(clarion.settings.data_dir / "erased")) == 4


def test_erasing_goes_on_where_it_was_broken_off(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panic, "_AT_ONCE", 1)

    def breaks(erased: int) -> None:
        if erased == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        panic.panic(clarion, None, erase=True, tell=breaks)
    assert rows(clarion, "SELECT count(*)::int FROM contact") == [(1,)]
    assert panic.panic(clarion, None, erase=True).erased == 1
