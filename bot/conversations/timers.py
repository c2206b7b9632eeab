"""Timers: what silence brings. A nudge, a polite end, a reminder that was asked for.

The record says what is due; the clock calls `run_due` every few seconds. Two clocks at once are
harmless: each contact is locked, and what is no longer due when the lock is held is left alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot import set_aside
from bot.calls.flows import FLOWS
from bot.campaign import follow_up_name
from bot.clarion import Clarion
from bot.conversations.carrying_out import carry_out
from bot.engine import Campaign, time_out
from bot.events import seats
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.store.conversations import waiting

log = structlog.get_logger()

BATCH = 200
MOST_BATCHES = 50  # then the clock's other work has its turn
# A nudge for silence long past helps nobody: after an outage it is dropped, not sent late.
TOO_LATE = timedelta(hours=12)


def run_due(clarion: Clarion) -> int:
    """Carry out every timer that is due. How many contacts were looked at. Raises: RecordAway."""
    done = 0
    walking = set_aside.walk(clarion, set_aside.Kind.TIMERS)
    for _ in range(MOST_BATCHES):
        with clarion.record.transaction() as connection:
            now, held = clarion.clock.now(), walking.held_ids
            due = waiting.due_contacts(connection, now, BATCH, held)
        for contact_id in due:
            with walking.row(contact_id):
                _run_and_wake(clarion, contact_id)
        done += len(due)
        if len(due) < BATCH:
            break
    return done


def _run_and_wake(clarion: Clarion, contact_id: int) -> None:
    message_id = _run_one(clarion, contact_id)
    if message_id is not None:
        clarion.wake_ups.wake("workers.jobs.send_message", message_id)


def _run_one(clarion: Clarion, contact_id: int) -> int | None:
    """The timers of one contact, in one transaction. The row of a text to send, if any."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = waiting.lock_contact(connection, contact_id)
        if taken is None:
            return None
        exchange = Exchange(clarion, connection, clarion.campaign.current(), taken, now)
        lasting = waiting.take_lasting_timers(connection, contact_id, now)
        if taken.opted_out_at is not None or taken.held_at is not None:
            exchange.session = None
            exchange.timers.clear()
        else:
            _time_out_all(exchange, _due(exchange.timers, now) + lasting)
        message_id, _, _ = save(exchange, is_reply=False, via="api")
        return message_id


def _time_out_all(exchange: Exchange, due: list[tuple[str, datetime]]) -> None:
    for name, due_at in due:
        exchange.timers.pop(name, None)
        if exchange.now - due_at > TOO_LATE:
            contact = exchange.taken.contact_id
            log.warning("timer too late, dropped", contact=contact, timer=name)
        else:
            _time_out(exchange, name)


def _time_out(exchange: Exchange, name: str) -> None:
    exchange.is_about_action |= _is_about_action(exchange.campaign, name)
    exchange.is_about_call |= name.removeprefix("later:") in FLOWS
    carry_out(
        exchange,
        time_out(exchange.campaign, exchange.session, name, exchange.person, exchange.world),
    )


def _is_about_action(campaign: Campaign, name: str) -> bool:
    """Whether a timer begins a conversation about an action that its person signed up for."""
    begun = name.removeprefix("later:")
    return begun == seats.FLOW or begun in {
        follow_up_name(series.name, text)
        for series in campaign.series
        if series.is_about_event
        for text in series.texts
    }


def _due(timers: dict[str, str], now: datetime) -> list[tuple[str, datetime]]:
    instants = [(name, datetime.fromisoformat(at)) for name, at in timers.items()]
    return sorted(((n, at) for n, at in instants if at <= now), key=lambda pair: pair[1])
