"""CALL ME from a page (bot/calls/by_web.py): the YES itself, and the conversation that rings."""

from __future__ import annotations

from bot.calls import by_web
from bot.calls.flows import CALL_ME
from bot.conversations.carrying_out import carry_out
from bot.engine import start
from bot.people.exchange import Exchange


def is_confirmed(exchange: Exchange) -> bool:
    """Whether this YES is that of somebody whom a page asked whether to ring them: then we do."""
    if exchange.taken.opted_out_at is not None or not by_web.is_open(exchange):
        return False
    if CALL_ME not in exchange.campaign.flows:
        return False
    by_web.confirm(exchange)
    carry_out(exchange, start(exchange.campaign, CALL_ME, exchange.person, exchange.world))
    return True
