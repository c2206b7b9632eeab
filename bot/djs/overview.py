"""What organizers see of DJs: stations, airings, the way from an ask to the air, recruiters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.campaign.on_air import is_current, length_name
from bot.clarion import Clarion
from bot.djs.copies import Copy, make_copy, title_of
from bot.djs.corrections import words_hash
from bot.djs.slots import read_stored, show_slots
from bot.engine import Script
from bot.store.djs import corrections, overview
from bot.store.djs.corrections import Edition
from bot.store.djs.naming import open_market, open_station
from bot.store.djs.overview import Steps
from bot.store.sealing import Purpose

DAYS = 14  # that plots go back
_MOST_RECRUITERS = 25


@dataclass(frozen=True, slots=True)
class Station:
    """A DJ in the list: `name` is what they call themselves on air. Scripts received and airings
    are by language, "" where none is known."""

    contact_id: int
    name: str
    station: str
    market: str
    langs: tuple[str, ...]
    slot: str
    state: str
    signed_up_at: datetime
    received_by_lang: Mapping[str, int]
    aired_by_lang: Mapping[str, int]
    last_aired_at: datetime | None
    recruiter_code: str

    @property
    def received(self) -> int:
        """Scripts they were given, in all."""
        return sum(self.received_by_lang.values())

    @property
    def aired(self) -> int:
        """Their airings, in all."""
        return sum(self.aired_by_lang.values())


@dataclass(frozen=True, slots=True)
class Listed:
    """A station in the list of a language, with what it received and aired in that one."""

    one: Station
    lang: str
    received: int
    aired: int


@dataclass(frozen=True, slots=True)
class Recruiter:
    """A volunteer on the leaderboard, by first name and code."""

    name: str
    code: str
    asked: int
    signed_up: int
    airings: int


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a script. `is_changed`: its words were changed without a new version."""

    edition: Edition
    people: int
    airings: int
    is_running: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ListedScript:
    """A script in the list, with its versions, the newest first."""

    id: str
    title: str
    version: int
    topic: str
    airs: tuple[date | None, date | None]
    is_on_air: bool
    is_public: bool
    lengths: tuple[str, ...]
    langs: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Airings:
    """Airings by day and market. `days` are all days, also those without any."""

    days: tuple[date, ...]
    by_market: Mapping[str, tuple[int, ...]]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(sum(counts) for counts in self.by_market.values())


def list_stations(clarion: Clarion, state: str | None = None) -> list[Station]:
    """Every DJ by market and station, or those in a state. Raises: RecordAway."""
    campaign, sealer = clarion.campaign.current(), clarion.sealer
    with clarion.record.transaction() as connection:
        found = overview.stations(connection, state)
    shown = []
    for row in found:
        slots = read_stored(row.slot)
        shown.append(
            Station(
                contact_id=row.contact_id,
                name=sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME) or "",
                station=open_station(sealer, row.station_sealed),
                market=open_market(sealer, row.market_sealed),
                langs=tuple(row.langs),
                slot=show_slots(slots, campaign.lexicon, campaign.default_lang),
                state=row.state,
                signed_up_at=row.created_at,
                received_by_lang=row.received,
                aired_by_lang=row.aired,
                last_aired_at=row.last_aired_at,
                recruiter_code=row.recruiter_code or "",
            )
        )
    return sorted(shown, key=_in_order)


def _in_order(one: Station) -> tuple[bool, str, str, int]:
    """By market, those without one last; then by station."""
    return (not one.market, one.market.casefold(), one.station.casefold(), one.contact_id)


def by_market(stations: Sequence[Station]) -> dict[str, dict[str, list[Listed]]]:
    """Stations by market, then by language: the table that stands for a map.

    A script and an airing are counted under their own language only, so that the rows of a station
    add up to it; "" is one whose language nobody knows, of a station with several.
    """
    table: dict[str, dict[str, list[Listed]]] = {}
    for station in stations:
        for listed in _by_lang(station):
            by_lang = table.setdefault(station.market or "-", {})
            by_lang.setdefault(listed.lang, []).append(listed)
    return table


