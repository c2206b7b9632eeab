"""DJs: signing up by text, and an organizer's yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping

import structlog

from bot.clarion import Clarion
from bot.djs import recruiting, slots
from bot.engine import ActResult, fold
from bot.engine.readers.numbers import find_station
from bot.errors import Conflict, NotFound
from bot.people.exchange import Exchange
from bot.store.djs import djs
from bot.store.organizers import notes
from bot.store.people import people
from bot.store.sealing import Purpose

log = structlog.get_logger()

# Flows that come to a DJ by themselves.
NEWS_FLOW = "dj_news"
_MOST = 120  # characters of a station's, market's or show's name
_TAG = "dj"
# An FM channel ends in an odd tenth (47 CFR 73.201); AM ones are ten kHz apart.
_FM = re.compile(r"\d{2,3}[.,](\d)")
_STATION_WORDS = frozenset({
    "fm", "am", "lp", "radio", "station", "the", "la", "el", "en", "in", "on", "at", "from",
    "de", "del", "out", "of", "i", "im", "is", "my", "we", "are", "our", "soy", "estoy",
    "estamos", "somos", "emisora", "estacion", "y", "and", "its", "it", "mi", "nuestra",
    "call", "letters",
})  # fmt: skip


def read_station(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Read "KDNA Yakima" or "93.5 in Chicago". Outcomes: ok, no_city (no city is known), bad (no
    call letters and no frequency a station may have)."""
    said = args.get("said", "")[:_MOST]
    station = find_station(said, exchange.campaign.lexicon)
    if station is None or not has_good_form(station):
        return ActResult("bad")
    market = city_in(said, station) or exchange.person.city or ""
    return ActResult("ok" if market else "no_city", {"station": station, "market": market})


def has_good_form(station: str) -> bool:
    """Whether the frequency in a station's name, if there is one, can be a station's."""
    found = _FM.search(station)
    return found is None or (found[1] in "13579" and 87.8 < float(found[0].replace(",", ".")) < 108)


def city_in(said: str, station: str) -> str:
    """The city named beside a station: the words that are neither the station nor filler."""
    behind = re.findall(r"\b(?:in|en|from|de)\s+([^\d,]{3,})", said, re.IGNORECASE)
    said = behind[-1] if behind and fold(behind[-1]) not in _STATION_WORDS else said
    taken = {fold(part) for part in re.split(r"[\s.]+", station)}
    letters = fold(station.split(" ")[0])
    words = [
        word
        for word in re.findall(r"[^\W\d_][^\s\d,;]*", said)
        if (folded := fold(word)) not in taken
        and folded not in _STATION_WORDS
        and folded.replace(" ", "") not in (letters, f"{letters}fm", f"{letters}am")
        and len(folded) > 1
    ]
    city = " ".join(words).strip(" .,-")[:60]
    return city.title() if city.islower() or city.isupper() else city


def sign_up(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Keep a DJ's sign-up. Outcomes: ok, pending (an organizer has to approve it first).

    Whoever asked this DJ is credited and told, once.
    """
    said, campaign = args.get("langs", "").split(), exchange.campaign
    known = campaign.languages
    langs = tuple(known) if "both" in said else tuple(lang for lang in known if lang in said)
    lang = exchange.person.lang or campaign.default_lang
    show, slot = slots.read_show(args.get("show", "")[:_MOST], campaign.lexicon, lang)
    station = args.get("station", "")[:_MOST]
    done = djs.sign_up_dj(
        exchange.connection,
        exchange.taken.contact_id,
        djs.NewDj(
            station=station,
            market=args.get("market", "")[:_MOST] or exchange.person.city,
            langs=langs or (lang,),
            show_sealed=exchange.clarion.sealer.seal_or_none(show or None, Purpose.DJ_SHOW),
            slot=str(slot) if slot else None,
            code="".join(args.get("code", "").split()).upper()[:12] or None,
            state="pending" if campaign.on_air.needs_approval else "approved",
        ),
        now=exchange.now,
    )
    if done is not None and done.is_new:
        recruiting.credit(exchange, station, done.recruited_by)
    shown = slots.show_slot(slot, campaign.lexicon, lang) if slot else ""
    is_in = done is not None and done.state == "approved"
    return ActResult("ok" if is_in else "pending", {"slot": shown})


def tell_standing(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Where a DJ's sign-up stands. Outcomes: approved, declined, pending, not_dj."""
    dj = djs.find_dj(exchange.connection, exchange.taken.contact_id)
    return ActResult(dj.state if dj else "not_dj")


def decide(
    clarion: Clarion, contact_id: int, organizer_id: int | None, *, is_approved: bool
) -> None:
    """An organizer's yes or no; the DJ is told at once, inside their texting hours.

    Raises: NotFound for no such DJ, Conflict where it has been decided so already.
    """
    state, now = ("approved" if is_approved else "declined"), clarion.clock.now()
    with clarion.record.transaction() as connection:
        before = djs.decide(connection, contact_id, state, organizer_id, now)
        if before is None:
            raise NotFound("There is no such DJ.")
        if before == state:
            raise Conflict(f"This DJ is {state} already.")
        people.start_timer(connection, contact_id, f"later:{NEWS_FLOW}", now, now)
        notes.note(
            connection,
            act=f"{state} dj",
            object_name="contact",
            object_id=contact_id,
            detail={},
            now=now,
            organizer_id=organizer_id,
        )
    log.info("dj decided", contact=contact_id, state=state)
