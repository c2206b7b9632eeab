"""What texts show of an action, and telling somebody else than the person of this turn about it.

Words that nobody of the team has looked at are read by the host alone: others get the kind of
action and its city. An address is read by guests alone: others get the name of a place, and of a
phone bank, which is often a home, the city.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.engine import Campaign, fold, parts
from bot.engine.session import WROTE_IN
from bot.engine.template import written_time
from bot.people import budgets, reached
from bot.people.exchange import Exchange
from bot.store.events import actions, changes, hosts, letting_in
from bot.store.events.actions import EventRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose


class Sight(StrEnum):
    """Who reads of an action. `HOST`: also organizers who look at it; all of it. `GUEST`: what an
    organizer has looked at. `OTHERS`: of that, no address."""

    HOST = "host"
    GUEST = "guest"
    OTHERS = "others"


class LetsIn(Protocol):
    """What says of an action whether its guests are let in: `bot.store` has it in several rows."""

    @property
    def lets_in(self) -> bool:
        """Whether its host said so."""


def must_be_let_in(clarion: Clarion, event: LetsIn) -> bool:
    """Whether somebody has to let guests in before they read where an action is: its host wants it
    so, or the campaign does for all (CLARION_LET_IN). Nothing else decides this."""
    return clarion.settings.let_in or event.lets_in


def sight_of(clarion: Clarion, connection: Transaction, event: EventRow, contact_id: int) -> Sight:
    """What somebody may read of an action: where it is only who goes and, where guests are let in,
    was let in."""
    if hosts.leads(connection, event, contact_id):
        return Sight.HOST
    is_asked = must_be_let_in(clarion, event)
    is_in = letting_in.is_in(connection, event.id, contact_id, is_asked=is_asked)
    return Sight.GUEST if is_in else Sight.OTHERS


def take_language(exchange: Exchange, event: EventRow) -> str:
    """Answer a person in the language of an action whose code is all we have of them: in its own,
    where that is one, else in its host's. "" where they have told theirs, chosen or in words."""
    person, heard, campaign = exchange.person, exchange.heard, exchange.campaign
    tells = campaign.hearing.tells()
    is_told = tells is not None and tells.language(fold(heard), heard)
    if person.lang or person.wrote_in or is_told:
        return ""
    lang = _language_of(exchange.clarion, exchange.connection, event)
    if lang not in campaign.languages:
        return ""
    exchange.person = replace(person, fields={**person.fields, WROTE_IN: lang})
    return lang


def _language_of(clarion: Clarion, connection: Transaction, event: EventRow) -> str:
    """The language of an action, where it is one, else its host's; "" where neither is known."""
    langs = event.langs or []
    if len(langs) == 1:
        return langs[0]
    return reached.language(clarion, *actions.host_lang(connection, event.id))


def describe(exchange: Exchange, event: EventRow) -> dict[str, str | int]:
    """What texts show of an action to this person, in their language where there is a choice."""
    clarion, contact_id = exchange.clarion, exchange.taken.contact_id
    lang = exchange.lang
    sight = sight_of(clarion, exchange.connection, event, contact_id)
    return describe_in(clarion, exchange.campaign, event, lang, sight)


def describe_in(
    clarion: Clarion, campaign: Campaign, event: EventRow, lang: str, sight: Sight
) -> dict[str, str | int]:
    """What texts in a language show of an action, by the names after `events.`; its city for the
    place where that is not for the reader."""
    sealer, what, place, bring = clarion.sealer, None, None, None
    if sight is Sight.HOST or event.reviewed_at is not None:
        what = sealer.open_or_unknown(event.what_sealed, Purpose.EVENT_WHAT)
        place = sealer.open_or_unknown(event.place_sealed, Purpose.EVENT_PLACE)
        bring = sealer.open_or_unknown(event.bring_sealed, Purpose.EVENT_BRING)
        if sight is Sight.OTHERS:
            is_public = event.kind != "phone_bank" and not must_be_let_in(clarion, event)
            place = name_of(place or "") if is_public else None
    if event.venue != "place":
        place = _from_anywhere(campaign, event, lang)
    label = value(campaign, f"action_{event.kind}", lang)
    return {
        "code": event.code,
        "title": what or label or event.kind.replace("_", " "),
        "date": event.day.isoformat(),
        "day": event.day.isoformat(),
        "time": event.starts_at.isoformat("minutes") if event.starts_at else "",
        "place": place or event.city or "",
        "link": _link(clarion, event, sight),
        "bring": bring or value(campaign, f"bring_{event.kind}", lang) or "",
    }


