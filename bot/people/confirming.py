"""Asking whoever texts a joining word whether they mean it, where the campaign wants that."""

from __future__ import annotations

from bot.engine import Said
from bot.people import joining
from bot.people.exchange import Exchange
from bot.store.people import join_asks
from bot.store.people.join_asks import Ask


def ask(exchange: Exchange, words: str, lang: str) -> None:
    """Ask, and say nothing else of this turn: what they asked for comes after their YES."""
    words = words or joining.terms(exchange.campaign, lang)
    contact_id = exchange.taken.contact_id
    before = join_asks.find(exchange.connection, contact_id, exchange.now - joining.LASTS)
    times = before.times + 1 if before else 1
    new = Ask("text", lang, words, exchange.message_id, exchange.now, times)
    join_asks.put(exchange.connection, contact_id, new)
    exchange.must_answer = True
    exchange.said[:] = [Said(joining.text_of(exchange.campaign, lang, words), lang)]
