"""Stage 6, the open question: its own answers, then corrections of it or of an earlier one.

Refusals, "I don't know" and several answers come from the readers (`Answer`).
"""

from __future__ import annotations

from bot.engine.definition import Ask, Campaign
from bot.engine.listening.trimmings import Heard
from bot.engine.notes import Report
from bot.engine.questions import read as read_ask
from bot.engine.readers.reading import Answer
from bot.engine.walk import Walk
from bot.engine.wording import fold

_OPEN = ("text", "name")


def is_open(ask: Ask) -> bool:
    """Whether anything could be an answer."""
    return ask.kind in _OPEN


def own_choice(walk: Walk, ask: Ask, heard: Heard) -> Answer | None:
    """The choice of the question that a text names; None where it names none."""
    if not ask.choices:
        return None
    answer = read_ask(walk, ask, heard.core)
    return answer if answer is not None and answer.choice else None


def is_exact(walk: Walk, ask: Ask, heard: Heard) -> bool:
    """Whether the text is, word for word, one of the question's own answers."""
    words = ask.words.get(walk.lang) or {}
    return heard.folded in words


def counts(ask: Ask) -> bool:
    """Whether the question counts something: then a keyword with a number is no answer."""
    return ask.kind in ("count", "number")


def read(walk: Walk, ask: Ask, heard: Heard) -> Answer | None:
    """The answer to the question, without what is not the person's words."""
    return read_ask(walk, ask, heard.core)


def counts_alike(campaign: Campaign, ask: Ask, flow_name: str) -> bool:
    """Whether a flow counts what the question counts: then the question counts it."""
    flow = campaign.flows.get(flow_name)
    if ask.kind != "count" or flow is None:
        return False
    kinds = {effect.kind for effect in ask.effects if isinstance(effect, Report)}
    steps = (step.exit for step in flow.steps.values())
    return any(
        isinstance(effect, Report) and effect.kind in kinds
        for exit_ in steps
        if isinstance(exit_, Ask)
        for effect in exit_.effects
    )


def find_correction(walk: Walk, ask: Ask, heard: Heard) -> tuple[str, Answer] | None:
    """The earlier question of this flow that a text corrects, and its new answer."""
    lead = walk.campaign.hearing.corrections.match(heard.folded)
    if lead is None:
        return None
    rest = _after(heard.core, lead.group().count(" "))
    for flat in reversed(walk.trail[:-1]):
        where = flat.rpartition("|")[2]
        earlier = _ask_at(walk.campaign, where)
        if earlier is None or not earlier.save or earlier.kind in ("", *_OPEN):
            continue
        answer = read_ask(walk, earlier, rest) if rest else None
        if answer is not None and answer.is_kept and not answer.choice:
            return where, answer
    return None


def _ask_at(campaign: Campaign, where: str) -> Ask | None:
    name, _, step_name = where.partition("/")
    flow = campaign.flows.get(name)
    step = flow.steps.get(step_name) if flow else None
    return step.exit if step is not None and isinstance(step.exit, Ask) else None


def _after(core: str, words: int) -> str:
    """`core` without its first folded words."""
    said = core.split()
    while said and words > 0:
        words -= len(fold(said[0]).split())
        said.pop(0)
    return " ".join(said)
