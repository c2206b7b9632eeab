"""The last stage: which flow a sentence is nearest to, and whether it is asked about."""

from __future__ import annotations

from bot.engine.listening.trimmings import Heard
from bot.engine.meaning import Match
from bot.engine.readers.yes_no import find_yes_no
from bot.engine.verdict import Sense, Verdict
from bot.engine.walk import Walk

_SENTENCE = 4  # words
_REPLY = 3  # words; longer texts say more than yes or no


def find_nearest(walk: Walk, heard: Heard, lang: str) -> Match | None:
    """The flow a text means. While something is asked only of a sentence: a word or two that does
    not fit the question is a wrong answer to it, and what means the flow that they are amid
    says nothing new. A yes or no to nothing means no flow."""
    campaign = walk.campaign
    words = heard.folded.count(" ") + 1
    if campaign.meaning is None or not heard.core or (walk.frames and words < _SENTENCE):
        return None
    if words <= _REPLY and find_yes_no(heard.core, campaign.lexicon, lang):
        return None
    others = [name for name in campaign.flows if not _is_meant_for(walk, name)]
    match = campaign.meaning.match(heard.core, lang, others)
    if match is None or not _is_meant_for(walk, match.flow):
        return None
    here = walk.frames[-1] if walk.frames else None
    is_begun = here is not None and here.step != campaign.flows[match.flow].start
    return None if is_begun and here is not None and here.flow == match.flow else match


def take_as(walk: Walk, match: Match, heard: Heard, lang: str) -> Verdict:
    """One flow, or which of two. Two are named only where both have a title."""
    why, flows = f"meaning: {match.score:.2f}", walk.campaign.flows
    flow, other = flows[match.flow], flows.get(match.or_flow)
    is_named = other is not None and other.title is not None and flow.title is not None
    or_flow = match.or_flow if is_named and _is_meant_for(walk, match.or_flow) else ""
    asks = bool(walk.frames) or not (match.is_clear and flow.informs)
    return Verdict(Sense.MEANING, why, lang, flow.name, or_flow, asks, rest=heard.core)


def _is_meant_for(walk: Walk, flow_name: str) -> bool:
    flow = walk.campaign.flows.get(flow_name)
    return flow is not None and (not flow.only or flow.only in walk.person.fields)
