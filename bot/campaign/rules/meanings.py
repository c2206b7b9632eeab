"""Rules for the sentences that flows give (`means`): errors."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.documents import Loc
from bot.campaign.files import Source
from bot.campaign.known import Known
from bot.campaign.models import FlowModel
from bot.campaign.rules.languages import not_spoken
from bot.engine.wording import fold
from bot.errors import Problem
from bot.sentences import say


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
