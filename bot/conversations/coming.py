"""Coming to an event that was signed up for on its page (bot/events/by_web.py): the YES itself.

What is said then are the words of the campaign's own flow that signs people up, so that a page and
a text end in the same conversation.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversations.carrying_out import carry_out
from bot.engine import ActResult, Campaign, Flow, Said, Session, Turn, fulfil
from bot.engine.closing import DISCLOSED
from bot.engine.definition import Do
from bot.engine.session import Frame
from bot.events import by_web
from bot.people.exchange import Exchange

_ACT = "events.rsvp"


def is_confirmed(exchange: Exchange) -> bool:
    """Whether this YES is that of somebody whose number a page brought: then they are signed up.
    What they were talking about before goes on after it."""
    if exchange.taken.opted_out_at is not None:
        return False
    found = by_web.find_open(exchange)
    if found is None:
        return False
    before, timers = exchange.session, dict(exchange.timers)
    result = by_web.confirm(exchange, found)
    carry_out(exchange, _turn(exchange, result, found.ask.lang))
    if exchange.session is None or before is not None:
        exchange.session, exchange.timers = before, timers
    return True


def _turn(exchange: Exchange, result: ActResult, lang: str) -> Turn:
    """What the flow says that signs people up, once its act is done."""
    campaign, person, world = exchange.campaign, exchange.person, exchange.world
    where = _where(campaign)
    lang = person.lang or lang
    if where is None:
        return Turn(None, (Said(campaign.text("noted", lang), lang),))
    # They were shown what they agree to, which is less than whoever joins does.
    person = replace(person, fields={**person.fields, DISCLOSED: "yes"})
    session = Session(frames=(where,), lang=lang, act=_ACT)
    return fulfil(campaign, session, result, person, world)


def _where(campaign: Campaign) -> Frame | None:
    """The step that signs people up, in the flow that takes a code."""
    for name in dict.fromkeys(("rsvp", *campaign.flows)):
        flow = campaign.flows.get(name)
        step = _signs_up(flow) if flow else None
        if flow and step:
            return Frame(name, step, flow.hash)
    return None


def _signs_up(flow: Flow) -> str | None:
    acts = (step for step in flow.steps.values() if isinstance(step.exit, Do))
    return next((step.name for step in acts if step.exit.act == _ACT), None)  # type: ignore[union-attr]  # a Do, as filtered
