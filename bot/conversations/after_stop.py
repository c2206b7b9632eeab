"""Whoever has stopped is not answered, but for what they may always ask: to join again, to hear
what is kept of them, and to have it erased.

Their YES would be the carrier's word for joining again, so nothing is asked back: the keyword
itself has it erased, and one text says so.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversations.carrying_out import carry_out
from bot.engine import OptedIn, Said, Sense, Turn, route
from bot.engine.definition import Do, Flow
from bot.people.exchange import Exchange

_YES = {"en": "yes", "es": "si"}
_LOOK, _ERASE = "privacy.mine", "privacy.erase"


def answer(exchange: Exchange) -> None:
    """Carry out what somebody who has stopped asks for, if it is one of these; else silence."""
    turn = _turn(exchange, exchange.heard)
    if any(isinstance(event, OptedIn) for event in turn.events):
        carry_out(exchange, turn)
        return
    verdict = turn.verdict
    if verdict is None or verdict.sense is not Sense.KEYWORD or verdict.flow is None:
        return
    acts = _acts(exchange.campaign.flows.get(verdict.flow))
    if _ERASE in acts:
        _erase(exchange, turn)
    elif _LOOK in acts:
        carry_out(exchange, turn)
        exchange.session = None


def _turn(exchange: Exchange, text: str) -> Turn:
    return route(exchange.campaign, None, exchange.person, exchange.world, text)


def _acts(flow: Flow | None) -> set[str]:
    steps = flow.steps.values() if flow else ()
    return {step.exit.act for step in steps if isinstance(step.exit, Do)}


def _erase(exchange: Exchange, asked: Turn) -> None:
    """As if they had said yes to the question that the flow asks first, in its language."""
    campaign, person = exchange.campaign, exchange.person
    asked_in = [event.lang for event in asked.events if isinstance(event, Said)]
    lang = asked_in[-1] if asked_in else person.lang or campaign.default_lang
    yes = _YES.get(lang, _YES["en"])
    turn = route(campaign, asked.session, replace(person, lang=lang), exchange.world, yes)
    carry_out(exchange, turn)
    exchange.session = None
