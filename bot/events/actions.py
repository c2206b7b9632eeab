"""Actions of the week that people lead and join by text.

What a stranger makes by text is shown to nobody else until an organizer has looked at it: the
people who would come may be in danger. Phone banks are joined only by a code that the host gives.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import places
from bot.clarion import Clarion
from bot.engine import ActResult, Campaign
from bot.engine.events import Scalar
from bot.engine.template import compile_template
from bot.events.telling import describe, tell_in
from bot.people.exchange import Exchange
from bot.people.passing_on import may_pass_on
from bot.segments.vocabulary import EVENT_KINDS
from bot.store.events import actions as rows
from bot.store.events import checkins
from bot.store.events.actions import EventRow, NewEvent
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose

MOST_SHOWN = 3
# More than this many actions of one person in a day is a prank or a mistake.
MOST_A_DAY = 5
_MOST_CHARACTERS = 160
_MOST_LISTED = "codes"  # the value that remembers which action each number of a list stands for
# A bracket after the number: "1 5 de diciembre" would read as fifteen.
_ITEM = compile_template("{n}) {day|date}[, {time|time}]: {title}[, {place|short:28}][, {town}].")
# Farther than this nobody goes to an action; who lives there hears that there is none yet.
NEAR_MILES = 60


# --- acts of a conversation ------------------------------------------------------------------


def create(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Keep an action somebody leads. Outcomes: review (an organizer looks first), ok for nobody
    yet; unfit_what, unfit_place (words that we do not pass on to others), many (a sixth in a day):
    then nothing is kept. An unreadable day is today."""
    refused = _refuse(exchange, args)
    if refused:
        return ActResult(refused)
    event = _make(exchange, args, state="pending")
    return ActResult("review", {"code": event.code})


