"""Events of the engine that bring somebody into the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import structlog

from bot.engine import Endangered, HandedOff, Kept, Notified, StopUnsure
from bot.inbox.kinds import Kind
from bot.inbox.opening import is_left_alone, open_ticket, settle_stop
from bot.people.exchange import Exchange
from bot.store.inbox import tickets
from bot.store.sealing import Purpose

log = structlog.get_logger()


def _handed_off(exchange: Exchange, event: HandedOff) -> None:
    """The flow itself says when somebody reads it. Whom the team does not answer for now stays
    with the bot (`opening.tell_left_alone`)."""
    if is_left_alone(exchange):
        return
    kind = Kind.QUESTION if event.topic == "question" else Kind.HANDOFF
    ticket_id = open_ticket(exchange, kind, event.topic)
    tickets.note_promise(exchange.connection, ticket_id, exchange.now, "promised_at")


def _notified(exchange: Exchange, event: Notified) -> None:
    """What a flow tells organizers is kept where they read, sealed: it holds people's own words."""
    ticket_id = open_ticket(exchange, Kind.FLOW, exchange.flow)
    tickets.add_event(
        exchange.connection,
        ticket_id,
        "told",
        exchange.now,
        note_sealed=exchange.clarion.sealer.seal(event.text, Purpose.TICKET_NOTE),
        detail={"whom": event.whom, "flow": exchange.flow},
    )


def _stop_unsure(exchange: Exchange, _event: StopUnsure) -> None:
    if exchange.taken.held_at is None:
        open_ticket(exchange, Kind.STOP_UNSURE)
    exchange.hold()
    exchange.must_answer = True


def _kept(exchange: Exchange, _event: Kept) -> None:
    if exchange.taken.held_at is not None:
        exchange.consents.append(("hold_lifted", "word", None))
    exchange.change(held_at=None)
    settle_stop(exchange)


def _endangered(exchange: Exchange, event: Endangered) -> None:
    exchange.must_answer = True
    open_ticket(exchange, Kind.DANGER, event.topic)
    log.warning("somebody is in danger", contact=exchange.taken.contact_id, topic=event.topic)


HANDLERS: Mapping[type, Callable[[Exchange, Any], None]] = {
    HandedOff: _handed_off,
    Notified: _notified,
    StopUnsure: _stop_unsure,
    Endangered: _endangered,
    Kept: _kept,
}
