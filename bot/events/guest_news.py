"""Telling hosts who comes: one text of all since the last, never one for each who comes or leaves.

Whoever signs up and cancels again and again changes nothing, and so makes us text nobody. A host
who has had enough for a day hears later, of all at once: what is new stays new until it is told.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import set_aside
from bot.clarion import Clarion
from bot.events.telling import tell_in
from bot.people import budgets
from bot.store.events import actions as rows
from bot.store.events import changes, hosting, hosts
from bot.store.events import guest_news as queries
from bot.store.events.actions import EventRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.texting.hours import candidates, hours_for

TEXT = "event_guests"
_BATCH = 100


def tell_hosts(clarion: Clarion) -> int:
    """Tell each host of whose action there is news of guests, an hour (CLARION_GUEST_NEWS_MINUTES)
    after the last time at the earliest. How many were told. Raises: RecordAway."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    before = now - timedelta(minutes=clarion.settings.guest_news_minutes)
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    walking, told = set_aside.walk(clarion, set_aside.Kind.GUEST_NEWS), 0
    with clarion.record.transaction() as connection:
        found = queries.due(connection, today, before, _BATCH, sorted(walking.held))
    for code in found:
        with walking.row(code):
            told += _tell_one(clarion, code)
    return told


def tell_host(
    clarion: Clarion, connection: Transaction, event: EventRow, *, may_wait: bool = True
) -> bool:
    """Tell whoever leads a locked action what is new of its guests; whether they were told. Where
    somebody of them has had enough for now it waits, unless a guest is forgotten right after it."""
    whom = hosts.of(connection, event)
    if may_wait and any(_has_enough(clarion, connection, who) for who in whom):
        queries.put_off(connection, event.id, clarion.clock.now())
        return False
    news = queries.take(connection, event.id, clarion.clock.now())
    if not news.joined and not news.left:
        return False
    crowd = hosting.crowd(connection, event.id)
    # What is "" is left out of a text with the words around it.
    more = {
        "joined": news.joined or "",
        "left": news.left or "",
        "going": str(crowd.going),  # "0" is said, too
        "signed": crowd.signed_for,
    }
    campaign = clarion.campaign.current()
    told = 0
    for who in whom:
        told += tell_in(clarion, connection, campaign, who, event, TEXT, more=more)
    return told > 0


def _has_enough(clarion: Clarion, connection: Transaction, who: int) -> bool:
    """Whether they had as much as one gets in a day, or it is night where they are: by the morning
    there may be more to say, and it is said at once."""
    if notes.reachable(connection, who) is None:
        return False
    return not budgets.has_room(clarion, connection, TEXT, who) or _is_night(
        clarion, connection, who
    )


def _is_night(clarion: Clarion, connection: Transaction, who: int) -> bool:
    now, hours = clarion.clock.now(), hours_for(clarion)
    for one in changes.people(connection, [who]):
        window = hours.window(one.zones or (), candidates(one.state, one.area_states), now)
        return window is not None and not window.holds(now)
    return False


def _tell_one(clarion: Clarion, code: str) -> bool:
    with clarion.record.transaction() as connection:
        event = rows.lock_event(connection, code)
        if event is None or event.state != "open":
            return False
        return tell_host(clarion, connection, event)
