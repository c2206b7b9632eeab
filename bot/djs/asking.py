"""Who asks for a script, what the script is filled with for them, and what they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot import places
from bot.campaign.on_air import Filling, read_length
from bot.engine import Campaign, fold
from bot.engine.template import compile_template
from bot.events import telling
from bot.people import counts
from bot.people.exchange import Exchange
from bot.people.invites import show_number
from bot.store.djs import djs
from bot.store.djs.djs import Dj
from bot.store.djs.naming import open_market, open_station
from bot.store.events.near import Around, nearest
from bot.store.sealing import Purpose

_NEAR_MILES = 60
_EVENT = compile_template("{title}, {day|date}[ {time|time}][, {place}]")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. Without a DJ on the list, only public scripts are theirs."""

    dj: Dj | None
    filling: Filling

    @property
    def only_public(self) -> bool:
        """Whether they get public scripts only."""
        return self.dj is None


def find_asker(exchange: Exchange) -> Asker:
    """Who asks, and what their copy is filled with."""
    dj = djs.find_dj(exchange.connection, exchange.taken.contact_id)
    totals = counts.of_all(exchange.clarion, exchange.connection)
    text_to = show_number(exchange.clarion.settings.twilio_from)
    if dj is None or dj.state != "approved":
        return Asker(None, Filling(text_to=text_to, counts=totals))
    sealer = exchange.clarion.sealer
    show = sealer.open_or_unknown(dj.show_sealed, Purpose.DJ_SHOW)
    return Asker(
        dj,
        Filling(
            station=open_station(sealer, dj.station_sealed),
            market=open_market(sealer, dj.market_sealed) or exchange.person.city or "",
            show=show or "",
            text_to=text_to,
            event=_event_near(exchange),
            counts=totals,
        ),
    )


def _event_near(exchange: Exchange) -> str:
    """The nearest action to come within sixty miles of the DJ, in a few words; "" if none."""
    place = places.find_zip(exchange.person.zip or "")
    if place is None:
        return ""
    around = Around(place.latitude, place.longitude, _NEAR_MILES)
    found = nearest(exchange.connection, around, (exchange.now.date(), None), 1, 0)
    if not found:
        return ""
    lang = exchange.lang
    sight = telling.Sight.OTHERS  # it is read to everybody
    shown = telling.describe_in(exchange.clarion, exchange.campaign, found[0], lang, sight)
    return _EVENT.render(shown.get, lang, exchange.campaign.lexicon)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: a length and a language, each None where nothing was said."""

    length_s: int | None
    lang: str | None


def read_wish(said: str, campaign: Campaign) -> Wish:
    """Read "30", "60 es", "live spanish", ":15 en español"."""
    lang, length = None, None
    names = {
        name: lang for m in campaign.lexicon.languages.values() for name, lang in m.names.items()
    }
    for word in fold(said.replace(":", " ")).split():
        found = word if word in campaign.languages else names.get(word)
        if found in campaign.languages:
            lang = found
        elif read_length(word, -1) >= 0 and length is None:
            length = read_length(word, -1)
    return Wish(length, lang)


def choose_lang(exchange: Exchange, asker: Asker, wish: Wish, args: Mapping[str, str]) -> str:
    """The language asked for; else the DJ's own where they have one; else the conversation's."""
    own = asker.dj.langs if asker.dj else ()
    if wish.lang:
        return wish.lang
    if len(own) == 1 and own[0] in exchange.campaign.languages:
        return own[0]
    spoken = args.get("lang", "")
    if spoken in exchange.campaign.languages:
        return spoken
    return exchange.lang
