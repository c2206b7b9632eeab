"""Recruiting DJs: a volunteer asks a station, and is credited and told when it signs up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.engine import ActResult, fold
from bot.engine.readers.stations import find_station
from bot.people import budgets
from bot.people.exchange import Exchange
from bot.people.invites import show_number
from bot.store.djs import stations
from bot.store.people import people
from bot.store.sealing import Purpose

NEWS_FLOW = "recruit_news"
# What would ask "how did it go?" of a volunteer whose DJ has signed up.
_NUDGES = ("recruit_check", "recruit_again")
_ASKED = ("recruit", "check")  # "did they say yes?"
# Nobody asks more stations in a day; somebody who does blocks them for others.
MOST_A_DAY = 8


def ask(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """A volunteer will ask a station: note it, and give the code and the page to forward.

    Outcomes: ok; taken (another volunteer is asking it already); many (enough for one day).
    The first volunteer to ask a station has it.
    """
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    station = station_key(exchange, args.get("station", ""))
    values: dict[str, str | int] = {
        "code": exchange.taken.code,
        "number": show_number(exchange.clarion.settings.twilio_from),
        "link": f"{exchange.clarion.settings.public_url}/dj/{exchange.taken.code}",
    }
    if not station:
        return ActResult("ok", values)
    day_ago = exchange.now - timedelta(days=1)
    if stations.count_asks(connection, contact_id, day_ago) >= MOST_A_DAY:
        return ActResult("many", values)
    sealer = exchange.clarion.sealer
    sealed = sealer.seal(station, Purpose.STATION_ASKED)
    digests = sealer.digests(Purpose.STATION_ASKED, station)
    has_it = stations.ask_station(connection, sealed, digests, contact_id, exchange.now)
    return ActResult("ok" if has_it == contact_id else "taken", values)


def station_key(exchange: Exchange, said: str) -> str:
    """How a station is compared: its call letters, which are its own; a frequency or a name
    together with the state, for many cities have a 93.5."""
    found = find_station(said, exchange.campaign.lexicon)
    letters = (found or "").split(" ")[0]
    if letters[:1] in ("K", "W"):
        return fold(letters)
    name = fold(found or said)[:60]
    return f"{name} {(exchange.person.state or '').lower()}".strip() if name else ""


def credit(exchange: Exchange, station: str, recruited_by: int | None) -> None:
    """A new DJ has signed up: the station counts as won, and whoever asked it is told."""
    connection, now = exchange.connection, exchange.now
    key = station_key(exchange, station)
    digests = exchange.clarion.sealer.digests(Purpose.STATION_ASKED, key)
    stations.sign_up_station(connection, digests, exchange.taken.contact_id, recruited_by)
    if recruited_by is None:
        return
    for name in _NUDGES:
        people.cancel_timer(connection, recruited_by, f"later:{name}")
    people.end_question(connection, recruited_by, *_ASKED)
    by = exchange.taken.contact_id
    if budgets.may_cause(exchange.clarion, connection, NEWS_FLOW, by=by, to=recruited_by):
        people.start_timer(connection, recruited_by, f"later:{NEWS_FLOW}", now, now)