def _by_lang(station: Station) -> list[Listed]:
    if len(station.langs) == 1:
        return [Listed(station, station.langs[0], station.received, station.aired)]
    received, aired = station.received_by_lang, station.aired_by_lang
    others = sorted({*received, *aired} - set(station.langs))
    return [
        Listed(station, lang, received.get(lang, 0), aired.get(lang, 0))
        for lang in (*station.langs, *others)
    ]


def funnel(clarion: Clarion) -> Steps:
    """How far stations have come: asked, signed up, received, aired. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return overview.funnel(connection)


def leaderboard(clarion: Clarion) -> list[Recruiter]:
    """Volunteers by airings they are credited for. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        found = overview.recruiters(connection, _MOST_RECRUITERS)
    sealer = clarion.sealer
    return [
        Recruiter(
            (sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME) or "").split(" ")[0],
            row.code,
            row.asked,
            row.signed_up,
            row.airings,
        )
        for row in found
    ]


def airings(clarion: Clarion) -> Airings:
    """Airings of the last two weeks, by the campaign's day and by market. Raises: RecordAway."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    zone = ZoneInfo(campaign.zone)
    today = now.astimezone(zone).date()
    days = tuple(today - timedelta(days=DAYS - 1 - n) for n in range(DAYS))
    since = datetime.combine(days[0], datetime.min.time(), zone)
    with clarion.record.transaction() as connection:
        found = overview.airings_by_day(connection, campaign.zone, since)
    table: dict[str, list[int]] = {}
    for day, sealed, count in found:
        market = open_market(clarion.sealer, sealed) or "-"
        if day in days:
            table.setdefault(market, [0] * DAYS)[days.index(day)] += count
    return Airings(days, {market: tuple(counts) for market, counts in sorted(table.items())})


# --- scripts -----------------------------------------------------------------------------------


def list_scripts(clarion: Clarion) -> list[ListedScript]:
    """Every script with its versions and how many have each. Raises: RecordAway."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    with clarion.record.transaction() as connection:
        editions = corrections.editions(connection)
        counts = overview.version_counts(connection)
    seen = {(edition.script, edition.version) for edition in editions}
    editions += [  # a script is listed before the clock has seen it
        Edition(one.id, one.version, words_hash(one), None, None, None, None, now)
        for one in campaign.scripts
        if (one.id, one.version) not in seen
    ]
    return [
        ListedScript(
            id=script.id,
            title=title_of(script, campaign.default_lang),
            version=script.version,
            topic=script.topic,
            airs=(script.airs_from, script.airs_until),
            is_on_air=is_current(campaign, script, now),
            is_public=script.is_public,
            lengths=tuple(
                length_name(n)
                for n in sorted(
                    {n for texts in script.texts.values() for n in texts},
                    key=lambda n: n or 10_000,
                )
            ),
            langs=tuple(script.texts),
            versions=tuple(_versions(script, editions, counts)),
        )
        for script in campaign.scripts
    ]


def _versions(
    script: Script,
    editions: Sequence[Edition],
    counts: Mapping[tuple[str, int], tuple[int, int]],
) -> list[Version]:
    found = []
    for edition in editions:
        if edition.script != script.id:
            continue
        people, aired = counts.get((script.id, edition.version), (0, 0))
        is_running = edition.version == script.version
        is_changed = is_running and bytes(edition.words_hash) != words_hash(script)
        found.append(Version(edition, people, aired, is_running, is_changed))
    return sorted(found, key=lambda one: -one.edition.version)


def texts_of(clarion: Clarion, script: Script) -> list[Copy]:
    """Every text of a script as it is read now."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    return [
        make_copy(campaign, script, lang, length, now)
        for lang, texts in script.texts.items()
        for length in sorted(texts, key=lambda n: n or 10_000)
    ]
