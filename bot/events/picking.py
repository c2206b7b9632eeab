"""Which actions organizers want to see: by state, kind, day, where, few guests, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import places
from bot.clarion import Clarion
from bot.clock import read_day
from bot.engine import fold
from bot.events.overview import Listed, listed
from bot.segments.vocabulary import EVENT_KINDS
from bot.store.events import filling, reviews

MOST_READ, MOST_SHOWN = 2000, 200
_FEW, _THIN_DAYS = 5, 10  # fewer guests than this, in so many days, is few


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; "" and False: all. `where` is a ZIP, its beginning, or a U.S. state
    ("IL"). `words` stand in the title, the place, the city or the code."""

    state: str = ""
    kind: str = ""
    day: str = ""
    where: str = ""
    words: str = ""
    is_thin: bool = False
    waits: bool = False


def read(said: Mapping[str, str]) -> Wanted:
    """What an address asks for; what cannot be meant is left out."""
    day, where = said.get("day", "").strip(), said.get("where", "").strip().upper()[:5]
    try:
        read_day(day)
    except ValueError:
        day = ""
    kind = said.get("kind", "")
    return Wanted(
        state=said.get("state", "")[:20], kind=kind if kind in EVENT_KINDS else "", day=day,
        where=where, words=" ".join(said.get("words", "").split())[:80],
        is_thin=bool(said.get("thin")), waits=bool(said.get("waits")),
    )  # fmt: skip


def pick(clarion: Clarion, wanted: Wanted) -> list[Listed]:
    """The actions from today on (or of a day) that are wanted, those that wait for an organizer
    first. Raises: RecordAway."""
    campaign = clarion.campaign.current()
    today = clarion.clock.now().astimezone(ZoneInfo(campaign.zone)).date()
    first = read_day(wanted.day) if wanted.day else today
    with clarion.record.transaction() as connection:
        found = reviews.picked(
            connection, first, first if wanted.day else None, wanted.state, wanted.kind, MOST_READ
        )
        if wanted.where:
            zips = reviews.zips_of(connection, [event.id for event in found])
            found = [one for one in found if _is_there(zips.get(one.id, ""), wanted.where)]
        if wanted.is_thin:
            until = today + timedelta(days=_THIN_DAYS)
            few = filling.thin(connection, today, until, _FEW, MOST_READ)
            ids = {event.id for event, _ in few}
            found = [one for one in found if one.id in ids]
        shown = listed(clarion, connection, found)
    return [one for one in shown if _is_wanted(one, wanted)][:MOST_SHOWN]


def _is_there(zip_code: str, where: str) -> bool:
    if where.isdecimal():
        return zip_code.startswith(where)
    return bool(zip_code) and places.state_of_zip(zip_code) == where


def _is_wanted(one: Listed, wanted: Wanted) -> bool:
    if wanted.waits and not one.waits:
        return False
    told = fold(" ".join((one.title, one.place, one.city, one.code)))
    return all(word in told for word in fold(wanted.words).split())
