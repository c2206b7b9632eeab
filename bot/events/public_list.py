"""Events as strangers see them on the web: what an organizer has listed, and no address.

The same words as texts have for others (bot/events/telling.py): the name of a place at most, its
city where guests are let in. Phone banks are not here; they are joined by the code a host gives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import places
from bot.clarion import Clarion
from bot.errors import NotFound
from bot.events.actions import NEAR_MILES
from bot.events.telling import Sight, describe_in, must_be_let_in, value
from bot.places import Place
from bot.sentences import say
from bot.store.events import listed
from bot.store.events.listed import ListedRow
from bot.store.events.near import Around
from bot.store.record import Transaction

PAGE = 30
MOST_IN_A_FEED = 500
MOST_PAGES = 50
_MOST_DAYS = 40
_AHEAD = timedelta(days=400)
# Where nothing is near, the nearest anyway: so many miles around.
_FARTHER = (NEAR_MILES, 300, 13_000)
CODE = re.compile(r"[A-Za-z]{2,5}[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: near a ZIP, on a day, in a state. `page` counts from 1."""

    zip: str = ""
    day: date | None = None
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Need:
    """What an event needs of guests: its kind, in words, how many, and how many are missing."""

    kind: str
    words: str
    wanted: int
    missing: int


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event as anybody may see it. Times are the wall clock of `zone`; `miles` are whole ones.
    `tells_place`: whoever signs up hears where it is at once; else once they are let in."""

    code: str
    kind: str
    kind_words: str
    title: str
    day: date
    starts_at: time | None
    ends_at: time | None
    zone: str
    place: str
    city: str
    state: str
    miles: int | None
    langs: Sequence[str]
    is_accessible: bool | None
    is_full: bool
    is_called_off: bool
    is_over: bool
    venue: str
    bring: str
    tells_place: bool
    needs: Sequence[Need] = ()

    @property
    def starts(self) -> datetime | None:
        """When it begins, in its zone; None where only its day is known."""
        return self._at(self.starts_at)

    @property
    def ends(self) -> datetime | None:
        """When it ends, in its zone, the next morning where that is before it began."""
        ends = self._at(self.ends_at) if self.starts_at else None
        starts = self.starts
        return ends + timedelta(days=1) if ends and starts and ends <= starts else ends

    def _at(self, at: time | None) -> datetime | None:
        return datetime.combine(self.day, at, ZoneInfo(self.zone)) if at else None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of events. `place` is the ZIP that was asked for, None where it is none; `is_far`:
    nothing is within 60 miles of it, these are the nearest anyway."""

    events: Sequence[PublicEvent]
    place: Place | None = None
    is_far: bool = False
    has_more: bool = False


def search(clarion: Clarion, wanted: Wanted, lang: str, most: int = PAGE) -> Found:
    """The events that somebody looks for, the nearest first where they gave a ZIP, else the next
    one first. Raises: RecordAway."""
    place = places.find_zip(wanted.zip) if wanted.zip else None
    days, offset = _days(clarion, wanted, place), (wanted.page - 1) * most
    is_far = False
    with clarion.record.transaction() as connection:
        if place is not None:
            rows, is_far = _near(connection, place, days, most + 1, offset)
        else:
            zips = places.zips_of_state(wanted.state) if wanted.state else None
            rows = listed.by_day(connection, days, zips, most + 1, offset)
        taken = listed.taken(connection, [row.event.id for row in rows])
    events = [_shown(clarion, row, lang, taken.get(row.event.id, 0)) for row in rows[:most]]
    return Found(events, place, is_far, len(rows) > most and wanted.page < MOST_PAGES)


def find(clarion: Clarion, code: str, lang: str) -> PublicEvent:
    """One event that is or was listed; of a double, the one that it is now, with a code of its own.

    Raises: NotFound, RecordAway.
    """
    if not CODE.fullmatch(code):
        raise _none()
    with clarion.record.transaction() as connection:
        row = listed.find(connection, code)
        if row is not None and row.event.state == "merged":
            row = listed.find(connection, listed.code_of(connection, row.merged_into or 0) or "")
        if row is None:
            raise _none()
        taken = listed.taken(connection, [row.event.id]).get(row.event.id, 0)
        needs = listed.needs(connection, row.event.id)
    return _shown(clarion, row, lang, taken, needs)


