"""What may be a source's code in a text: "CALL ELM", "please call elm", "ELM", "CALLELM".

Only the record knows which codes there are; this says what would be one, and what is left to be
heard without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.engine.definition import Campaign
from bot.engine.hearing import Hearing
from bot.engine.listening.keywords import find_whole, find_with_argument
from bot.engine.listening.stop import bodies_of
from bot.engine.listening.trimmings import trim

_MOST = 8  # words; longer texts are prose
_LEAST = 3  # letters of a code


@dataclass(frozen=True, slots=True)
class MaybeCode:
    """A word that may be a code. `words` is what is said without it, "" where it is all; `text` is
    what the engine is to hear where it is one. `is_last`: nothing follows it, so that it may be a
    slip of a code."""

    code: str
    words: str
    text: str
    is_last: bool


def maybe_codes(campaign: Campaign, text: str) -> list[MaybeCode]:
    """What may be a code in a text, the likeliest first; nothing for most texts."""
    heard = trim(campaign.hearing, text)
    if heard.folded.count(" ") >= _MOST or heard.folded in campaign.keywords.by_word:
        return []
    bodies = bodies_of(campaign.hearing, heard.folded)
    found = [one for body in bodies for one in _behind_keyword(campaign, body)]
    found = found or [one for body in bodies if " " not in body for one in _alone(campaign, body)]
    argued = find_with_argument(campaign, heard.core, heard.folded)
    if argued is None or argued.keyword.flow == "join":
        return found
    # "DJ KXYZ" says a station, whatever else the letters are.
    return [MaybeCode(one.code, one.words, text, False) for one in found]


def _behind_keyword(campaign: Campaign, body: str) -> Iterator[MaybeCode]:
    said = body.split(" ")
    for count in range(len(said) - 1, 0, -1):
        words = " ".join(said[:count])
        code = said[count]
        if _is_new(campaign, code) and find_whole(campaign, [words]) is not None:
            yield MaybeCode(code, words, words, count == len(said) - 1)


def _alone(campaign: Campaign, body: str) -> Iterator[MaybeCode]:
    if not _is_new(campaign, body):
        return
    for at in range(2, len(body) - _LEAST + 1):
        if body[:at] in campaign.keywords.by_word and _is_new(campaign, body[at:]):
            yield MaybeCode(body[at:], body[:at], body[:at], False)
    yield MaybeCode(body, "", "", True)


def _is_new(campaign: Campaign, word: str) -> bool:
    """Whether a word may be a code: not one of everybody's."""
    return (
        len(word) >= _LEAST
        and word[0].isalpha()
        and word.isascii()
        and word not in campaign.keywords.by_word
        and not _is_everybodys(campaign.hearing, word)
        and not any(
            word in table
            for m in campaign.lexicon.languages.values()
            for table in (m.common, m.numbers, m.weekdays, m.months)
        )
    )


def _is_everybodys(hearing: Hearing, word: str) -> bool:
    return word in hearing.leads or word in hearing.tails or word in hearing.around
