"""Somebody leaves all actions at once, because they are erased: what they lead goes on with a
co-host, who becomes its host and is told, or ends where there is none; their seats are free.

Guests are told through the outbox and its gate; the person themselves is told nothing.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.events.actions import take_off
from bot.events.guest_news import tell_host
from bot.events.telling import tell_in
from bot.store.events import actions as rows
from bot.store.events import hosts
from bot.store.events.actions import EventRow
from bot.store.organizers import notes
from bot.store.record import Transaction


def leave_all(clarion: Clarion, connection: Transaction, contact_id: int) -> None:
    """Hand the actions to come that a person leads to a co-host, or end them; and take them off
    those they go to."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    for event in rows.hosted_from(connection, contact_id, today):
        if _goes_on(clarion, connection, event):
            continue
        rows.set_state(connection, event.id, "called_off")
        for guest in rows.guests(connection, event.id):
            if guest != contact_id and event.state == "open":
                tell_in(clarion, connection, campaign, guest, event, "event_called_off")
    for event in rows.joined_from(connection, contact_id, today):
        take_off(clarion, connection, campaign, event, contact_id)
        tell_host(clarion, connection, event, may_wait=False)


def _goes_on(clarion: Clarion, connection: Transaction, event: EventRow) -> bool:
    """Whether a co-host leads a locked action from now on: the first to have said yes who may be
    texted. They have agreed to do all that its host may."""
    for who in hosts.of(connection, event)[1:]:
        if notes.reachable(connection, who) is not None:
            break
    else:
        return False
    hosts.become_host(connection, event.id, who)
    led = rows.lock_event(connection, event.code) or event
    campaign = clarion.campaign.current()
    tell_in(clarion, connection, campaign, who, led, "event_yours", is_ours=True)
    notes.note(
        connection, act="new_host", object_name="event", object_id=event.id,
        detail={"to": who}, now=clarion.clock.now(),
    )  # fmt: skip
    return True
