"""Finding actions by text: the nearest to a ZIP, three at a time, from a day on; and who wants a
text when there is one near them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot import places, set_aside
from bot.clarion import Clarion
from bot.engine import ActResult, fold
from bot.engine.readers.finding import find_all
from bot.engine.readers.reading import Reading
from bot.events.actions import MOST_SHOWN, NEAR_MILES, numbered
from bot.events.telling import tell_in
from bot.people.exchange import Exchange
from bot.places import Place
from bot.store.events import actions as rows
from bot.store.events import wishes
from bot.store.events.near import Around, nearest

TEXT = "event_near"
# Where nothing is near, the nearest anyway: so many miles around.
_FARTHER = (150, 500, 1500, 2700, 13_000)
_BATCH = 200
_MOST_LEFT = 99
# An action that people can find since longer ago is nobody's news.
_NEWS = timedelta(days=3)
_WEEK, _SATURDAY = 7, 5
# Days that are several, as people say them in the words behind FIND.
_SOME_DAYS = (
    ("next_week", re.compile(r"next week|proxima semana|otra semana|semana que (?:viene|entra)")),
    ("weekend", re.compile(r"weekend|\bfin(?:de| de semana)?\b")),
    ("this_week", re.compile(r"this week|esta semana")),
)


def find(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The nearest actions to come, three at a time, as a numbered list.

    `said` are words that may name a ZIP or a day, `zip` the ZIP where they name none; `when` a day
    (ISO), next_week, this_week or weekend; `after` how many of the list were shown. Outcomes: some,
    far (none within 60 miles: these are the nearest anyway), last (no more of them), none, no_zip.
    """
    said = _said(exchange, args.get("said", ""))
    place = places.find_zip(said.get("zip") or args.get("zip", "") or exchange.person.zip or "")
    if place is None:
        return ActResult("no_zip")
    around = Around(place.latitude, place.longitude, NEAR_MILES)
    when = args.get("when") or said.get("date", "")
    days = _days(when, _today(exchange, place))
    skip = int(args["after"]) if args.get("after", "").isdecimal() else 0
    found = nearest(exchange.connection, around, days, MOST_SHOWN + _MOST_LEFT, skip)
    values: dict[str, str | int] = {"zip": place.zip, "town": place.city, "when": when}
    if not found and skip:
        return ActResult("last", values)
    if not found:
        return _far(exchange, around, days, values)
    shown = numbered(exchange, found[:MOST_SHOWN])
    left = max(0, len(found) - MOST_SHOWN) or ""  # what is "" is left out with the words around it
    return ActResult("some", shown | values | {"shown": skip + MOST_SHOWN, "left": left})


def _far(
    exchange: Exchange,
    around: Around,
    days: tuple[date, date | None],
    values: dict[str, str | int],
) -> ActResult:
    for miles in _FARTHER:
        wide = Around(around.latitude, around.longitude, miles)
        found = nearest(exchange.connection, wide, days, 1, 0)
        if found:
            return ActResult("far", numbered(exchange, found) | values)
    return ActResult("none", values)


def wish(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Note that this person wants a text, once, when there is an action near a ZIP. Outcomes: ok,
    no_zip."""
    place = places.find_zip(args.get("zip", "") or exchange.person.zip or "")
    if place is None:
        return ActResult("no_zip")
    wishes.add(
        exchange.connection, exchange.taken.contact_id, place.zip,
        (place.latitude, place.longitude), exchange.now,
    )  # fmt: skip
    return ActResult("ok", {"town": place.city})


def tell_wishers(clarion: Clarion) -> int:
    """Text who wants to know of actions near them and has one since, once each. How many were.

    For the clock. Raises: RecordAway.
    """
    now = clarion.clock.now()
    walking, told = set_aside.walk(clarion, set_aside.Kind.EVENT_WISH), 0
    with clarion.record.transaction() as connection:
        today = now.astimezone(ZoneInfo(clarion.campaign.current().zone)).date()
        due = wishes.due(connection, now - _NEWS, today, NEAR_MILES, _BATCH, sorted(walking.held))
    for contact_id, code in due:
        with walking.row(contact_id):
            told += _tell(clarion, contact_id, code)
    return told


def _tell(clarion: Clarion, contact_id: int, code: str) -> int:
    """Whoever may not be texted any more counts as told."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    with clarion.record.transaction() as connection:
        event = rows.lock_event(connection, code)
        if event is None or not wishes.mark_told(connection, contact_id, now):
            return 0
        return int(bool(tell_in(clarion, connection, campaign, contact_id, event, TEXT,
                                is_ours=True)))  # fmt: skip


def _said(exchange: Exchange, words: str) -> dict[str, str]:
    """The ZIP and the day that somebody's words name; for the day also some days, as in `when`."""
    if not words:
        return {}
    some_days = next((when for when, names in _SOME_DAYS if names.search(fold(words))), "")
    zone = exchange.person.zone or exchange.campaign.zone
    lang = exchange.lang
    here = exchange.now.astimezone(ZoneInfo(zone))
    reading = Reading(exchange.campaign.lexicon, lang, here, {})
    found = {one.kind: str(one.value) for one in find_all(words, reading, ("zip", "date"))}
    return {"date": some_days} | found if some_days else found


def _today(exchange: Exchange, place: Place) -> date:
    zone = place.zones[0] if place.zones else exchange.campaign.zone
    return exchange.now.astimezone(ZoneInfo(zone)).date()


def _days(when: str, today: date) -> tuple[date, date | None]:
    """From which day on, and until which, where it ends."""
    monday = today - timedelta(days=today.weekday())
    if when == "next_week":
        return monday + timedelta(days=_WEEK), monday + timedelta(days=2 * _WEEK - 1)
    if when == "this_week":
        return today, monday + timedelta(days=_WEEK - 1)
    if when == "weekend":
        return max(today, monday + timedelta(days=_SATURDAY)), monday + timedelta(days=_WEEK - 1)
    try:
        day = date.fromisoformat(when[:10])
    except ValueError:
        return today, None
    return max(day, today), day
