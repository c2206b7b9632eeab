"""What every rule says of a language that the campaign does not speak."""

from __future__ import annotations

from bot.campaign.documents import Document, Loc
from bot.campaign.known import Known
from bot.errors import Problem
from bot.sentences import say


def not_spoken(known: Known, document: Document, loc: Loc, lang: str, step: str = "") -> Problem:
    """That `lang`, written at `loc`, is none of the campaign's languages."""
    return document.problem(
        loc,
        say("The campaign does not speak '%(lang)s'.", lang=lang),
        say("It speaks %(languages)s.", languages=", ".join(known.languages)),
        step=step,
        code="language",
    )
