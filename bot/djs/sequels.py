"""Sequels: a text in several parts, each sent once the one before it has arrived.

Carriers deliver texts in any order. The next part waits for the callback that says the one before
was delivered; without one it goes after `CAP`, and the "2/3" it begins with still tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.clarion import Clarion
from bot.engine import parts
from bot.people.exchange import Exchange
from bot.store.djs import script_parts as rows
from bot.store.sealing import Purpose

CAP = timedelta(seconds=45)


def queue(exchange: Exchange, texts: Sequence[str], lang: str) -> None:
    """Plan texts that follow this turn's reply, in order."""
    if exchange.message_id is None:
        return
    after_id = exchange.message_id
    for number, text in enumerate(texts, start=1):
        after_id = rows.add_part(
            exchange.connection,
            contact_id=exchange.taken.contact_id,
            address_id=exchange.taken.address_id,
            body=exchange.clarion.sealer.seal(text, Purpose.MESSAGE_BODY),
            lang=lang,
            parts=parts(exchange.campaign.as_sent(text)).count,
            after_id=after_id,
            due_at=exchange.now + number * CAP,
            now=exchange.now,
        )


def release_due(clarion: Clarion) -> int:
    """Send every part whose turn it is. How many. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        released = rows.release_due(connection, clarion.clock.now())
    for message_id in released:
        clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    return len(released)
