"""An organizer signs somebody up: like RSVP by text, seats respected, and it says who did it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.events import by_hand
from tests.factories import add_person, rows


@pytest.fixture
def guest(clarion: Clarion) -> int:
    return add_person(clarion, "+13125550177", name="Rosa")


def _add(clarion: Clarion, code: str, state: str = "open", days: int = 1, seats: int = 1) -> None:
    host = add_person(clarion, f"+1312555{len(code)}{abs(days)}{seats}1")
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO event (code, kind, host_id, state, day, capacity, zone)"
            " VALUES (%s, 'rally', %s, %s, %s, %s, 'America/Chicago')",
            [code, host, state, clarion.clock.now().date() + timedelta(days=days), seats],
        )


def test_signed_up_with_source_and_audit_and_nothing_said(clarion: Clarion, guest: int) -> None:
    _add(clarion, "OAK33")
    assert by_hand.sign_up(clarion, guest, " oak33 ", None) == "going"
    assert rows(clarion, "SELECT contact_id, state, source FROM rsvp") == [
        (guest, "going", "organizer")
    ]
    assert rows(clarion, "SELECT act, object_id FROM audit WHERE act = 'signed_up'") == [
        ("signed_up", guest)
    ]
    assert rows(clarion, "SELECT 1 FROM message") == []


def test_full_action_has_them_wait(clarion: Clarion, guest: int) -> None:
    _add(clarion, "OAK33", seats=1)
    by_hand.sign_up(clarion, add_person(clarion, "+13125550178"), "OAK33", None)
    assert by_hand.sign_up(clarion, guest, "OAK33", None) == "waiting"


def test_what_cannot_be_joined_by_text_is_refused(clarion: Clarion, guest: int) -> None:
    _add(clarion, "OLD22", days=-3)
    _add(clarion, "WAIT2", state="pending")
    for code in ("OLD22", "WAIT2", "NONE9", ""):
        with pytest.raises(InputError, match="no action to come"):
            by_hand.sign_up(clarion, guest, code, None)
    assert rows(clarion, "SELECT 1 FROM rsvp") == []


def test_who_stopped_or_goes_already_is_refused(clarion: Clarion, guest: int) -> None:
    _add(clarion, "OAK33", seats=5)
    by_hand.sign_up(clarion, guest, "OAK33", None)
    with pytest.raises(InputError, match="already"):
        by_hand.sign_up(clarion, guest, "OAK33", None)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE id = %s", [guest])
    with pytest.raises(Conflict):
        by_hand.sign_up(clarion, guest, "OAK33", None)
    with pytest.raises(NotFound):
        by_hand.sign_up(clarion, 999_999, "OAK33", None)
