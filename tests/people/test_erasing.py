"""Who is erased is out of the record; that they stopped, or were there, is remembered by digest."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import NotFound
from bot.people import erasing
from tests.factories import CY, add_person, make_form, rows


def test_who_stopped_and_is_erased_may_still_come_themselves(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(CY, "call"))
    inbound.receive(clarion, make_form(CY, "alto"))
    [(contact_id,)] = rows(clarion, "SELECT id FROM contact WHERE source = 'keyword:call'")

    erasing.erase(clarion, contact_id)
    assert rows(clarion, "SELECT 1 FROM contact WHERE id = %s", contact_id) == []
    assert rows(
        clarion,
        "SELECT count(*)::int FROM message WHERE contact_id = %s AND body_sealed IS NOT NULL",
        contact_id,
    ) == [(0,)]
    assert inbound.receive(clarion, make_form(CY, "join")).body


def test_the_ledger_remembers_whom_it_knew_nothing_of(clarion: Clarion) -> None:
    contact_id = add_person(clarion, "+16465550109", opted_in_at=None)
    erasing.erase(clarion, contact_id)
    digest = clarion.sealer.digest("sms", "+16465550109")
    assert rows(
        clarion, "SELECT act, contact_id FROM consent WHERE address_digest = %s", digest
    ) == [("erased", None)]


def test_erasing_nobody_says_so(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        erasing.erase(clarion, 999_999)


def test_erasing_is_in_the_audit_by_id(clarion: Clarion) -> None:
    contact_id = add_person(clarion, "+16465550109", opted_in_at=None)
    erasing.erase(clarion, contact_id, 7)
    assert rows(
        clarion, "SELECT organizer_id, object, object_id FROM audit WHERE act = 'erased'"
    ) == [(7, "contact", contact_id)]
