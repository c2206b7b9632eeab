"""Organizers change an event, or lead one: all of it in one form, told to whom it matters.

What an organizer writes counts as looked at. Guests hear of another day, hour or place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot import places
from bot.clarion import Clarion
from bot.errors import InputError
from bot.events import changing, codes, seats
from bot.events.changing import By
from bot.events.overview import decided, to_decide
from bot.events.telling import tell_in
from bot.people.numbers import read_phone
from bot.segments.vocabulary import EVENT_KINDS
from bot.sentences import say
from bot.store.events import actions as rows
from bot.store.events import desk, listed, reviews
from bot.store.events.actions import EventRow, NewEvent
from bot.store.events.desk import Fields
from bot.store.organizers import linked_phones, notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose

VENUES = ("place", "home", "video")
MOST_PEOPLE = 5000
_MOST_CHARACTERS = 160
_TOLD = ("day", "starts_at", "place_sealed", "zip", "venue")
# What a form has for each sealed column.
_WORDS = {
    "what": ("what_sealed", Purpose.EVENT_WHAT),
    "place": ("place_sealed", Purpose.EVENT_PLACE),
    "bring": ("bring_sealed", Purpose.EVENT_BRING),
    "link": ("link_sealed", Purpose.EVENT_LINK),
}


@dataclass(frozen=True, slots=True)
class Written:
    """An event as a form has it. Words "" are none; `what` "" is the kind's own name."""

    kind: str
    day: date
    starts_at: time | None
    ends_at: time | None
    zip: str
    what: str
    place: str
    bring: str
    link: str
    venue: str
    capacity: int | None
    langs: Sequence[str]
    is_accessible: bool | None
    lets_in: bool
    needs: Mapping[str, int]


def kinds_of_needs(clarion: Clarion) -> list[str]:
    """What an event may need: the campaign's values `need_…`."""
    values = clarion.campaign.current().values
    return [name.removeprefix("need_") for name in values if name.startswith("need_")]


def read(clarion: Clarion, code: str) -> Written:
    """An event as it is now. Raises: NotFound."""
    with clarion.record.transaction() as connection:
        event = to_decide(connection, code)
        fields = desk.fields_of(connection, event.id)
        needs = {kind: wanted for kind, wanted, _have in listed.needs(connection, event.id)}
    words = {
        name: clarion.sealer.open_or_unknown(getattr(fields, column), purpose) or ""
        for name, (column, purpose) in _WORDS.items()
    }
    return Written(
        kind=fields.kind, day=fields.day, starts_at=fields.starts_at, ends_at=fields.ends_at,
        zip=fields.zip or "", venue=fields.venue, capacity=fields.capacity,
        langs=tuple(fields.langs or ()), is_accessible=fields.is_accessible,
        lets_in=fields.lets_in, needs=needs, **words,
    )  # fmt: skip


def edit(clarion: Clarion, code: str, written: Written, by: int | None) -> int:
    """Change an event; how many guests are told of it. Raises: InputError, NotFound, Conflict."""
    with clarion.record.transaction() as connection:
        event = to_decide(connection, code)
        if event.state not in ("open", "pending", "changes"):
            raise decided(event)
        before = desk.fields_of(connection, event.id)
        after = _fields(clarion, written, before)
        desk.change(connection, event.id, after)
        desk.set_needs(connection, event.id, dict(written.needs))
        changed = [name for name in desk.NAMES if getattr(before, name) != getattr(after, name)]
        told = 0
        now_is = to_decide(connection, code)
        if event.state == "open" and set(changed) & set(_TOLD):
            told = _tell_guests(clarion, connection, event, now_is, by)
        if "capacity" in changed:
            seats.fill(clarion, connection, now_is)
        notes.note(
            connection, act="edited_event", object_name="event", object_id=event.id,
            detail={"fields": ", ".join(changed), "told": told}, now=clarion.clock.now(),
            organizer_id=by,
        )  # fmt: skip
    return told


