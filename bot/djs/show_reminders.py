"""Reminders before a DJ's show, on the days they chose."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import set_aside
from bot.clarion import Clarion
from bot.djs.copies import current_scripts
from bot.djs.slots import next_show, read_stored
from bot.store.djs import djs
from bot.store.djs.djs import Reminded
from bot.store.people import people
from bot.texting.hours import Hours, candidates, hours_for

FLOW = "dj_slot"
AHEAD = timedelta(minutes=45)
# A show before texting hours is reminded of on the evening before.
EVENING = time(18, 30)


def remind_due(clarion: Clarion) -> int:
    """Remind every DJ whose show comes soon, once a show, while there is something to read.

    How many. The text is the flow `dj_slot`; it goes through the gate like every other. Raises:
    RecordAway.
    """
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    if FLOW not in campaign.flows or not current_scripts(campaign, now, only_public=False):
        return 0
    hours, told = hours_for(clarion), 0
    with clarion.record.transaction() as connection:
        found = djs.with_slots(connection)

    def remind(dj: Reminded) -> None:
        nonlocal told
        show = _due_show(dj, hours, campaign.zone, now)
        if show is not None:
            told += _remind(clarion, dj, show.date(), now)

    set_aside.each(clarion, set_aside.Kind.DJ_REMINDER, found, remind, lambda dj: dj.contact_id)
    return told


def _remind(clarion: Clarion, dj: Reminded, day: date, now: datetime) -> bool:
    """Set a DJ's reminder for the show of a day, once. Whether it was set now."""
    with clarion.record.transaction() as connection:
        is_new = djs.mark_reminded(connection, dj.contact_id, day)
        if is_new:
            people.start_timer(connection, dj.contact_id, f"later:{FLOW}", now, now)
    return is_new


def _due_show(dj: Reminded, hours: Hours, zone: str, now: datetime) -> datetime | None:
    """The show this DJ is to be reminded of now, if any."""
    own = dj.zones[0] if len(dj.zones) == 1 else zone
    show = next_show(read_stored(dj.slots), own, now)
    if show is None:
        return None
    remind_at = show - AHEAD
    states = candidates(dj.state, dj.area_states)
    window = hours.window(dj.zones, states, remind_at)
    if window is None or not window.holds(remind_at):
        evening = show.date() - timedelta(days=1)
        remind_at = datetime.combine(evening, EVENING, ZoneInfo(own))
    is_due = remind_at <= now and dj.reminded_on != show.date()
    may_now = hours.window(dj.zones, states, now)
    return show if is_due and may_now is not None and may_now.holds(now) else None
