"""Leading an action or a phone bank, by text: limits first, then it is kept, with a code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import places
from bot.engine import ActResult
from bot.events import codes, line_hours, needs
from bot.people.exchange import Exchange
from bot.people.passing_on import may_pass_on
from bot.segments.vocabulary import EVENT_KINDS
from bot.store.events import actions as rows
from bot.store.events import rooms
from bot.store.events.actions import EventRow, NewEvent
from bot.store.organizers import notes
from bot.store.people.reports import REVIEW, NewReport
from bot.store.sealing import Purpose

# More than this many actions of one person in a day is a prank or a mistake.
MOST_A_DAY = 5
_MOST_CHARACTERS = 160
_VENUES = ("place", "home", "video")
_LINK = re.compile(r"https://[\w.-]+\.[a-z]{2,}(?:[/?#]\S{0,200})?", re.I)


def create(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Keep an action somebody leads. Outcomes: review (an organizer looks first), ok for nobody
    yet; unfit_what, unfit_place (words that we do not pass on to others), many (a sixth in a day):
    then nothing is kept. An unreadable day is today."""
    said = exchange.take_reports("led")
    refused = _refuse(exchange, args)
    if refused:
        return ActResult(refused)
    event = _make(exchange, args, state="pending")
    begins, ends = _read_time(args.get("time", "")), _read_time(args.get("until", ""))
    if begins is not None and ends is not None and ends > begins:
        rooms.set_end(exchange.connection, event.id, ends)
    _report(exchange, said, event)
    return ActResult("review", {"code": event.code})


def host_phone_bank(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Make a phone bank, open at once to whoever has its code; where it is, they hear when an
    organizer has looked; so is the link of a call. Outcomes: ok, review (never here), unfit_place,
    unfit_link, many, closed and closed_day (the line is, at that hour or on that day)."""
    said = exchange.take_reports("hosted")
    refused = _refuse(exchange, args) or line_hours.refuse(exchange, args)
    if not refused and args.get("venue") == "video" and not _LINK.fullmatch(args.get("link", "")):
        refused = "unfit_link"
    if refused:
        return ActResult(refused)
    event = _make(exchange, {**args, "kind": "phone_bank"}, state="open")
    rooms.set_room(
        exchange.connection, event.id, ends_at=line_hours.end_of(exchange, args),
        venue=args["venue"] if args.get("venue") in _VENUES else "place",
        link_sealed=exchange.clarion.sealer.seal_or_none(
            args.get("link") if args.get("venue") == "video" else None, Purpose.EVENT_LINK
        ),
    )  # fmt: skip
    _report(exchange, said, event)
    return ActResult("ok", {"code": event.code})


def _refuse(exchange: Exchange, args: Mapping[str, str]) -> str | None:
    """Why what somebody wants to lead is not kept, as an outcome; None where it is."""
    host_id, day_ago = exchange.taken.contact_id, exchange.now - timedelta(days=1)
    if rows.count_hosted(exchange.connection, host_id, day_ago) >= MOST_A_DAY:
        return "many"
    for name in ("what", "place"):
        if not may_pass_on(args.get(name, "")):
            return f"unfit_{name}"
    return None


def _report(exchange: Exchange, said: Sequence[NewReport], event: EventRow) -> None:
    """Write what the flow reports of an action, with the action: it counts once an organizer has
    looked, and never where nothing was kept."""
    exchange.new_reports += [replace(one, event_id=event.id, held=REVIEW) for one in said]


def _make(exchange: Exchange, args: Mapping[str, str], state: str) -> EventRow:
    connection, host_id = exchange.connection, exchange.taken.contact_id
    place = places.find_zip(args.get("zip", "") or exchange.person.zip or "")
    zone = place.zones[0] if place and place.zones else exchange.campaign.zone
    seal = exchange.clarion.sealer.seal_or_none
    kind = args.get("kind", "") if args.get("kind", "") in EVENT_KINDS else "other"
    event = NewEvent(
        code=codes.new_code(connection),
        kind=kind,
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
        capacity=_read_number(args.get("size", "")) or None,
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
    needs.keep(connection, event_id, args.get("extras", ""), event.capacity)
    made = rows.lock_event(connection, event.code)
    assert made is not None  # noqa: S101 - this transaction has just written it
    return made


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
