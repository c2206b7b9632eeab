"""Rules for the sentences that flows give (`means`): errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from bot.campaign.documents import Loc
from bot.campaign.files import Source
from bot.campaign.known import Known
from bot.campaign.models import FlowModel, MeansModel
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


def sentences_have_a_flow(known: Known) -> Iterator[Problem]:
    """A file of means/ is for a flow that exists."""
    for name, source in known.sources.means.items():
        if name not in known.flow_names:
            yield source.problem(
                ("means",),
                say("There is no flow '%(name)s'.", name=name),
                say("Name a flow of this folder, or take the file out."),
                code="means_no_flow",
            )


def sentences_are_in_the_languages(known: Known) -> Iterator[Problem]:
    """Sentences are given in languages the campaign speaks."""
    for given in _givens(known):
        for lang in given.by_lang:
            if lang not in known.languages:
                yield not_spoken(known, given.source.document, (given.field, lang), lang)


def sentences_mean_one_flow(known: Known) -> Iterator[Problem]:
    """No sentence is given by two flows, or is another flow's keyword."""
    owners: dict[str, str] = {}
    for _, flow in known.flows:
        for words in flow.keywords.values():
            owners.update({fold(word): flow.flow for word in words})
    for given, sentence, loc in _sentences(known):
        other = owners.setdefault(fold(sentence), given.flow)
        if other != given.flow:
            yield _taken(given, loc, sentence, other)


def sentences_land_where_they_are_given(known: Known, compiled: Campaign) -> Iterator[Problem]:
    """No sentence is taken for something else before its meaning is looked at: a stop, danger,
    another language, a keyword. It could never teach anything, and whoever texts it goes
    elsewhere."""
    deaf = replace(compiled, meaning=None)
    world = World(datetime(2000, 1, 3, 12, tzinfo=UTC))
    for given, sentence, loc in _sentences(known):
        only = compiled.flows[given.flow].only if given.flow in compiled.flows else ""
        fields = {only: "1"} if only else {}  # heard from those whom the flow is for
        person = Person(1, lang=str(loc[1]), is_opted_in=True, fields=fields)
        verdict = listen(deaf, None, person, world, sentence)
        is_own = verdict.flow == given.flow
        if verdict.sense is Sense.UNKNOWN or is_own:
            continue
        yield given.source.problem(
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


class _Given(NamedTuple):
    """The sentences that one file gives for a flow, under `field`."""

    flow: str
    source: Source[FlowModel] | Source[MeansModel]
    field: str
    by_lang: Mapping[str, Sequence[str]]


def _givens(known: Known) -> Iterator[_Given]:
    for source, flow in known.flows:
        yield _Given(flow.flow, source, "means", flow.means)
    for name, listed in known.sources.means.items():
        yield _Given(name, listed, "sentences", listed.model.sentences)


def _sentences(known: Known) -> Iterator[tuple[_Given, str, Loc]]:
    for given in _givens(known):
        for lang, sentences in given.by_lang.items():
            for index, sentence in enumerate(sentences):
                yield given, sentence, (given.field, lang, index)


def _taken(given: _Given, loc: Loc, sentence: str, other: str) -> Problem:
    return given.source.problem(
        loc,
        say(
            "'%(sentence)s' leads to the flow '%(other)s' already.", sentence=sentence, other=other
        ),
        say("One sentence means one flow: take it from one of them."),
        code="meaning_taken",
    )