def for_calendars(clarion: Clarion, wanted: Wanted, lang: str) -> list[PublicEvent]:
    """What a calendar that subscribes gets: also those that were called off, as such."""
    found = list(search(clarion, wanted, lang, MOST_IN_A_FEED).events)
    if wanted.zip or wanted.state or wanted.day:
        return found
    with clarion.record.transaction() as connection:
        gone = listed.called_off(connection, _days(clarion, wanted, None)[0], MOST_IN_A_FEED)
    return found + [_shown(clarion, row, lang, 0) for row in gone]


def by_state(clarion: Clarion) -> dict[str, int]:
    """How many events to come each state has; "" where that is not known."""
    with clarion.record.transaction() as connection:
        days = _days(clarion, Wanted(), None)
        zips = listed.by_zip(connection, days, places.shared_prefixes())
    found: Counter[str] = Counter()
    for zip_code, count in zips.items():
        found[places.state_of_zip(zip_code)] += count
    return dict(found)


def days_with_events(clarion: Clarion) -> list[date]:
    """The next days on which there is one."""
    with clarion.record.transaction() as connection:
        return listed.days_with(connection, _days(clarion, Wanted(), None), _MOST_DAYS)


# --- what they stand on --------------------------------------------------------------------------


def _days(clarion: Clarion, wanted: Wanted, place: Place | None) -> tuple[date, date]:
    """From today on, where somebody looks; or the day they ask for, if it is not over."""
    zone = place.zones[0] if place and place.zones else clarion.campaign.current().zone
    today = clarion.clock.now().astimezone(ZoneInfo(zone)).date()
    if wanted.day is not None:
        return max(wanted.day, today), wanted.day
    return today, today + _AHEAD


def _near(
    connection: Transaction, place: Place, days: tuple[date, date], limit: int, offset: int
) -> tuple[list[ListedRow], bool]:
    for miles in _FARTHER:
        circle = Around(place.latitude, place.longitude, miles)
        rows = listed.near(connection, circle, days, limit, offset)
        if rows or (miles == NEAR_MILES and offset):
            return rows, miles > NEAR_MILES
    return [], False


def _none() -> NotFound:
    return NotFound(say("There is no action behind this link any more. Look at the list."))


def _shown(
    clarion: Clarion,
    row: ListedRow,
    lang: str,
    taken: int,
    needs: Sequence[tuple[str, int, int]] = (),
) -> PublicEvent:
    campaign, event = clarion.campaign.current(), row.event
    told = describe_in(clarion, campaign, event, lang, Sight.OTHERS)
    zone, city = event.zone or campaign.zone, event.city or ""
    lets_in = must_be_let_in(clarion, row)
    place = "" if lets_in or row.venue != "place" else str(told["place"])
    is_full = event.capacity is not None and taken >= event.capacity
    return PublicEvent(
        code=event.code,
        kind=event.kind,
        kind_words=value(campaign, f"action_{event.kind}", lang) or event.kind.replace("_", " "),
        title=str(told["title"]),
        day=event.day,
        starts_at=event.starts_at,
        ends_at=row.ends_at,
        zone=zone,
        place="" if place == city else place,
        city=city,
        state=places.state_of_zip(row.zip) if row.zip else "",
        miles=None if row.miles is None else round(row.miles),
        langs=tuple(row.langs or ()),
        is_accessible=row.is_accessible,
        is_full=is_full or row.closed_at is not None,
        is_called_off=event.state == "called_off",
        is_over=event.day < clarion.clock.now().astimezone(ZoneInfo(zone)).date(),
        venue=row.venue,
        bring=str(told["bring"]),
        tells_place=not lets_in,
        needs=[need_of(clarion, one, lang) for one in needs],
    )


def need_of(clarion: Clarion, found: tuple[str, int, int], lang: str) -> Need:
    """A need in words: its kind, how many are wanted, how many guests have said they do it."""
    kind, wanted, have = found
    words = value(clarion.campaign.current(), f"need_{kind}", lang) or kind.replace("_", " ")
    return Need(kind, words, wanted, max(0, wanted - have))
