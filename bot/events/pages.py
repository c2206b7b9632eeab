"""Hosts' pages: a secret link for whoever leads an event, told once, ended by a tap.

It shows first names and never a number; the record keeps the link's digest alone. A new link of the
same person ends the one before, and each ends by itself a week after the event.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.config.keys import KeyUse
from bot.errors import NotFound
from bot.events.public_list import Need, need_of
from bot.events.telling import Sight, describe_in, must_be_let_in
from bot.sentences import say
from bot.store.events import actions as rows
from bot.store.events import hosts, listed
from bot.store.events import pages as queries
from bot.store.events.actions import EventRow
from bot.store.events.pages import DoorRow, PageRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose

WORKS_FOR = timedelta(days=7)  # after the event's day


@dataclass(frozen=True, slots=True)
class DoorGuest:
    """A guest as the door's list has them. `needs` in words; `waits` for a seat."""

    contact_id: int
    first_name: str
    party: int
    needs: Sequence[str]
    came: str | None
    waits: bool
    is_outside: bool


@dataclass(frozen=True, slots=True)
class HostPage:
    """What whoever leads an event sees. `is_door`: it is the day, or was; `lets_in`: guests hear
    where it is once they are let in."""

    code: str
    title: str
    day: date
    starts_at: time | None
    place: str
    city: str
    state: str
    is_listed: bool
    is_door: bool
    lets_in: bool
    capacity: int | None
    counts: dict[str, int]
    guests: Sequence[DoorGuest]
    needs: Sequence[Need]


def make(clarion: Clarion, code: str, by: int | None) -> str:
    """A link for an event's host: its address, which nobody can read again. Raises: NotFound."""
    with clarion.record.transaction() as connection:
        event = rows.lock_event(connection, code.strip()[:20])
        if event is None or event.state in ("declined", "merged"):
            raise _no_event(code)
        return make_in(clarion, connection, event, event.host_id, by=by)


def make_in(
    clarion: Clarion,
    connection: Transaction,
    event: EventRow,
    contact_id: int,
    by: int | None = None,
) -> str:
    """`make` for somebody who leads an event, in the caller's transaction."""
    token, now = secrets.token_urlsafe(24), clarion.clock.now()
    queries.add(connection, event.id, _digest(clarion, token), contact_id, now)
    notes.note(
        connection, act="made_host_page", object_name="event", object_id=event.id, detail={},
        now=now, organizer_id=by,
    )  # fmt: skip
    return f"{clarion.settings.public_url}/host/{token}"


def find(clarion: Clarion, token: str) -> PageRow:
    """The page of a token. Raises: NotFound where it is none, has ended, was revoked, or whose it
    is leads the event no more."""
    with clarion.record.transaction() as connection:
        page = queries.find(connection, _digest(clarion, token[:100]))
        event = rows.by_ids(connection, [page.event_id]).get(page.event_id) if page else None
        if page is None or event is None or page.contact_id is None:
            raise _over()
        is_theirs = hosts.leads(connection, event, page.contact_id)
    today = clarion.clock.now().astimezone(_zone(clarion, event)).date()
    is_dead = event.state in ("declined", "merged") or today > event.day + WORKS_FOR
    if is_dead or not is_theirs:
        raise _over()
    return page


def working(clarion: Clarion, code: str) -> list[PageRow]:
    """The links of an event that were not revoked. Raises: NotFound."""
    with clarion.record.transaction() as connection:
        event = rows.lock_event(connection, code.strip()[:20])
        if event is None:
            raise _no_event(code)
        return queries.working(connection, event.id)


def revoke(clarion: Clarion, page_id: int, by: int | None) -> None:
    """End a link at once. Raises: NotFound."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        event_id = queries.revoke(connection, page_id, now)
        if event_id is None:
            raise NotFound(say("There is no such link, or it has ended. Look at the list again."))
        notes.note(
            connection, act="revoked_host_page", object_name="event", object_id=event_id,
            detail={}, now=now, organizer_id=by,
        )  # fmt: skip


def read(clarion: Clarion, page: PageRow, lang: str) -> HostPage:
    """What a page shows. Raises: NotFound, RecordAway."""
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        event = rows.by_ids(connection, [page.event_id]).get(page.event_id)
        if event is None:
            raise _over()
        guests = queries.door(connection, event.id, hosts.of(connection, event))
        counts = queries.guest_counts(connection, event.id)
        needs = listed.needs(connection, event.id)
        is_listed = listed.find(connection, event.code) is not None
    told = describe_in(clarion, campaign, event, lang, Sight.HOST)
    lets_in = must_be_let_in(clarion, event)
    return HostPage(
        code=event.code,
        title=str(told["title"]),
        day=event.day,
        starts_at=event.starts_at,
        place=str(told["place"]),
        city=event.city or "",
        state=event.state,
        is_listed=is_listed and event.state == "open",
        is_door=is_door_open(clarion, event),
        lets_in=lets_in,
        capacity=event.capacity,
        counts=counts,
        guests=[
            _guest(clarion, one, lang, lets_in=lets_in, is_named=event.reviewed_at is not None)
            for one in guests
        ],
        needs=[need_of(clarion, one, lang) for one in needs],
    )


def guests_of(clarion: Clarion, code: str, lang: str) -> list[DoorGuest]:
    """Everybody who goes to an event or waits, for organizers. Raises: NotFound."""
    with clarion.record.transaction() as connection:
        event = rows.lock_event(connection, code.strip()[:20])
        if event is None:
            raise _no_event(code)
        found = queries.door(connection, event.id, [])
    lets_in = must_be_let_in(clarion, event)
    return [_guest(clarion, one, lang, lets_in=lets_in) for one in found]


def is_door_open(clarion: Clarion, event: EventRow) -> bool:
    """Whether it can be said who is there: from the morning of its day on."""
    today = clarion.clock.now().astimezone(_zone(clarion, event)).date()
    return event.state == "open" and event.day <= today <= event.day + WORKS_FOR


def _guest(
    clarion: Clarion, row: DoorRow, lang: str, *, lets_in: bool, is_named: bool = True
) -> DoorGuest:
    """A guest; a host whom no organizer has looked at hears no names."""
    sealed = row.name_sealed if is_named else None
    name = clarion.sealer.open_or_unknown(sealed, Purpose.CONTACT_NAME) or ""
    needs = [need_of(clarion, (kind, 0, 0), lang).words for kind in row.needs]
    return DoorGuest(
        contact_id=row.contact_id,
        first_name=name.partition(" ")[0],
        party=row.party,
        needs=needs,
        came=row.came,
        waits=row.state != "going",
        is_outside=lets_in and row.state == "going" and not row.is_in,
    )


def _zone(clarion: Clarion, event: EventRow) -> ZoneInfo:
    return ZoneInfo(event.zone or clarion.campaign.current().zone)


def _digest(clarion: Clarion, token: str) -> bytes:
    key = clarion.settings.key_for(KeyUse.HOST_PAGE)
    return hmac.new(key, token.encode(), hashlib.sha256).digest()


def _no_event(code: str) -> NotFound:
    return NotFound(
        say("There is no action %(code)s. `clarion events list` shows all.", code=code.upper()[:20])
    )


def _over() -> NotFound:
    return NotFound(say("This link does not work any more. Text HOST PAGE for a new one."))
