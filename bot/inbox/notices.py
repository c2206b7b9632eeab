"""Telling whoever is on duty: the topic, how long it has waited, a link. Never the person's words,
name or number, and at most a few an hour: nobody makes us text organizers at will."""

from __future__ import annotations

from datetime import timedelta

from bot.inbox.kinds import Kind, named
from bot.people.exchange import Exchange
from bot.people.telling import tell
from bot.sentences import own_words
from bot.store.people.replies import DANGER

_WHOM = {Kind.DANGER: DANGER, Kind.STOP_UNSURE: "stop_unsure"}
_HEADS = {"en": "Clarion, somebody waits", "es": "Clarion, alguien espera"}
# Danger is always told; of the rest at most so many in an hour to each linked phone.
MOST_AN_HOUR = 4
HOUR = timedelta(hours=1)


def tell_duty(exchange: Exchange, kind: Kind, topic: str, ticket_id: int, *, is_new: bool) -> None:
    """Note in the record, and text to linked phones, that somebody needs a person."""
    if not is_new and kind is not Kind.DANGER:
        return
    clarion = exchange.clarion
    where = f"{clarion.settings.public_url}/console/inbox/{ticket_id}"
    more = f" ({topic.replace('_', ' ')})" if kind is Kind.DANGER else ""
    words = {
        lang: f"{head}: {named(kind).own[lang]}{more}. {where}" for lang, head in _HEADS.items()
    }
    tell(
        clarion,
        exchange.connection,
        own_words(words),
        whom=_WHOM.get(kind, str(kind)),
        contact_id=exchange.taken.contact_id,
        most_an_hour=None if kind is Kind.DANGER else MOST_AN_HOUR,
    )
