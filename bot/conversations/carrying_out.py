"""Carries out a turn: notes what the engine says has happened, and does the acts it asks for."""

from __future__ import annotations

import structlog

from bot.conversations import acts, misunderstood
from bot.engine import ActRequested, Turn, Unmatched, fulfil
from bot.inbox import handlers as inbox
from bot.people import handlers as people
from bot.people.exchange import Exchange

log = structlog.get_logger()
HANDLERS = {**people.HANDLERS, **inbox.HANDLERS}


def carry_out(exchange: Exchange, turn: Turn) -> None:
    """Note a turn's events on the exchange, and carry out its acts until it asks for none."""
    for _ in range(acts.MOST_PER_TURN):
        request = _note(exchange, turn)
        if exchange.session is None:
            exchange.timers.clear()
        if request is None or exchange.session is None:
            return
        result = acts.perform(exchange, request.name, request.args)
        if result is None:
            return
        turn = fulfil(exchange.campaign, exchange.session, result, exchange.person, exchange.world)
    log.error("too many acts in one turn", contact=exchange.taken.contact_id, flow=exchange.flow)


def _note(exchange: Exchange, turn: Turn) -> ActRequested | None:
    """Note the events; the act that is asked for, if one is."""
    exchange.session = turn.session
    request = None
    for event in turn.events:
        if isinstance(event, ActRequested):
            request = event
            continue
        if isinstance(event, Unmatched):
            misunderstood.keep(exchange, event.step, event.suggestion)
            continue
        handle = HANDLERS.get(type(event))
        if handle is not None:
            handle(exchange, event)
    return request