def lead(clarion: Clarion, written: Written, phone: str, by: int | None) -> str:
    """A new event that people find at once, led by whoever has the number, or by the organizer's
    own linked phone where it is "". Its code. Raises: InputError, Conflict."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        host_id = _host(clarion, connection, phone, by)
        fields = _fields(clarion, written, None)
        code = codes.new_code(connection)
        event_id = rows.add_event(connection, _new(code, host_id, fields), now)
        desk.change(connection, event_id, fields)
        desk.set_needs(connection, event_id, dict(written.needs))
        rows.set_state(connection, event_id, "open", is_listed=fields.kind != "phone_bank")
        reviews.mark_reviewed(connection, event_id, now)
        notes.note(
            connection, act="created", object_name="event", object_id=event_id,
            detail={"by": host_id, "kind": fields.kind}, now=now, organizer_id=by,
        )  # fmt: skip
        made = to_decide(connection, code)
        tell_in(
            clarion, connection, clarion.campaign.current(), host_id, made, "event_approved",
            is_ours=True,
        )  # fmt: skip
    return code


# --- what they stand on --------------------------------------------------------------------------


def _fields(clarion: Clarion, written: Written, before: Fields | None) -> Fields:
    """Columns of what was written; what was sealed stays as it is where it says the same.

    Raises: InputError.
    """
    place = places.find_zip(written.zip.strip())
    if place is None:
        raise InputError(say("There is no ZIP %(zip)s.", zip=written.zip[:10] or "–"), "zip")
    if written.kind not in EVENT_KINDS or written.venue not in VENUES:
        raise InputError(say("Choose what it is and where."), "kind")
    if written.capacity is not None and not 1 <= written.capacity <= MOST_PEOPLE:
        raise InputError(say("A number from 1 to %(most)s.", most=MOST_PEOPLE), "capacity")
    if written.venue == "place" and not written.place.strip():
        raise InputError(say("Say where people meet."), "place")
    sealed = {}
    for name, (column, purpose) in _WORDS.items():
        words = " ".join(getattr(written, name).split())[:_MOST_CHARACTERS]
        old = getattr(before, column) if before else None
        is_same = (clarion.sealer.open_or_unknown(old, purpose) or "") == words
        sealed[column] = old if is_same else clarion.sealer.seal_or_none(words or None, purpose)
    return Fields(
        kind=written.kind, day=written.day, starts_at=written.starts_at, ends_at=written.ends_at,
        zip=place.zip, city=place.city,
        zone=place.zones[0] if place.zones else clarion.campaign.current().zone,
        latitude=place.latitude, longitude=place.longitude, venue=written.venue,
        capacity=written.capacity, langs=list(written.langs) or None,
        is_accessible=written.is_accessible, lets_in=written.lets_in, **sealed,
    )  # fmt: skip


def _new(code: str, host_id: int, fields: Fields) -> NewEvent:
    return NewEvent(
        code=code, kind=fields.kind, host_id=host_id, state="open", day=fields.day,
        starts_at=fields.starts_at, zip=fields.zip, city=fields.city, zone=fields.zone,
        latitude=fields.latitude, longitude=fields.longitude, place_sealed=fields.place_sealed,
        what_sealed=fields.what_sealed, capacity=fields.capacity, goal=None,
    )  # fmt: skip


def _host(clarion: Clarion, connection: Transaction, phone: str, by: int | None) -> int:
    if not phone.strip():
        own = notes.phone_of(connection, by) if by is not None else None
        if own is None:
            raise InputError(
                say("Say by whose number it is led, or link your own phone first."), "phone"
            )
        return own[0]
    number = read_phone(phone)
    found = linked_phones.by_digests(connection, clarion.sealer.digests("sms", number))
    if found is None or found.has_stopped:
        raise InputError(say("Nobody on the list who may be texted has this number."), "phone")
    return found.contact_id


def _tell_guests(
    clarion: Clarion, connection: Transaction, was: EventRow, event: EventRow, by: int | None
) -> int:
    """Tell everybody who signed up where and when it is now. How many."""
    what = (
        "day" if was.day != event.day else "time" if was.starts_at != event.starts_at else "place"
    )
    told = changing.tell_all(
        clarion, connection, event, what, "event_moved", By(organizer=by), was=was
    )
    return told.people
