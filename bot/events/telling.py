"""What texts show of an action, and telling somebody else than the person of this turn about it.

Words that nobody of the team has looked at are read by the host alone: others get the kind of
action and its city.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.clarion import Clarion
from bot.engine import Campaign, parts
from bot.people import budgets
from bot.people.exchange import Exchange
from bot.store.events.actions import EventRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose


def describe(exchange: Exchange, event: EventRow) -> dict[str, str | int]:
    """What texts show of an action to this person, in their language where there is a choice."""
    lang = exchange.person.lang or exchange.campaign.default_lang
    is_host = event.host_id == exchange.taken.contact_id
    return describe_in(exchange.clarion, exchange.campaign, event, lang, all_words=is_host)


def describe_in(
    clarion: Clarion, campaign: Campaign, event: EventRow, lang: str, *, all_words: bool = False
) -> dict[str, str | int]:
    """What texts in a language show of an action, by the names after `events.`. Its title and place
    only where an organizer has looked, or for its host and whoever looks (`all_words`)."""
    sealer, what, place = clarion.sealer, None, None
    if all_words or event.reviewed_at is not None:
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
    """Plan campaign text `text_name`, with {events.code}, {events.title}, {events.date} and `more`,
    in the person's language; whether it is planned. Not where the campaign has no such text, they
    are not to be texted, or have had enough of what others do; what an organizer does (`is_ours`)
    always goes out."""
    found = notes.reachable(connection, contact_id)
    if found is None or text_name not in campaign.texts:
        return False
    if not is_ours and not budgets.may_cause(
        clarion, connection, text_name, by=None, to=contact_id
    ):
        return False
    address_id, lang = found
    template, used = campaign.texts[text_name].pick(
        lang or campaign.default_lang, campaign.default_lang
    )
    is_host = contact_id == event.host_id
    described = describe_in(clarion, campaign, event, used, all_words=is_host)
    shown = {f"events.{key}": value for key, value in (described | dict(more or {})).items()}
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
    return True


def value(campaign: Campaign, name: str, lang: str) -> str | None:
    """A value of the campaign in a language, else in every or the default one."""
    by_lang = campaign.values.get(name, {})
    return by_lang.get(lang) or by_lang.get("*") or by_lang.get(campaign.default_lang)
