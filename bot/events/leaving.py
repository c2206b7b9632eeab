"""Somebody leaves all actions at once, because they are erased: hosts' actions end, seats are free.

Guests are told through the outbox and its gate; the person themselves is told nothing.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.events.actions import take_off
from bot.events.guest_news import tell_host
from bot.events.telling import tell_in
from bot.store.events import actions as rows
from bot.store.record import Transaction


def leave_all(clarion: Clarion, connection: Transaction, contact_id: int) -> None:
    """End the actions to come that a person leads, and take them off those they go to."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    for event in rows.hosted_from(connection, contact_id, today):
        rows.set_state(connection, event.id, "called_off")
        for guest in rows.guests(connection, event.id):
            if guest != contact_id and event.state == "open":
                tell_in(clarion, connection, campaign, guest, event, "event_called_off")
    for event in rows.joined_from(connection, contact_id, today):
        take_off(clarion, connection, campaign, event, contact_id)
        tell_host(clarion, connection, event, may_wait=False)
