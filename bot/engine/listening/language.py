"""Stage 5, language: who asks for another one, and which one a text is in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.definition import Campaign
from bot.engine.hearing import Hearing
from bot.engine.listening.trimmings import Heard, clauses_of
from bot.engine.wording import Lexicon


def find_switch(
    hearing: Hearing, lexicon: Lexicon, heard: Heard, bodies: Sequence[str]
) -> tuple[str, str]:
    """The language somebody asks to be written to in, and the words; or two empty ones.

    The name of a language alone (`bodies` is the text without more and more politeness), or
    asking for it: "hablan español?", "no hablo inglés", "english please".
    """
    for meanings in lexicon.languages.values():
        for body in bodies:
            if body in meanings.names:
                return meanings.names[body], body
    clauses: list[str] = []
    for lang, phrases in hearing.switches.items():
        if lang == "neither" or not phrases.may_be_in(heard.words):
            continue
        clauses = clauses or [f"{clause} " for clause in clauses_of(heard.core)]
        words = phrases.search(clauses, heard.words)
        if words and not hearing.switches["neither"].search([f"{heard.folded} "], heard.words):
            return lang, words
    return "", ""


def recognise(campaign: Campaign, heard: Heard) -> str:
    """The language a text is in; empty where its words do not tell."""
    words = heard.folded.split(" ")
    counts = {
        lang: len(m.common.intersection(words)) for lang, m in campaign.lexicon.languages.items()
    }
    first, second = sorted(counts.values(), reverse=True)[:2] if len(counts) > 1 else (1, 0)
    return max(counts, key=lambda lang: counts[lang]) if first > second else ""
