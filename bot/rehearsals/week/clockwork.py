"""What happens by itself while a week is played: the clock's timers, and what goes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.broadcasts import bulk, planning, series
from bot.clarion import Clarion
from bot.conversations import correction_texts, timers
from bot.djs import sequels, show_reminders
from bot.events import finding, guest_news, seats
from bot.inbox import upkeep as inbox
from bot.people import contacts, counts, joining
from bot.phone_banks import news as rooms_news
from bot.privacy import requests
from bot.sending import outbox, upkeep
from bot.store.broadcasts import broadcasts

_ZONE = ZoneInfo("America/New_York")
# A look each so many minutes, from when the first zone may be texted till the last one may not:
# between, nothing is due.
_STEP_MIN = 15
STEP = timedelta(minutes=_STEP_MIN)
_OPENS, _CLOSES = 7, 1


@dataclass(frozen=True, slots=True)
class Timer:
    """Something of the clock's, done each so many minutes."""

    work: Callable[[Clarion], object]
    every_min: int = _STEP_MIN


# Those of workers/clock.py that move what people see; tests/rehearsals compares.
TIMERS = (
    Timer(planning.fire_due),
    Timer(timers.run_due),
    Timer(guest_news.tell_hosts),
    Timer(seats.run_due),
    Timer(finding.tell_wishers),
    Timer(rooms_news.run_due),
    Timer(series.run_due, 30),
    Timer(inbox.run_due, 30),
    Timer(sequels.release_due, 60),
    Timer(show_reminders.remind_due, 60),
    Timer(correction_texts.run, 60),
    Timer(requests.run_due),
    Timer(joining.forget, 60),
    Timer(bulk.run_due, 60),
    Timer(contacts.fill_area_states, 60),
)


def next_look(at: datetime) -> datetime:
    """When the clock looks next."""
    local = at.astimezone(_ZONE)
    since = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    found = local - since + (since // STEP + 1) * STEP
    if _CLOSES <= found.hour < _OPENS:
        found = found.replace(hour=_OPENS, minute=0)
    return found.astimezone(UTC)


def look(clarion: Clarion) -> None:
    """One look of the clock: what is due is done, and what is to go goes out."""
    counts.forget(
        clarion
    )  # minutes have passed since they were summed, though the machine's did not
    for timer in TIMERS:
        if clarion.clock.now().minute % timer.every_min == 0:
            timer.work(clarion)
    send(clarion)


def send(clarion: Clarion) -> None:
    """Send all that is due, as a worker does."""
    with clarion.record.transaction() as connection:
        under_way = broadcasts.sending(connection, clarion.clock.now())
    for one in under_way:
        if one.due_since is not None:
            outbox.drain(clarion, one.id)
        upkeep.finish(clarion, one.id)
    outbox.send_due(clarion)
