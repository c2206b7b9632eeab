"""Texts that name a source: "CALL ELM" is CALL, and credited to the poster that says ELM.

A code never comes before what is asked: alone it is one only where the conversation would not
understand it. A slip is heard where one code only can be meant.
"""

from __future__ import annotations

from bot.engine import Sense, Turn, route
from bot.engine.listening.source_codes import MaybeCode, maybe_codes
from bot.people.crediting import credit
from bot.people.exchange import Exchange
from bot.people.source_codes import nearest
from bot.store.people import sources
from bot.store.people.sources import Source

_UNSURE = (Sense.UNKNOWN, Sense.SUGGESTION, Sense.MEANING)


def turn_of(exchange: Exchange, text: str) -> Turn:
    """What a text means where the person is, its code heard and noted."""
    maybe = maybe_codes(exchange.campaign, text)
    behind = [one for one in maybe if one.words]
    if behind and (found := _find(exchange, behind)):
        said, source = found
        credit(exchange, source)
        return _route(exchange, said.text)
    turn = _route(exchange, text)
    alone = [one for one in maybe if not one.words]
    if not alone or is_plain(turn):
        return turn
    is_unknown = turn.verdict is not None and turn.verdict.sense is Sense.UNKNOWN
    found = _find(exchange, alone, with_slips=is_unknown)
    if found is None:
        return turn
    credit(exchange, found[1])
    return _route(exchange, _word(exchange, found[1].flow) or text)


def is_plain(turn: Turn) -> bool:
    """Whether it was certain what the text means."""
    verdict = turn.verdict
    if verdict is None or verdict.sense in _UNSURE:
        return False
    return not verdict.asks and (verdict.answer is None or verdict.answer.is_kept)


def _route(exchange: Exchange, text: str) -> Turn:
    return route(exchange.campaign, exchange.session, exchange.person, exchange.world, text)


def _find(
    exchange: Exchange, maybe: list[MaybeCode], *, with_slips: bool = True
) -> tuple[MaybeCode, Source] | None:
    """The first that is a code, else the first that is a slip of one."""
    for one in maybe:
        source = sources.by_code(exchange.connection, one.code.upper())
        if source is not None:
            return one, source
    last = next((one for one in maybe if one.is_last), None)
    if last is None or not with_slips:
        return None
    code = nearest(last.code, sources.codes(exchange.connection))
    source = sources.by_code(exchange.connection, code) if code else None
    return (last, source) if source is not None else None


def _word(exchange: Exchange, flow: str) -> str:
    """The word that begins a conversation: the person's, where their language is known."""
    campaign = exchange.campaign
    found = campaign.flows.get(flow)
    words = found.keywords if found is not None else {}
    lang = exchange.person.lang or exchange.person.wrote_in or campaign.default_lang
    listed = words.get(lang) or words.get(campaign.default_lang) or ()
    return listed[0] if listed else ""
