"""Rules for the sentences that flows give (`means`): errors."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.files import Source
from bot.campaign.known import Known
from bot.campaign.models import FlowModel
from bot.engine.wording import fold
from bot.errors import Problem
from bot.sentences import say


def sentences_are_in_the_languages(known: Known) -> Iterator[Problem]:
    """Sentences are given in languages the campaign speaks."""
    for source, flow in known.flows:
        for lang in flow.means:
            if lang not in known.languages:
                yield source.problem(
                    ("means", lang),
                    say("The campaign does not speak '%(lang)s'.", lang=lang),
                    say("It speaks %(languages)s.", languages=", ".join(known.languages)),
                    code="language",
                )


def sentences_mean_one_flow(known: Known) -> Iterator[Problem]:
    """No sentence is given by two flows, or is another flow's keyword."""
    owners: dict[str, str] = {}
    for _, flow in known.flows:
        for words in flow.keywords.values():
            owners.update({fold(word): flow.flow for word in words})
    for source, flow in known.flows:
        for lang, sentences in flow.means.items():
            for index, sentence in enumerate(sentences):
                other = owners.setdefault(fold(sentence), flow.flow)
                if other != flow.flow:
                    yield _taken(source, ("means", lang, index), sentence, other)


def _taken(
    source: Source[FlowModel], loc: tuple[str | int, ...], sentence: str, other: str
) -> Problem:
    return source.problem(
        loc,
        say(
            "'%(sentence)s' leads to the flow '%(other)s' already.", sentence=sentence, other=other
        ),
        say("One sentence means one flow: take it from one of them."),
        code="meaning_taken",
    )
