"""What texts show of an action, and telling somebody else than the person of this turn about it."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.engine import Campaign, parts
from bot.people.exchange import Exchange
from bot.store.events.actions import EventRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose


def describe(exchange: Exchange, event: EventRow) -> dict[str, str | int]:
    """What texts show of an action, in the person's language where there is a choice."""
    lang = exchange.person.lang or exchange.campaign.default_lang
    return describe_in(exchange.clarion, exchange.campaign, event, lang)


def describe_in(
    clarion: Clarion, campaign: Campaign, event: EventRow, lang: str
) -> dict[str, str | int]:
    """What texts in a language show of an action, by the names after `events.`."""
    sealer = clarion.sealer
    what = sealer.open_or_unknown(event.what_sealed, Purpose.EVENT_WHAT)
    place = sealer.open_or_unknown(event.place_sealed, Purpose.EVENT_PLACE)
    label = value(campaign, f"action_{event.kind}", lang)
    return {
        "code": event.code,
        "title": what or label or event.kind.replace("_", " "),
        "date": event.day.isoformat(),
        "day": event.day.isoformat(),
        "time": event.starts_at.isoformat("minutes") if event.starts_at else "",
        "place": place or event.city or "",
        "bring": value(campaign, f"bring_{event.kind}", lang) or "",
    }


def tell(exchange: Exchange, contact_id: int, event: EventRow, text_name: str) -> None:
    """Plan a text about an action to somebody else than the person of this turn."""
    tell_in(exchange.clarion, exchange.connection, exchange.campaign, contact_id, event, text_name)


def tell_in(
    clarion: Clarion,
    connection: Transaction,
    campaign: Campaign,
    contact_id: int,
    event: EventRow,
    text_name: str,
) -> None:
    """Plan campaign text `text_name`, with {events.code}, {events.title}, {events.date}, in the
    person's language. Nothing where the campaign has no such text or they are not to be texted."""
    found = notes.reachable(connection, contact_id)
    if found is None or text_name not in campaign.texts:
        return
    address_id, lang = found
    template, used = campaign.texts[text_name].pick(
        lang or campaign.default_lang, campaign.default_lang
    )
    described = describe_in(clarion, campaign, event, used)
    shown = {f"events.{key}": value for key, value in described.items()}
    text = template.render(
        lambda key: shown.get(key) or value(campaign, key, used), used, campaign.lexicon
    ).strip()
    notes.add_text(
        connection,
        contact_id=contact_id,
        address_id=address_id,
        kind="follow_up",
        body=clarion.sealer.seal(text, Purpose.MESSAGE_BODY),
        lang=used,
        parts=parts(campaign.as_sent(text)).count,
        now=clarion.clock.now(),
    )


def value(campaign: Campaign, name: str, lang: str) -> str | None:
    """A value of the campaign in a language, else in every or the default one."""
    by_lang = campaign.values.get(name, {})
    return by_lang.get(lang) or by_lang.get("*") or by_lang.get(campaign.default_lang)
