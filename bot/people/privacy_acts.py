"""What a flow may do about what is kept of a person: tell it in numbers, and have it erased."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.engine import ActResult
from bot.people import consent
from bot.people.exchange import Exchange
from bot.store.people import privacy


def mine(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """What is kept of this person, in numbers; names and days in words. Outcome: ok."""
    person, found = exchange.person, privacy.numbers(exchange.connection, exchange.taken.contact_id)
    joined = (
        found.joined_at.astimezone(ZoneInfo(exchange.campaign.zone)) if found.joined_at else None
    )
    return ActResult(
        "ok",
        {
            "name": person.name or "",
            "zip": person.zip or "",
            "joined": joined.date().isoformat() if joined else "",
            "texts": found.texts,
            "calls": found.calls or "",
            "actions": found.actions or "",
            "lists": found.lists or "",
        },
    )


def erase(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Have this person erased; the clock does it once the answer is on its way, which is the last
    text that they get. Outcome: ok."""
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    consent.stop(
        exchange.clarion, connection, contact_id, exchange.now,
        source="erase me", message_id=exchange.message_id,
    )  # fmt: skip
    privacy.ask(connection, contact_id, exchange.now)
    return ActResult("ok")
