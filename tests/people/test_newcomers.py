"""Whoever is new gets a code of their own, also where the one that was drawn is somebody's."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.people import contacts
from bot.people.contacts import NewContact, add_contact
from tests.factories import make_form, rows


@pytest.fixture
def drawn(clarion: Clarion, monkeypatch: pytest.MonkeyPatch) -> None:
    """From when the samples are there: the same code three times, then another."""
    codes = iter(["BBBBBB", "BBBBBB", "BBBBBB", "CCCCCC"])
    monkeypatch.setattr(contacts, "new_code", lambda: next(codes))


def people(clarion: Clarion) -> list[tuple[str, int, int]]:
    """Codes of the two who are new, each with how many addresses and sessions they have."""
    return rows(
        clarion,
        "SELECT c.code, count(DISTINCT a.id)::int, count(DISTINCT s.contact_id)::int FROM contact c"
        " LEFT JOIN address a ON a.contact_id = c.id LEFT JOIN session s ON s.contact_id = c.id"
        " WHERE c.code IN ('BBBBBB', 'CCCCCC') GROUP BY c.code ORDER BY c.code",
    )


@pytest.mark.usefixtures("drawn")
def test_first_text_is_answered_though_the_code_is_taken(clarion: Clarion) -> None:
    for phone in ("+13125550161", "+13125550162"):
        assert inbound.receive(clarion, make_form(phone, "CALL")).body

    assert people(clarion) == [("BBBBBB", 1, 1), ("CCCCCC", 1, 1)]


@pytest.mark.usefixtures("drawn")
def test_who_is_added_by_an_organizer_gets_another_too(clarion: Clarion) -> None:
    for phone in ("+13125550161", "+13125550162"):
        assert add_contact(clarion, NewContact(phone)) is not None

    assert people(clarion) == [("BBBBBB", 1, 1), ("CCCCCC", 1, 1)]