def host_phone_bank(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Make a phone bank, open at once to whoever has its code; where it is, they hear when an
    organizer has looked. Outcomes: ok, review (never here), unfit_place, many."""
    refused = _refuse(exchange, args)
    if refused:
        return ActResult(refused)
    event = _make(exchange, {**args, "kind": "phone_bank"}, state="open")
    return ActResult("ok", {"code": event.code})


def find(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The nearest actions to a ZIP that are still to come, within 60 miles, as a numbered list.
    Outcomes: some, none."""
    place = places.find_zip(args.get("zip", "") or exchange.person.zip or "")
    if place is None:
        return ActResult("none")
    found = rows.nearest(
        exchange.connection,
        latitude=place.latitude,
        longitude=place.longitude,
        from_day=_today(exchange, place.zones[0] if place.zones else None),
        limit=MOST_SHOWN,
        within_miles=NEAR_MILES,
    )
    if not found:
        return ActResult("none")
    return ActResult("some", _numbered(exchange, found))


def _numbered(exchange: Exchange, found: Sequence[EventRow]) -> dict[str, str | int]:
    """A list of actions as it is texted, how many there are, and their codes by its numbers."""
    shown = [
        _render(exchange, describe(exchange, event) | {"n": number, "town": _town(event)})
        for number, event in enumerate(found, 1)
    ]
    codes = " ".join(event.code for event in found)
    return {"list": " ".join(shown), "count": len(found), _MOST_LISTED: codes}


def _town(event: EventRow) -> str:
    """Where an action is, where its place does not say it: the city it is listed in."""
    return event.city or "" if event.place_sealed else ""


def rsvp(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Sign up, by the number in the list this person was given last or by an action's code.

    A full action has a waiting list. Outcomes: ok, full, unknown (no such, past or called off).
    """
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    event = rows.lock_event(connection, _chosen_code(exchange, args.get("choice", "")))
    if event is None or not _is_to_come(exchange, event):
        return ActResult("unknown")
    if rows.guest_state(connection, event.id, contact_id) == "going":
        checkins.confirm(connection, event.id, contact_id, exchange.now)
        return ActResult("ok", describe(exchange, event))
    state = seat(exchange, event, "text")
    return ActResult("full" if state == "waiting" else "ok", describe(exchange, event))


def seat(exchange: Exchange, event: EventRow, source: str) -> str:
    """Sign this person up for a locked action: "going", or "waiting" where it is full."""
    going = rows.count_guests(exchange.connection, event.id)
    is_full = event.capacity is not None and going >= event.capacity
    state = "waiting" if is_full else "going"
    rows.set_guest(
        exchange.connection, event.id, exchange.taken.contact_id, state, exchange.now, source
    )
    return state


def join_phone_bank(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Join a phone bank by its code. Outcomes: ok, unknown."""
    event = rows.lock_event(exchange.connection, args.get("code", "").strip())
    if event is None or event.kind != "phone_bank" or not _is_to_come(exchange, event):
        return ActResult("unknown")
    rows.set_guest(exchange.connection, event.id, exchange.taken.contact_id, "going", exchange.now)
    return ActResult("ok", describe(exchange, event) | {"host": _host(exchange, event)})


def _host(exchange: Exchange, event: EventRow) -> str:
    """The host's first name, once an organizer has looked at what they made; else ""."""
    if event.reviewed_at is None:
        return ""
    sealed = rows.host_name(exchange.connection, event.id)
    name = exchange.clarion.sealer.open_or_unknown(sealed, Purpose.CONTACT_NAME) or ""
    first = name.split(" ")[0]
    return first if first.replace("-", "").replace("'", "").isalpha() else ""


def cancel(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Take this person off an action to come: the one that a code, or a number of the list they
    were given last, names; else the only one. The first on its waiting list moves up and is told.
    Outcomes: ok, several (which one?), none."""
    joined = _joined(exchange)
    said = _chosen_code(exchange, args.get("choice", "")).upper().split()
    codes = [word for word in said if any(map(str.isdecimal, word))]
    named = [event for event in joined if event.code in codes] if codes else joined
    if not joined:
        return ActResult("none")
    if len(named) != 1:  # also where the code is of none that they go to
        return ActResult("several")
    guest = exchange.taken.contact_id
    take_off(exchange.clarion, exchange.connection, exchange.campaign, named[0], guest)
    return ActResult("ok", describe(exchange, named[0]))


def going(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """The next actions that this person goes to or waits for, as a numbered list. Outcomes: some,
    none."""
    joined = _joined(exchange)
    if not joined:
        return ActResult("none")
    return ActResult("some", _numbered(exchange, joined[:MOST_SHOWN]))


def _joined(exchange: Exchange) -> list[EventRow]:
    """The actions to come that this person goes to or waits for, the next one first; locked."""
    today = _today(exchange, exchange.person.zone)
    joined = rows.joined_from(exchange.connection, exchange.taken.contact_id, today)
    return sorted(joined, key=lambda event: event.day)


def take_off(
    clarion: Clarion, connection: Transaction, campaign: Campaign, event: EventRow, guest: int
) -> None:
    """Take a guest off a locked action: the first who waits moves up and is told. The host hears
    of both with the next news of guests (bot/events/guest_news.py)."""
    now = clarion.clock.now()
    was_going = rows.guest_state(connection, event.id, guest) == "going"
    rows.set_guest(connection, event.id, guest, "canceled", now)
    waiting = rows.first_waiting(connection, event.id) if was_going else None
    if waiting is not None:
        rows.set_guest(connection, event.id, waiting, "going", now)
        tell_in(clarion, connection, campaign, waiting, event, "event_moved_up")


# --- what they stand on --------------------------------------------------------------------------


def _refuse(exchange: Exchange, args: Mapping[str, str]) -> str | None:
    """Why what somebody wants to lead is not kept, as an outcome; None where it is."""
    host_id, day_ago = exchange.taken.contact_id, exchange.now - timedelta(days=1)
    if rows.count_hosted(exchange.connection, host_id, day_ago) >= MOST_A_DAY:
        return "many"
    for name in ("what", "place"):
        if not may_pass_on(args.get(name, "")):
            return f"unfit_{name}"
    return None


def _make(exchange: Exchange, args: Mapping[str, str], state: str) -> EventRow:
    connection, host_id = exchange.connection, exchange.taken.contact_id
    place = places.find_zip(args.get("zip", "") or exchange.person.zip or "")
    zone = place.zones[0] if place and place.zones else exchange.campaign.zone
    seal = exchange.clarion.sealer.seal_or_none
    kind = args.get("kind", "")
    event = NewEvent(
        code=_new_code(exchange),
        kind=kind if kind in EVENT_KINDS else "other",
        host_id=host_id,
        state=state,
        day=_read_day(args.get("date", ""), exchange.now, zone),
        starts_at=_read_time(args.get("time", "")),
        zip=place.zip if place else None,
        city=place.city if place else None,
        zone=zone,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        place_sealed=seal(args.get("place", "")[:_MOST_CHARACTERS] or None, Purpose.EVENT_PLACE),
        what_sealed=seal(args.get("what", "")[:_MOST_CHARACTERS] or None, Purpose.EVENT_WHAT),
        capacity=None,
        goal=_read_number(args.get("goal", "")),
    )
    event_id = rows.add_event(connection, event, exchange.now)
    notes.note(
        connection,
        act="created",
        object_name="event",
        object_id=event_id,
        detail={"by": host_id, "kind": event.kind},
        now=exchange.now,
    )
    made = rows.lock_event(connection, event.code)
    assert made is not None  # noqa: S101 - this transaction has just written it
    return made


def _new_code(exchange: Exchange) -> str:
    """A code like KTR47: letters then digits, easy to say, none in use."""
    while True:
        letters = "".join(secrets.choice("BCDFGHJKLMNPRSTVWXZ") for _ in range(3))
        code = letters + "".join(secrets.choice("23456789") for _ in range(2))
        if rows.lock_event(exchange.connection, code) is None:
            return code


def _render(exchange: Exchange, shown: Mapping[str, Scalar]) -> str:
    lang = exchange.person.lang or exchange.campaign.default_lang
    return _ITEM.render(shown.get, lang, exchange.campaign.lexicon)


def _chosen_code(exchange: Exchange, choice: str) -> str:
    """The code itself, or that of the number in the list the session remembers."""
    if not choice.isdecimal():
        return choice.strip()
    session = exchange.session
    codes = str(session.fields.get(f"events.{_MOST_LISTED}", "") if session else "").split()
    number = int(choice[:3])
    return codes[number - 1] if 1 <= number <= len(codes) else ""


def _is_to_come(exchange: Exchange, event: EventRow) -> bool:
    return is_to_come(event, exchange.now, exchange.campaign.zone)


def is_to_come(event: EventRow, now: datetime, zone: str) -> bool:
    """Whether it can be joined: open, and its day is not over where it takes place (in `zone`
    where that is not known)."""
    return (
        event.state == "open" and event.day >= now.astimezone(ZoneInfo(event.zone or zone)).date()
    )


def _today(exchange: Exchange, zone: str | None) -> date:
    return exchange.now.astimezone(ZoneInfo(zone or exchange.campaign.zone)).date()


def _read_day(text: str, now: datetime, zone: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return now.astimezone(ZoneInfo(zone)).date()


def _read_time(text: str) -> time | None:
    try:
        return time.fromisoformat(text[:5])
    except ValueError:
        return None


def _read_number(text: str) -> int | None:
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    return int(digits[:6]) if digits else None
