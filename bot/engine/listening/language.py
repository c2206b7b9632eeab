"""Stage 5, language: who asks for another one, and which one a text is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.engine.definition import Ask, Campaign
from bot.engine.hearing import Hearing
from bot.engine.listening.trimmings import Heard, clauses_of
from bot.engine.walk import Walk
from bot.engine.wording import Lexicon, Meanings

_NEITHER = "neither"  # what is about languages and asks for none
# Kinds of answers that people give in words of their own language.
_TELLING = frozenset({"company", "count", "date", "extras", "number", "pick", "time"})


def find_switch(
    hearing: Hearing, lexicon: Lexicon, heard: Heard, bodies: Sequence[str]
) -> tuple[str, str]:
    """The language somebody asks to be written to in, and the words; or two empty ones.

    The name of a language alone (`bodies` is the text without more and more politeness), or
    asking for it: "hablan español?", "no hablo inglés", "english please".
    """
    asked: dict[str, str] = {}
    clauses: list[str] = []
    for lang, phrases in hearing.switches.items():
        if lang != _NEITHER and phrases.may_be_in(heard.words):
            clauses = clauses or [f"{clause} " for clause in clauses_of(heard.core)]
            words = phrases.search(clauses, heard.words)
            if words:
                asked[lang] = words
    if asked:
        neither = hearing.switches[_NEITHER].search([f"{heard.folded} "], heard.words)
        # "I don't speak Spanish" holds "speak Spanish": more words know better.
        return ("", "") if neither else max(asked.items(), key=lambda item: len(item[1]))
    for meanings in lexicon.languages.values():
        for body in bodies:
            if body in meanings.names:
                return meanings.names[body], body
    return "", ""


def recognise(campaign: Campaign, heard: Heard) -> str:
    """The language a text is in; empty where its words do not tell."""
    spoken = campaign.lexicon.languages
    if len(spoken) == 1:
        return next(iter(spoken))
    tells = campaign.hearing.tells()
    if tells is None:
        return _most_common(heard.words, spoken)
    if len(spoken) > len(tells.pair):
        others = {lang: m for lang, m in spoken.items() if lang not in tells.pair}
        other = _most_common(heard.words, others) if len(others) > 1 else next(iter(others))
        if other and _most_common(heard.words, spoken) == other:
            return other
    return tells.language(heard.folded, heard.core)


def shown_by(walk: Walk, ask: Ask, heard: Heard) -> str:
    """The language that an answer is in, of somebody whose language nobody knows: "puedo manejar",
    "yes". A name, a place or a station tells none."""
    is_telling = ask.kind in _TELLING or "yes" in ask.choices
    if walk.person.lang is not None or not is_telling:
        return ""
    return recognise(walk.campaign, heard)


def _most_common(words: frozenset[str], spoken: Mapping[str, Meanings]) -> str:
    """The language that more of the words are common in than in any other."""
    counts = {lang: len(m.common & words) for lang, m in spoken.items()}
    first, second = sorted(counts.values(), reverse=True)[:2]
    return max(counts, key=counts.__getitem__) if first > second else ""
