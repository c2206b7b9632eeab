"""Every job, one call each. `bot/queue.py` has the table of them; no other name is ever run."""

from __future__ import annotations

from bot.broadcasts import planning
from bot.calling_lists import importing
from bot.imports import working
from bot.sending import outbox
from workers.context import clarion


def drain_broadcast(broadcast_id: int) -> None:
    """Send what is due of a broadcast; wake the next run where more is left."""
    services = clarion()
    tally = outbox.drain(services, broadcast_id)
    if tally.is_cut_short:
        services.wake_ups.wake("workers.jobs.drain_broadcast", broadcast_id)


def send_message(message_id: int) -> None:
    """Send one single text, and with it all that are due."""
    outbox.send_one(clarion(), message_id)
    outbox.send_due(clarion())


def send_due() -> None:
    """Send every single text that is due."""
    outbox.send_due(clarion())


def run_clock() -> None:
    """Look for broadcasts that are due at this moment, without waiting for the clock."""
    planning.fire_due(clarion())


def work_on_list(import_id: int) -> None:
    """Read or write a list of people."""
    working.work(clarion(), import_id, importing.find_onto)
