"""Making what tests need: services on real servers, texts that come in, people.

The cast: Ana is active, Bo has stopped, Cy is unknown, Dee is a DJ.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.bootstrap import build
from bot.carrier.forms import InboundForm
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.people.contacts import NewContact, add_contact
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.store.conversations import waiting

SMALL = Path(__file__).parent / "campaigns" / "small"
OURS = "+12025550100"
ANA = "+13125550142"
BO = "+12135550143"
DEE = "+15055550144"
CY = "+17185550145"
# A Wednesday afternoon in the week of action.
NOON = datetime(2026, 9, 23, 17, 0, tzinfo=UTC)


def make_clarion(settings: Settings, campaign: Path = SMALL, at: datetime = NOON) -> Clarion:
    """The services of one process, on the test's own servers, with a clock that stands still."""
    settings = settings.model_copy(update={"campaign": campaign})
    return build(settings, clock=SetClock(at), pool_size=8)


def make_form(sender: str, body: str, **more: Any) -> InboundForm:
    """A text that comes in; `sid` is new unless given."""
    values: dict[str, Any] = {
        "sid": new_sid(),
        "sender": sender,
        "recipient": OURS,
        "channel": "sms",
        "body": body,
    }
    return InboundForm(**{**values, **more})


def new_sid() -> str:
    """A MessageSid that no text has had."""
    return f"SM{uuid.uuid4().hex}"


def rows(clarion: Clarion, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query finds in the record."""
    with clarion.record.transaction() as connection:
        return connection.execute(statement, values).fetchall()


def add_person(clarion: Clarion, phone: str, **more: Any) -> int:
    """Somebody who opted in, unless said otherwise. Their contact id."""
    values: dict[str, Any] = {"lang": "en", "opted_in_at": clarion.clock.now(), **more}
    contact_id = add_contact(clarion, NewContact(phone, **values))
    assert contact_id is not None
    return contact_id


def add_organizer(clarion: Clarion, organizer_id: int) -> int:
    """An organizer with an id, who may sign in."""
    rows(
        clarion,
        "INSERT INTO organizer (id, email, active, fs_uniquifier) OVERRIDING SYSTEM VALUE"
        " VALUES (%s, %s, true, %s) RETURNING id",
        organizer_id,
        f"o{organizer_id}@clarion.test",
        str(organizer_id),
    )
    return organizer_id


@contextmanager
def exchange_with(clarion: Clarion, contact_id: int) -> Iterator[Exchange]:
    """A turn with a contact, as acts see it; saved at the end."""
    with clarion.record.transaction() as connection:
        taken = waiting.lock_contact(connection, contact_id)
        assert taken is not None
        exchange = Exchange(
            clarion, connection, clarion.campaign.current(), taken, clarion.clock.now()
        )
        yield exchange
        save(exchange, is_reply=False, via="api")
