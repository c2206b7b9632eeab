"""Rules for the sentences that flows give (`means`): errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.campaign.documents import Loc
from bot.campaign.files import Source
from bot.campaign.known import Known
from bot.campaign.models import FlowModel
from bot.campaign.rules.languages import not_spoken
from bot.engine import Campaign, Person, Sense, World, listen
from bot.engine.wording import fold
from bot.errors import Problem
from bot.sentences import own_words, say

_SENSES = {
    Sense.STOP: own_words({"en": "a stop", "es": "una baja"}),
    Sense.STOP_UNSURE: own_words({"en": "a stop, perhaps", "es": "una posible baja"}),
    Sense.DANGER: own_words({"en": "danger", "es": "peligro"}),
    Sense.LANGUAGE: own_words({"en": "a switch of language", "es": "un cambio de idioma"}),
    Sense.KEYWORD: own_words({"en": "a keyword", "es": "una palabra clave"}),
    Sense.SUGGESTION: own_words({"en": "a slip of a keyword", "es": "un error de dedo"}),
}


def sentences_are_in_the_languages(known: Known) -> Iterator[Problem]:
    """Sentences are given in languages the campaign speaks."""
    for source, flow in known.flows:
        for lang in flow.means:
            if lang not in known.languages:
                yield not_spoken(known, source.document, ("means", lang), lang)


def sentences_mean_one_flow(known: Known) -> Iterator[Problem]:
    """No sentence is given by two flows, or is another flow's keyword."""
    owners: dict[str, str] = {}
    for _, flow in known.flows:
        for words in flow.keywords.values():
            owners.update({fold(word): flow.flow for word in words})
    for source, sentence, loc in _sentences(known):
        other = owners.setdefault(fold(sentence), source.model.flow)
        if other != source.model.flow:
            yield _taken(source, loc, sentence, other)


def sentences_land_where_they_are_given(known: Known, compiled: Campaign) -> Iterator[Problem]:
    """No sentence is taken for something else before its meaning is looked at: a stop, danger,
    another language, a keyword. It could never teach anything, and whoever texts it goes
    elsewhere."""
    deaf = replace(compiled, meaning=None)
    world = World(datetime(2000, 1, 3, 12, tzinfo=UTC))
    for source, sentence, loc in _sentences(known):
        person = Person(1, lang=str(loc[1]), is_opted_in=True)
        verdict = listen(deaf, None, person, world, sentence)
        is_own = verdict.flow == source.model.flow
        if verdict.sense is Sense.UNKNOWN or is_own:
            continue
        yield source.problem(
            loc,
            say(
                "'%(sentence)s' is taken as %(sense)s before its meaning is looked at (%(why)s).",
                sentence=sentence,
                sense=_SENSES.get(verdict.sense, str(verdict.sense)),
                why=verdict.why,
            ),
            say("Take it out, or say it in words that only this flow is meant by."),
            code="meaning_elsewhere",
        )


def _sentences(known: Known) -> Iterator[tuple[Source[FlowModel], str, Loc]]:
    for source, flow in known.flows:
        for lang, sentences in flow.means.items():
            for index, sentence in enumerate(sentences):
                yield source, sentence, ("means", lang, index)


def _taken(source: Source[FlowModel], loc: Loc, sentence: str, other: str) -> Problem:
    return source.problem(
        loc,
        say(
            "'%(sentence)s' leads to the flow '%(other)s' already.", sentence=sentence, other=other
        ),
        say("One sentence means one flow: take it from one of them."),
        code="meaning_taken",
    )
