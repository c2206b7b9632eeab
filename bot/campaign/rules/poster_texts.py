"""What posters say (bot/people/posters.py); a campaign may leave any of them out. How long each may
be is what can be read from across a street, or fits a strip that is torn off."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.known import Known
from bot.errors import Problem
from bot.sentences import say

POSTER_TEXTS = {
    "poster_headline": say("is the headline of posters"),
    "poster_why": say("says on posters what it takes: a minute, no name"),
    "poster_text": say("comes before the word, the code and the number: Text CALL ELM to"),
    "poster_call": say("says on posters which number to call: {line}"),
    "poster_extension": say("says on posters which number to call, and the digits to press there"),
    "poster_scan": say("says on posters what scanning the code does"),
    "poster_strip": say("is the first line of a strip that is torn off"),
}
POSTER_FIELDS = frozenset({"poster.words", "poster.number", "poster.extension"})
MOST_LETTERS = {
    "poster_headline": 70, "poster_why": 90, "poster_text": 40, "poster_call": 60,
    "poster_extension": 70, "poster_scan": 70, "poster_strip": 28,
}  # fmt: skip


def posters_can_be_read(known: Known) -> Iterator[Problem]:
    """No text of a poster is longer than can be read there."""
    for name, most in MOST_LETTERS.items():
        for lang, text in known.campaign.texts.get(name, {}).items():
            if len(text) <= most:
                continue
            yield known.source.problem(
                ("texts", name, lang),
                say(
                    "This text has %(count)s letters; on a poster at most %(most)s can be read.",
                    count=len(text), most=most,
                ),
                say("Say it in fewer words."),
                code="poster",
                severity="warning",
            )  # fmt: skip
