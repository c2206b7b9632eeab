"""Seats: who comes, who waits, and who is asked when one is free. Never more than an action holds.

A seat that is free is held for the first who waits and whose party fits. They are asked about it
within their texting hours (flow `seat`); it is theirs for two of those hours, then the next one's.
Whoever has stopped is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import set_aside
from bot.clarion import Clarion
from bot.engine import Campaign
from bot.events.telling import tell_in
from bot.store.events import actions as rows
from bot.store.events import seats as queries
from bot.store.events.actions import EventRow
from bot.store.events.seats import GuestRow, Offer
from bot.store.people import people
from bot.store.record import Transaction
from bot.texting.hours import Hours, candidates, hours_for

FLOW = "seat"
HELD_FOR = timedelta(hours=2)  # of texting hours
MOST_IN_A_PARTY = 50
_BATCH = 200
_TURNS = 9  # windows that are looked at for the end of a hold


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who signs up says with it. None and nothing: they say nothing of it."""

    party: int | None = None
    needs: Sequence[str] = ()
    brought_by: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """How somebody stands after signing up: going or waiting, for so many. `is_short`: they go, and
    there was no room for all whom they would bring. `is_new`: they did not go or wait before."""

    state: str
    party: int
    is_new: bool
    is_short: bool = False
    free: int | None = None


def sign_up(
    clarion: Clarion,
    connection: Transaction,
    event: EventRow,
    contact_id: int,
    wish: Wish,
    source: str = "text",
) -> Seat:
    """Sign a person up for a locked action, or change with how many they come.

    Whoever goes keeps their seat where there is no room for more of them; whoever waits keeps their
    place in line.
    """
    had = queries.find(connection, event.id, contact_id)
    if had is None or had.state == "canceled":
        return _sign_up_anew(clarion, connection, event, contact_id, wish, source)
    needs = sorted({*had.needs, *wish.needs})
    party = wish.party or had.party
    own = had.party if had.state in ("going", "offered") else 0
    room = queries.room(connection, event.id)
    fits = room.holds(party - own) or party <= own
    state = "going" if fits or had.state == "going" else "waiting"
    is_short = not fits and had.state == "going"
    if is_short or (not fits and had.state == "offered"):
        party, state = had.party, "going"
        is_short = True
    changed = GuestRow(state, party, needs, wish.brought_by)
    queries.change(connection, event.id, contact_id, changed)
    if party < own:
        fill(clarion, connection, event)
    return Seat(state, party, is_new=had.state == "offered", is_short=is_short, free=room.free)


def _sign_up_anew(
    clarion: Clarion,
    connection: Transaction,
    event: EventRow,
    contact_id: int,
    wish: Wish,
    source: str,
) -> Seat:
    party, room = wish.party or 1, queries.room(connection, event.id)
    state = "going" if room.holds(party) else "waiting"
    guest = GuestRow(state, party, sorted(set(wish.needs)), wish.brought_by)
    queries.put(connection, event.id, contact_id, guest, source, clarion.clock.now())
    return Seat(state, party, is_new=True, free=room.free)


def give_back(clarion: Clarion, connection: Transaction, event: EventRow, contact_id: int) -> bool:
    """Take a person off a locked action; what they had is held for who waits. Whether they were on
    it."""
    had = queries.find(connection, event.id, contact_id)
    if had is None or had.state == "canceled":
        return False
    queries.set_state(connection, event.id, contact_id, "canceled")
    fill(clarion, connection, event)
    return True


def fill(clarion: Clarion, connection: Transaction, event: EventRow) -> int:
    """Hold what is free of a locked action for who waits, in order, by party. How many people.

    For whoever makes room: a guest leaves, a host has more seats. Nothing once it has begun.
    """
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    if event.state != "open" or begins_at(event, campaign.zone) <= now:
        return 0
    is_asked, count = FLOW in campaign.flows, 0
    while True:
        free = queries.room(connection, event.id).free
        found = queries.first_waiting(connection, event.id, free) if free != 0 else None
        if found is None:
            return count
        count += 1
        queries.set_state(connection, event.id, found[0], "offered" if is_asked else "going")
        if not is_asked:
            tell_in(clarion, connection, campaign, found[0], event, "event_moved_up")


def begins_at(event: EventRow, zone: str) -> datetime:
    """When an action begins; where its hour is not known, when its day is over. In `zone` where
    its own is not known."""
    there = ZoneInfo(event.zone or zone)
    if event.starts_at is not None:
        return datetime.combine(event.day, event.starts_at, there)
    return datetime.combine(event.day + timedelta(days=1), time.min, there)


# --- what the clock does --------------------------------------------------------------------------


def run_due(clarion: Clarion) -> int:
    """Pass held seats on that nobody took in time, and ask whoever one is held for, within their
    texting hours. How many people were asked. Raises: RecordAway."""
    _pass_on(clarion)
    walking, asked = set_aside.walk(clarion, set_aside.Kind.SEAT), 0
    with clarion.record.transaction() as connection:
        offers = queries.not_asked(connection, _BATCH, sorted(walking.held))
    for offer in offers:
        with walking.row(offer.contact_id):
            asked += _ask(clarion, offer)
    return asked


def _pass_on(clarion: Clarion) -> None:
    walking, now = set_aside.walk(clarion, set_aside.Kind.SEAT), clarion.clock.now()
    with clarion.record.transaction() as connection:
        codes = queries.lapsed(connection, now, _BATCH, sorted(walking.held))
    for code in codes:
        with walking.row(code), clarion.record.transaction() as connection:
            event = rows.lock_event(connection, code)
            if event is not None and queries.release(connection, event.id, now):
                fill(clarion, connection, event)


def _ask(clarion: Clarion, offer: Offer) -> int:
    """Ask somebody about the seat that is held for them, if it is one of their hours now.

    The action's row is not locked: a person who is texting us just now holds their own and may wait
    for the action's.
    """
    now, hours = clarion.clock.now(), hours_for(clarion)
    until = end_of_hold(hours, offer, now)
    if until is None:
        return 0
    with clarion.record.transaction() as connection:
        people.start_timer(connection, offer.contact_id, f"later:{FLOW}", now, now)
        return int(queries.hold_until(connection, offer.event_id, offer.contact_id, until))


def end_of_hold(hours: Hours, offer: Offer, now: datetime) -> datetime | None:
    """Until when a seat is held that is offered now: two of the person's texting hours. None
    outside of them."""
    states, at, left = candidates(offer.state, offer.area_states), now, HELD_FOR
    for turn in range(_TURNS):
        window = hours.window(offer.zones, states, at)
        if window is None or (turn == 0 and not window.holds(now)):
            return None
        begins = max(at, window.opens_at)
        if window.closes_at - begins >= left:
            return begins + left
        left -= window.closes_at - begins
        at = window.closes_at
    return None


def as_asked(campaign: Campaign, event: EventRow, until: datetime) -> dict[str, str | int]:
    """Until when a held seat is held, as texts show it: where the action is, never past its
    beginning."""
    there = ZoneInfo(event.zone or campaign.zone)
    ends = min(until, begins_at(event, campaign.zone)).astimezone(there)
    return {"until": ends.strftime("%H:%M"), "until_day": ends.date().isoformat()}
