"""Joining that is confirmed by YES (bot/people/joining.py): the turns before it and of it."""

from __future__ import annotations

from bot.conversations.carrying_out import carry_out
from bot.engine import OptedIn, Said, Turn, route, start
from bot.people import confirming, joining
from bot.people.crediting import credit_page
from bot.people.exchange import Exchange
from bot.store.people import join_asks
from bot.store.people.join_asks import Ask
from bot.store.sealing import Purpose


def must_ask(exchange: Exchange, turn: Turn) -> bool:
    """Where the campaign asks who joins whether they mean it: they are asked, and nothing of the
    turn counts yet."""
    if not exchange.campaign.confirms_opt_in or exchange.person.is_opted_in:
        return False
    joins = next((event for event in turn.events if isinstance(event, OptedIn)), None)
    if joins is None:
        return False
    said = next((event.lang for event in turn.events if isinstance(event, Said)), None)
    confirming.ask(exchange, joins.disclosure, said or exchange.campaign.default_lang)
    return True


def is_confirmed(exchange: Exchange) -> bool:
    """Whether this YES is that of somebody who was asked: then they are in, and what they asked for
    goes on. Anything else is read as ever, and the question stays. Nobody who stopped is asked."""
    taken = exchange.taken
    if taken.opted_in_at is not None or taken.opted_out_at is not None:
        return False
    asked = joining.open_ask(exchange.connection, taken.contact_id, exchange.now)
    if asked is None:
        return False
    join_asks.answered(exchange.connection, taken.contact_id)
    exchange.confirms = asked
    credit_page(exchange, asked.source_id)
    carry_out(exchange, _turn_asked_for(exchange, asked))
    if not exchange.person.is_opted_in:  # a flow that opts nobody in
        exchange.opt_in(f"{asked.way}, confirmed", asked.words, asked.lang)
    return True


def _turn_asked_for(exchange: Exchange, asked: Ask) -> Turn:
    """What their joining word would have begun; after a page, the flow that joins."""
    campaign, person, world = exchange.campaign, exchange.person, exchange.world
    sealed = join_asks.body(exchange.connection, asked.message_id) if asked.message_id else None
    body = exchange.clarion.sealer.open_or_unknown(sealed, Purpose.MESSAGE_BODY)
    if body:
        return route(campaign, exchange.session, person, world, body)
    if "join" in campaign.flows:
        return start(campaign, "join", person, world)
    lang = person.lang or asked.lang
    return Turn(None, (OptedIn(asked.words), Said(campaign.text("noted", lang), lang)))