def _from_anywhere(campaign: Campaign, event: EventRow, lang: str) -> str:
    """The words for a call or for everybody's home. Who comes may have another clock than the host:
    the hour stands there with its zone."""
    words = value(campaign, f"venue_{event.venue}", lang) or ""
    if not words or event.starts_at is None:
        return words
    zone = ZoneInfo(event.zone or campaign.zone)
    starts = datetime.combine(event.day, event.starts_at, zone)
    return f"{words} ({written_time(event.starts_at)} {starts.tzname()})"


def _link(clarion: Clarion, event: EventRow, sight: Sight) -> str:
    """The link of a video call: its host's own words, so that a guest reads it once an organizer
    has looked, and nobody else at all."""
    if sight is Sight.HOST or (sight is Sight.GUEST and event.reviewed_at is not None):
        return clarion.sealer.open_or_unknown(event.link_sealed, Purpose.EVENT_LINK) or ""
    return ""


def name_of(place: str) -> str:
    """A place without its address: "Plaza Tenochtitlan" of "Plaza Tenochtitlan, 18th St"; "" of
    what has a number in its name, "1638 S Blue Island"."""
    name = place.partition(",")[0].strip()
    return "" if any(char.isdigit() for char in name) else name


def tell_in(
    clarion: Clarion,
    connection: Transaction,
    campaign: Campaign,
    contact_id: int,
    event: EventRow,
    text_name: str,
    *,
    more: Mapping[str, str | int] | None = None,
    is_ours: bool = False,
) -> bool:
    """`plan_in`; whether a text is planned."""
    planned = plan_in(
        clarion, connection, campaign, contact_id, event, text_name, more=more, is_ours=is_ours
    )
    return planned is not None


def plan_in(
    clarion: Clarion,
    connection: Transaction,
    campaign: Campaign,
    contact_id: int,
    event: EventRow,
    text_name: str,
    *,
    more: Mapping[str, str | int] | None = None,
    is_ours: bool = False,
    change_id: int | None = None,
) -> int | None:
    """Plan campaign text `text_name`, with {events.code}, {events.title}, {events.date} and `more`,
    in the person's language, else the action's; its row id. None where the campaign has no such
    text, they are not to be texted, or have had enough of what others do; what an organizer does
    (`is_ours`) always goes out."""
    found = reached.find(clarion, connection, contact_id)
    if found is None or text_name not in campaign.texts:
        return None
    if not is_ours and not budgets.may_cause(
        clarion, connection, text_name, by=None, to=contact_id
    ):
        return None
    address_id, lang = found
    lang = lang or _language_of(clarion, connection, event) or campaign.default_lang
    template, used = campaign.texts[text_name].pick(lang, campaign.default_lang)
    sight = sight_of(clarion, connection, event, contact_id)
    described = describe_in(clarion, campaign, event, used, sight)
    shown = {f"events.{key}": value for key, value in (described | dict(more or {})).items()}
    text = template.render(
        lambda key: shown.get(key) or value(campaign, key, used), used, campaign.lexicon
    ).strip()
    message_id = notes.add_text(
        connection,
        contact_id=contact_id,
        address_id=address_id,
        kind="follow_up",
        body=clarion.sealer.seal(text, Purpose.MESSAGE_BODY),
        lang=used,
        parts=parts(campaign.as_sent(text)).count,
        now=clarion.clock.now(),
    )
    changes.note_text(connection, message_id, event.id, change_id)
    return message_id


def value(campaign: Campaign, name: str, lang: str) -> str | None:
    """A value of the campaign in a language, else in every or the default one."""
    by_lang = campaign.values.get(name, {})
    return by_lang.get(lang) or by_lang.get("*") or by_lang.get(campaign.default_lang)
