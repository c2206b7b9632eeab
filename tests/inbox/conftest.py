"""The shipped campaign on a record: it has every way into the inbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bot.clarion import Clarion
from bot.config import Settings
from bot.conversations import inbound
from bot.store.inbox import listing, tickets
from bot.store.inbox.claims import Who
from bot.store.inbox.listing import Filter, Listed
from bot.store.inbox.tickets import TicketRow
from tests.conftest import ROOT
from tests.factories import add_person, make_clarion, make_form

TUESDAY = datetime(2026, 9, 22, 16, tzinfo=UTC)  # noon in the campaign's zone, in its week
MARIA = "+17185550150"
JOSE = "+17185550151"
Say = Callable[..., str | None]
ONE, OTHER = Who(organizer_id=101), Who(organizer_id=102)


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, ROOT / "flows", TUESDAY)
    yield made
    made.record.dispose()


@pytest.fixture
def say(clarion: Clarion) -> Say:
    def text(body: str, sender: str = MARIA) -> str | None:
        return inbound.receive(clarion, make_form(sender, body)).body

    return text


@pytest.fixture
def maria(clarion: Clarion) -> int:
    return add_person(clarion, MARIA, name="Maria")


def inbox(clarion: Clarion, wanted: Filter | None = None) -> list[Listed]:
    with clarion.record.transaction() as connection:
        return listing.list_open(connection, wanted or Filter(), 50)


def ticket_of(clarion: Clarion, contact_id: int) -> TicketRow | None:
    with clarion.record.transaction() as connection:
        return tickets.open_of(connection, contact_id)
