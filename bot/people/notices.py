"""Telling organizers of what happens in a conversation."""

from __future__ import annotations

import structlog

from bot.people.exchange import Exchange
from bot.people.telling import tell

log = structlog.get_logger()


def tell_organizers(exchange: Exchange, text: str, whom: str = "organizers") -> None:
    """Note something organizers should know, and text it to those who linked their phone."""
    contact_id = exchange.taken.contact_id
    tell(exchange.clarion, exchange.connection, text, whom=whom, contact_id=contact_id)
    log.info("organizers told", contact=contact_id, whom=whom)
