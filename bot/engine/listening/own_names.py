"""First names that are stop or start words too: Cesar (cesar), Fin, Alta.

Where a first name is asked for they may be it. A stop word is then asked about, and never taken
as a stop in silence; everywhere else, and for every other stop word, nothing changes. So is a word
of an answer that is a name as well (Dale, Ty).
"""

from __future__ import annotations

from dataclasses import replace

from bot.engine.definition import Ask, Campaign
from bot.engine.listening import question
from bot.engine.listening.trimmings import Heard
from bot.engine.questions import reading_of
from bot.engine.readers.names import maybe_named, read_name
from bot.engine.readers.reading import Answer, Reading
from bot.engine.verdict import Sense, Verdict
from bot.engine.walk import Walk
from bot.engine.wording import fold

MAYBE_NAME = "maybe_name"  # the field with the name that is asked about
OFFERED = ":name"


def may_be_name(campaign: Campaign, text: str) -> bool:
    """Whether a word of a text is a first name beside whatever else it is."""
    return any("name" in campaign.lexicon.senses_of(word) for word in fold(text).split(" "))


def name_beside(walk: Walk, ask: Ask | None, heard: Heard, alone: Verdict) -> Verdict | None:
    """What a stop, a start or a perhaps means at a question for a first name: to ask which, where
    it is a name too; None where it is none."""
    if ask is None or ask.kind != "name" or not may_be_name(walk.campaign, heard.folded):
        return None
    answer = question.read(walk, ask, heard)
    if answer is None or answer.choice or not answer.is_kept:
        return None
    if alone.sense is Sense.START:
        return Verdict(Sense.ANSWER, f"name: {heard.folded}", rest=heard.core, answer=answer)
    if alone.sense not in (Sense.STOP, Sense.STOP_UNSURE):
        return None
    return replace(alone, sense=Sense.STOP_UNSURE, answer=answer)


def perhaps_named(walk: Walk, ask: Ask, heard: Heard) -> Verdict | None:
    """A name that is a word of an answer too, where a first name is asked for ("Dale", "ty"): it is
    asked which. None where there is none."""
    name = maybe_named(heard.core, reading_of(walk, ask)) if ask.kind == "name" else ""
    if not name:
        return None
    return Verdict(Sense.NAME_UNSURE, f"name or word: {heard.folded}", answer=Answer(name))


def hear_name(walk: Walk, heard: Heard) -> Verdict | None:
    """The reply to whether it is their name: a yes is one, and so is the name again, with a yes or
    "it's" before it; a no asks for the name again, unless it says which ("no, Tyler").
    None where the text is neither."""
    name = fold(str(walk.fields.get(MAYBE_NAME, "")))
    said = question.read(walk, walk.campaign.yes_no, heard)
    rest = f" {heard.folded} ".replace(f" {name} ", " ").split()
    leads = walk.campaign.lexicon
    is_again = name in f" {heard.folded} " and all("name_lead" in leads.senses_of(w) for w in rest)
    if is_again or (said is not None and said.choice == "yes"):
        return Verdict(Sense.ANSWER, f"name: {heard.folded}", answer=Answer("yes", "yes"))
    if said is not None and said.choice == "no":
        other = _other_name(walk, heard)
        if other:
            return Verdict(Sense.ANSWER, f"name: {heard.folded}", answer=Answer(other, "yes"))
        return Verdict(Sense.ANSWER, f"no name: {heard.folded}", answer=Answer("no", "no"))
    return None


def _other_name(walk: Walk, heard: Heard) -> str:
    """The name behind a no: "no, Tyler"; empty where there is none."""
    behind = heard.core.partition(" ")[2]
    answer = read_name(behind, Reading(walk.campaign.lexicon, walk.lang, walk.world.now, {}))
    return str(answer.value) if answer is not None else ""
