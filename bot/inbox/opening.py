"""How somebody comes into the inbox, from their side: a question, danger, an unsure stop, three
misunderstandings in a row, a reply to a broadcast that no word explains, a hand-off of a flow.

The bot never goes deaf beside a person: keywords, STOP, HELP, codes, reports and answers to what
it has just asked work on (bot/conversations/inbound.py); everything else is kept here.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.engine import Said
from bot.engine.listening.language import recognise
from bot.engine.listening.trimmings import trim
from bot.engine.session import Session
from bot.engine.walk import Walk
from bot.inbox import flags
from bot.inbox.kinds import IN_A_PERSONS_HANDS, URGENCY, Kind
from bot.inbox.notices import tell_duty
from bot.people.exchange import Exchange
from bot.store.inbox import tickets
from bot.store.inbox.tickets import NewTicket

log = structlog.get_logger()

MISSES = 3  # misunderstandings in a row
# A text that nothing explains is about the broadcast that somebody had this recently.
REPLY_WITHIN = timedelta(hours=48)


def open_ticket(exchange: Exchange, kind: Kind, topic: str = "") -> int:
    """Somebody needs a person now. The ticket's id; whoever is on duty is told, without the words.

    One ticket is open for a person at a time; a more urgent kind raises it.
    """
    contact_id = exchange.taken.contact_id
    new = NewTicket(
        contact_id=contact_id,
        kind=kind,
        urgency=URGENCY[kind],
        topic=topic or None,
        lang=_language(exchange),
        message_id=exchange.message_id,
        broadcast_id=int(topic) if kind is Kind.REPLY else None,
        is_waiting=kind is not Kind.FLOW,
    )
    ticket_id, is_new = tickets.open_ticket(exchange.connection, new, exchange.now)
    found = flags.find(exchange.heard)
    if found:
        tickets.add_text(exchange.connection, contact_id, exchange.now, found)
    tickets.add_event(
        exchange.connection,
        ticket_id,
        "opened" if is_new else "raised",
        exchange.now,
        message_id=exchange.message_id,
        detail={"kind": kind, "topic": topic},
    )
    if kind in IN_A_PERSONS_HANDS and exchange.taken.handed_off_at is None:
        exchange.change(handed_off_at=exchange.now)
    tell_duty(exchange, kind, topic, ticket_id, is_new=is_new)
    log.info("ticket", contact=contact_id, ticket=ticket_id, kind=kind, new=is_new)
    return ticket_id


def _language(exchange: Exchange) -> str:
    """The language they chose, else the one they write."""
    if exchange.person.lang is not None:
        return exchange.person.lang
    campaign = exchange.campaign
    return recognise(campaign, trim(campaign.hearing, exchange.heard)) or campaign.default_lang


def is_blocked(exchange: Exchange) -> bool:
    """Whether nobody answers them for now, but STOP, HELP and danger."""
    return is_left_alone(exchange) and exchange.taken.block_kind == "block"


def is_left_alone(exchange: Exchange) -> bool:
    """Whether people of the team do not answer them for now."""
    until = exchange.taken.blocked_until
    return until is not None and until > exchange.now


def is_with_a_person(exchange: Exchange) -> bool:
    """Whether a person of the team talks to them. Never ended by a clock while they wait."""
    return exchange.taken.handed_off_at is not None


def keep_text(exchange: Exchange) -> None:
    """What somebody writes while a person talks to them waits in their ticket."""
    found = flags.find(exchange.heard)
    contact_id = exchange.taken.contact_id
    if tickets.add_text(exchange.connection, contact_id, exchange.now, found) is None:
        open_ticket(exchange, Kind.HANDOFF)  # nobody is left with a person who is not there


def answers_broadcast(exchange: Exchange) -> int | None:
    """The broadcast that a text nobody understood is most likely about; None where none is."""
    since = exchange.now - REPLY_WITHIN
    return tickets.had_broadcast_since(exchange.connection, exchange.taken.contact_id, since)


def promise(exchange: Exchange, ticket_id: int, text_name: str = "will_read") -> None:
    """Say when somebody reads it; once at the beginning, and once more where it took too long."""
    _say_only(exchange, text_name)
    column = "promised_at" if text_name == "will_read" else "late_told_at"
    tickets.note_promise(exchange.connection, ticket_id, exchange.now, column)


def tell_left_alone(exchange: Exchange) -> None:
    """Instead of what a flow promised: nobody of the team answers them for now."""
    _say_only(exchange, "left_alone")


def _say_only(exchange: Exchange, text_name: str) -> None:
    walk = Walk(exchange.campaign, exchange.session or Session(), exchange.person, exchange.world)
    walk.say_own(text_name)
    exchange.said[:] = [Said("\n\n".join(walk.said), walk.lang)]


def settle_stop(exchange: Exchange) -> None:
    """They said that they do not want out: nobody has to ask them any more. What else waited for
    a person still does."""
    found = tickets.open_of(exchange.connection, exchange.taken.contact_id)
    if found is None or found.kind != Kind.STOP_UNSURE:
        return
    if is_with_a_person(exchange):
        tickets.lower(exchange.connection, found.id, Kind.QUESTION, URGENCY[Kind.QUESTION])
        return
    tickets.close(exchange.connection, exchange.taken.contact_id, "stays", exchange.now)
    tickets.add_event(
        exchange.connection, found.id, "closed", exchange.now, detail={"why": "stays"}
    )
