"""Telling organizers: by text to those who linked their phone, always in the record."""

from __future__ import annotations

import structlog

from bot.engine import parts
from bot.people.exchange import Exchange
from bot.store.organizers import notes
from bot.store.sealing import Purpose

log = structlog.get_logger()

_MOST = 5  # organizers texted about one thing


def tell_organizers(exchange: Exchange, text: str, whom: str = "organizers") -> None:
    """Note something organizers should know, and text it to those who linked their phone.

    The note names the contact by id; what was written stays sealed in the messages.
    """
    sealer = exchange.clarion.sealer
    notes.note(
        exchange.connection,
        act="notified",
        object_name="contact",
        object_id=exchange.taken.contact_id,
        detail={"whom": whom},
        now=exchange.now,
    )
    for contact_id, address_id in notes.linked_phones(exchange.connection, limit=_MOST):
        notes.add_text(
            exchange.connection,
            contact_id=contact_id,
            address_id=address_id,
            kind="notice",
            lang=exchange.campaign.default_lang,
            body=sealer.seal(text, Purpose.MESSAGE_BODY),
            parts=parts(exchange.campaign.as_sent(text)).count,
            now=exchange.now,
        )
    log.info("organizers told", contact=exchange.taken.contact_id, whom=whom)
