"""Beginning a flow with somebody by hand: "start LEAD with them", sign them up, record a report."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.conversations.carrying_out import carry_out
from bot.engine import start
from bot.errors import Conflict, no_person
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.sentences import say
from bot.store.conversations import waiting
from bot.store.organizers import notes


def begin(clarion: Clarion, contact_id: int, flow: str, words: str, by: int | None) -> int | None:
    """Begin a flow as if they had texted its keyword and `words` ("rsvp", "OAK3"). The row of the
    text that goes out, if any. Raises: NotFound, Conflict (they stopped, or may want to)."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = waiting.wait_for_contact(connection, contact_id)
        if taken is None:
            raise no_person(contact_id)
        if taken.opted_out_at is not None or taken.held_at is not None:
            raise Conflict(say("They have stopped, or may want to: nobody may text them."))
        exchange = Exchange(clarion, connection, campaign, taken, now)
        carry_out(exchange, start(campaign, flow, exchange.person, exchange.world, words))
        message_id, _, _ = save(exchange, is_reply=False, via="api")
        notes.note(
            connection, act="began_flow", object_name="contact", object_id=contact_id,
            detail={"flow": flow}, now=now, organizer_id=by,
        )  # fmt: skip
    if message_id is not None:
        clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    return message_id
