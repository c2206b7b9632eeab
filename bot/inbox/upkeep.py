"""What happens in the inbox by itself: who waits too long is told so, once; a conversation that was
answered and is quiet goes back to the bot. Never one that waits for an answer."""

from __future__ import annotations

from datetime import timedelta

from bot import set_aside
from bot.clarion import Clarion
from bot.inbox.notices import tell_more
from bot.inbox.opening import promise
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.store.conversations import waiting
from bot.store.inbox import tickets

_BATCH = 200
_EARLIEST = timedelta(minutes=5)  # nobody is late before


def run_due(clarion: Clarion) -> int:
    """Tell organizers who has come since they were last told, tell who has waited too long, and
    give quiet conversations back. How many of the latter two. RecordAway."""
    tell_more(clarion)
    return _tell_late(clarion) + _give_back_quiet(clarion)


def _tell_late(clarion: Clarion) -> int:
    duty, now = clarion.campaign.current().duty, clarion.clock.now()
    walking = set_aside.walk(clarion, set_aside.Kind.TICKET)
    with clarion.record.transaction() as connection:
        before = now - max(_EARLIEST, timedelta(seconds=duty.within_s))
        found = tickets.overdue(connection, before, _BATCH, walking.held_ids)
    told = 0
    for contact_id in found:
        with walking.row(contact_id):
            told += _tell_one(clarion, contact_id)
    return told


def _tell_one(clarion: Clarion, contact_id: int) -> int:
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = waiting.lock_contact(connection, contact_id)
        ticket = tickets.open_of(connection, contact_id)
        if taken is None or ticket is None or ticket.waiting_since is None:
            return 0
        campaign = clarion.campaign.current()
        if taken.held_at is not None or not campaign.duty.is_late(ticket.waiting_since, now):
            return 0
        exchange = Exchange(clarion, connection, campaign, taken, now)
        promise(exchange, ticket.id, "still_waiting")
        message_id, _, _ = save(exchange, is_reply=False, via="api")
    if message_id is not None:
        clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    return 1


def _give_back_quiet(clarion: Clarion) -> int:
    now = clarion.clock.now()
    before = now - timedelta(hours=clarion.settings.inbox_quiet_h)
    walking = set_aside.walk(clarion, set_aside.Kind.TICKET)
    with clarion.record.transaction() as connection:
        found = tickets.quiet_since(connection, before, _BATCH, walking.held_ids)
    closed = 0
    for contact_id in found:
        with walking.row(contact_id), clarion.record.transaction() as connection:
            if waiting.lock_contact(connection, contact_id) is None:
                continue
            if contact_id not in tickets.quiet_since(
                connection, before, 1, _but(found, contact_id)
            ):
                continue  # they have written meanwhile
            ticket_id = tickets.close(connection, contact_id, "quiet", now)
            if ticket_id is not None:
                tickets.add_event(connection, ticket_id, "closed", now, detail={"why": "quiet"})
            closed += 1
    return closed


def _but(found: list[int], contact_id: int) -> list[int]:
    return [other for other in found if other != contact_id]
