"""The day before and the day itself, by the guest's text: do they come, and are they here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.engine import ActResult
from bot.events.actions import chosen, is_to_come, numbered, seat
from bot.events.attending import note_came
from bot.events.seats import begins_at
from bot.events.signing_up import split_code
from bot.events.telling import describe, take_language
from bot.people.exchange import Exchange
from bot.store.events import arrivals, checkins
from bot.store.events.actions import EventRow

# HERE counts from so long before an action begins, and until so long after its beginning, or its
# end, where its host has said when that is.
OPENS = timedelta(hours=2)
CLOSES = timedelta(hours=6)
AFTER_END = timedelta(hours=1)
_REMINDED = timedelta(hours=20)


def tomorrow(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """The next action of tomorrow, where it is, that this person goes to and was not reminded of;
    from now on they are. Outcomes: ask (do they come?), sure (they have said that they do), none.
    """
    contact_id = exchange.taken.contact_id
    for event, guest in arrivals.going(exchange.connection, contact_id, exchange.now):
        there = ZoneInfo(event.zone or exchange.campaign.zone)
        is_tomorrow = event.day == exchange.now.astimezone(there).date() + timedelta(days=1)
        is_told = guest.checked_at is not None and guest.checked_at > exchange.now - _REMINDED
        if not is_tomorrow or is_told:
            continue
        is_sure = guest.checked_as == "comes"
        heard = "comes" if is_sure else "asked"
        checkins.mark(exchange.connection, event.id, contact_id, heard, exchange.now)
        party = guest.party if guest.party > 1 else ""
        shown = describe(exchange, event) | {"party": party}
        return ActResult("sure" if is_sure else "ask", shown)
    return ActResult("none")


def here(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Check this person in at the action of now that they signed up for.

    `said`: a code or a number of the list they were given says which; by a code of an action of
    now, whoever is not on its list is signed up. Outcomes: ok, again (they are checked in), several
    (which one?), early (its hour is far), full, none (they are on no list), locked (too many codes
    that are none).
    """
    choice, _ = split_code(args.get("said", "").upper())
    if choice.strip() and any(char.isdecimal() for char in choice):
        return _by_code(exchange, choice)
    found = arrivals.going(exchange.connection, exchange.taken.contact_id, exchange.now)
    events = [event for event, _ in found]
    now = [event for event in events if _is_now(exchange, event)]
    if len(now) > 1:
        return ActResult("several", numbered(exchange, now[:3]))
    if now:
        return note_came(exchange, now[0])
    return _not_now(exchange, events)


def _by_code(exchange: Exchange, choice: str) -> ActResult:
    found = chosen(exchange, choice.strip())
    event = found.event
    if event is None or not is_to_come(event, exchange.now, exchange.campaign.zone):
        return ActResult("locked" if found.is_locked else "none")
    lang = take_language(exchange, event)
    if not _is_now(exchange, event):
        return ActResult("early", describe(exchange, event), lang)
    if seat(exchange, event, "text").state == "waiting":
        return ActResult("full", describe(exchange, event), lang)
    return replace(note_came(exchange, event), lang=lang)


def _is_now(exchange: Exchange, event: EventRow) -> bool:
    """Whether people arrive at an action now; one whose hour is not known lasts all day."""
    zone = exchange.campaign.zone
    if event.starts_at is None:
        return event.day == exchange.now.astimezone(ZoneInfo(event.zone or zone)).date()
    begins = begins_at(event, zone)
    lasts = CLOSES
    if event.ends_at is not None:
        ends = begins.replace(hour=event.ends_at.hour, minute=event.ends_at.minute)
        ends += timedelta(days=1) if ends <= begins else timedelta()
        lasts = ends - begins + AFTER_END
    return begins - OPENS <= exchange.now <= begins + lasts


def _not_now(exchange: Exchange, events: Sequence[EventRow]) -> ActResult:
    """The next one, whose hour is far, or none; one of the last two days counts as having come."""
    ahead = [e for e in events if begins_at(e, exchange.campaign.zone) > exchange.now]
    if ahead:
        return ActResult("early", describe(exchange, ahead[0]))
    return note_came(exchange, events[-1]) if events else ActResult("none")
