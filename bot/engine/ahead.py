"""Answers that come before their question: "I want to host a rally on Saturday at 5 in 60608".

What somebody says at once is kept while they are in the flow, and each question that it answers
for sure is passed over, once. Never a question of yes or no, and nothing that counts.
"""

from __future__ import annotations

import re

from bot.engine.definition import Ask, Campaign, Flow
from bot.engine.notes import Report
from bot.engine.questions import reading_of
from bot.engine.readers.choices import find_said
from bot.engine.readers.extras import read_extras
from bot.engine.readers.finding import find_all
from bot.engine.readers.reading import Answer
from bot.engine.walk import Walk

KINDS = frozenset({"date", "time", "zip", "state"})
_DIGIT = re.compile(r"\d")
_FEWEST = 2  # words; one word answers one question
_TELLING = 2  # things; a flow is begun at once by a sentence that says so many


def remember(walk: Walk, text: str) -> None:
    """Keep what was said, where it may say more than one thing."""
    if text.count(" ") + 1 >= _FEWEST:
        walk.ahead = text
        if walk.frames:
            walk.seen.append(walk.where())


def answer_ahead(walk: Walk, ask: Ask) -> Answer | None:
    """What was said before that answers `ask`; None where nothing does, or it was asked before."""
    here = walk.where()
    if not walk.ahead or here in walk.seen or walk.flat() in walk.trail:
        return None
    walk.seen.append(here)
    if ask.kind == "extras":  # said beside an answer, it passes over nothing
        return read_extras(walk.ahead, reading_of(walk, ask), is_answer=False)
    return find_answer(walk, ask, walk.ahead) if _may_be_passed(ask) else None


def find_answer(walk: Walk, ask: Ask, text: str) -> Answer | None:
    """The answer to `ask` that stands in a longer text; None where there is none for sure."""
    if ask.kind == "zip" and not _DIGIT.search(text):
        return None
    if ask.kind in KINDS:
        found = find_all(text, reading_of(walk, ask), (ask.kind,))
        return Answer(found[0].value, until=found[0].until) if found else None
    if ask.kind not in ("", "pattern") or not ask.choices:
        return None
    key = find_said(ask, text, walk.campaign.lexicon, walk.lang)
    return Answer(key, key) if key else None


def told_of(walk: Walk, flow: Flow, text: str) -> int:
    """How many things that `flow` asks for a text says."""
    asks = [step.exit for step in flow.steps.values() if isinstance(step.exit, Ask)]
    asks += _asked_first(walk.campaign, flow)
    found = {
        ask.kind or "choice"
        for ask in asks
        if _may_be_passed(ask) and find_answer(walk, ask, text) is not None
    }
    return len(found)


def says_enough(walk: Walk, flow: Flow, text: str) -> bool:
    """Whether a sentence says so much of what a flow asks that it is meant."""
    return told_of(walk, flow, text) >= _TELLING


def _asked_first(campaign: Campaign, flow: Flow) -> list[Ask]:
    """The questions of other flows that a flow's steps need answered."""
    needs = {need for step in flow.steps.values() for need in step.needs}
    flows = (campaign.flows.get(campaign.asking.get(need, "")) for need in needs)
    exits = (step.exit for one in flows if one is not None for step in one.steps.values())
    return [exit_ for exit_ in exits if isinstance(exit_, Ask)]


def _may_be_passed(ask: Ask) -> bool:
    is_yes_no = "yes" in ask.choices and "no" in ask.choices
    return not is_yes_no and not any(isinstance(effect, Report) for effect in ask.effects)
