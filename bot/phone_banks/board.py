"""The board: rooms, cities and chapters by the calls of who said yes to being on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.clarion import Clarion
from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.phone_banks.screens import first_name_of
from bot.store.people import reports
from bot.store.phone_banks import boards as rows

MOST = 20
_MOST_TEXTED = 3


@dataclass(frozen=True, slots=True)
class Board:
    """Names with their calls, the most first. `rooms` are the host's first name and the city.
    `shown` are the calls of who said yes, `total` those of everybody."""

    rooms: Sequence[tuple[str, int]]
    cities: Sequence[tuple[str, int]]
    chapters: Sequence[tuple[str, int]]
    shown: int
    total: int


def read(clarion: Clarion, most: int = MOST) -> Board:
    """The board as it is now. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        found = rows.by_room(connection, most)
        cities, chapters = rows.by_city(connection, most), rows.by_chapter(connection, most)
        shown = rows.of_who_said_yes(connection)
        total = reports.totals(connection).get("called", 0)
    named = [
        (", ".join(part for part in (first_name_of(clarion, name), city) if part), calls)
        for name, city, calls in found
    ]
    return Board([one for one in named if one[0]], cities, chapters, shown, total)


def tell(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """The first three cities and rooms, and the board's page. Outcomes: some, none."""
    connection, clarion = exchange.connection, exchange.clarion
    cities = rows.by_city(connection, _MOST_TEXTED)
    link = f"{clarion.settings.public_url}/board"
    if not cities:
        return ActResult("none", {"cities": "", "rooms": "", "link": link})
    named = [
        (first_name_of(clarion, name), calls)
        for name, _, calls in rows.by_room(connection, _MOST_TEXTED)
    ]
    return ActResult(
        "some",
        {"cities": _listed(cities), "rooms": _listed([o for o in named if o[0]]), "link": link},
    )


def _listed(found: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{place}) {name} {calls}" for place, (name, calls) in enumerate(found, 1))
