"""DJs: signing up by text, and an organizer's yes or no."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot.clarion import Clarion
from bot.djs import recruiting, slots
from bot.engine import ActResult
from bot.engine.readers.shows import read_show
from bot.engine.readers.stations import find_city, find_station
from bot.errors import Conflict, NotFound
from bot.people.exchange import Exchange
from bot.sentences import say
from bot.store.djs import djs
from bot.store.djs.naming import seal_station
from bot.store.organizers import notes
from bot.store.people import people
from bot.store.sealing import Purpose

log = structlog.get_logger()

# Flows that come to a DJ by themselves.
NEWS_FLOW = "dj_news"
_MOST = 120  # characters of a station's, market's or show's name


def read_station(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Read "KDNA Yakima" or "93.5 in Chicago". Outcomes: ok, no_city (no city is known), bad (no
    call letters and no frequency a station may have)."""
    said = args.get("said", "")[:_MOST]
    station = find_station(said, exchange.campaign.lexicon)
    if station is None:
        return ActResult("bad")
    market = find_city(said, station, exchange.campaign.lexicon) or exchange.person.city or ""
    return ActResult("ok" if market else "no_city", {"station": station, "market": market})


def sign_up(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Keep a DJ's sign-up. Outcomes: ok, pending (an organizer has to approve it first).

    Whoever asked this DJ is credited and told, once.
    """
    said, campaign = args.get("langs", "").split(), exchange.campaign
    known = campaign.languages
    langs = tuple(known) if "both" in said else tuple(lang for lang in known if lang in said)
    lang = exchange.lang
    show = read_show(args.get("show", "")[:_MOST], campaign.lexicon, lang)
    station = args.get("station", "")[:_MOST]
    market = args.get("market", "")[:_MOST] or exchange.person.city or ""
    done = djs.sign_up_dj(
        exchange.connection,
        exchange.taken.contact_id,
        djs.NewDj(
            **seal_station(exchange.clarion.sealer, station, market),
            langs=langs or (lang,),
            show_sealed=exchange.clarion.sealer.seal_or_none(show.name or None, Purpose.DJ_SHOW),
            slot=slots.write_slot(show.slots[0]) if show.slots else None,
            slots=slots.write_slots(show.slots[: slots.MOST]) or None,
            code="".join(args.get("code", "").split()).upper()[:12] or None,
            state="pending" if campaign.on_air.needs_approval else "approved",
        ),
        now=exchange.now,
    )
    if done is not None and done.is_new:
        recruiting.credit(exchange, station, done.recruited_by)
    shown = slots.show_slots(show.slots, campaign.lexicon, lang)
    is_in = done is not None and done.state == "approved"
    return ActResult("ok" if is_in else "pending", {"slot": shown, "show": show.name})


def look_at_show(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Read a show before it is kept. Outcomes: ok, unsure (`slot` is what it may be: am or pm), and
    name_only (no days and hours in the words)."""
    lang = exchange.lang
    lexicon = exchange.campaign.lexicon
    show = read_show(args.get("said", "")[:_MOST], lexicon, lang)
    values = {"show": show.name, "slot": slots.show_slots(show.slots, lexicon, lang)}
    if not show.slots:
        return ActResult("name_only", values)
    return ActResult("ok" if show.is_sure else "unsure", values)


def change_show(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """When a DJ's show is on from now on; "also Saturdays 9am" is on top of what is known.
    Outcomes: ok, unsure, name_only, not_dj, each with the show and slots as they then stand."""
    dj = djs.find_dj(exchange.connection, exchange.taken.contact_id)
    if dj is None:
        return ActResult("not_dj")
    lang, lexicon = (
        exchange.lang,
        exchange.campaign.lexicon,
    )
    show = read_show(args.get("said", "")[:_MOST], lexicon, lang)
    known = slots.read_stored(dj.slots)
    name = (
        show.name or exchange.clarion.sealer.open_or_unknown(dj.show_sealed, Purpose.DJ_SHOW) or ""
    )
    if not show.slots or not show.is_sure:
        shown = slots.show_slots(show.slots or known, lexicon, lang)
        return ActResult("unsure" if show.slots else "name_only", {"show": name, "slot": shown})
    kept = ((*known, *show.slots) if show.adds else show.slots)[: slots.MOST]
    djs.change_show(
        exchange.connection,
        dj.contact_id,
        show_sealed=exchange.clarion.sealer.seal_or_none(show.name or None, Purpose.DJ_SHOW),
        slot=slots.write_slot(kept[0]),
        slots=slots.write_slots(kept),
    )
    return ActResult("ok", {"show": name, "slot": slots.show_slots(kept, lexicon, lang)})


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
            raise NotFound(say("There is no such DJ any more. Look at the list again."))
        if before == state:
            raise Conflict(
                say("This DJ is approved already.")
                if is_approved
                else say("This DJ is declined already.")
            )
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
