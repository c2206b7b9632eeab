"""What may follow a keyword: a number, a time, a code, a station; a day, behind FIND."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.engine.definition import Campaign

INVITE = re.compile(r"[bcdfghjkmnpqrstvwxyz2-9]{6}")
_STATION = re.compile(r"[kwx][a-z]{2,4}")
MAX_ARGUMENT = 8  # words


def is_argument(campaign: Campaign, rest: str, words: Sequence[str]) -> bool:
    """Whether what follows a keyword is an argument and not the rest of a sentence."""
    if not words or len(words) > MAX_ARGUMENT:
        return False
    languages = campaign.lexicon.languages.values()
    telling = 0
    own = campaign.hearing.telling
    for word in words:
        is_number = word[0].isdecimal() or word[-1].isdecimal()
        if is_number or word in own or any(word in m.numbers or word in m.times for m in languages):
            telling += 1
        elif not _may_be_in_argument(campaign, word):
            return len(words) == 1 and _is_sign(rest, word)
    return telling > 0


def says_when(campaign: Campaign, words: Sequence[str]) -> bool:
    """Whether words only say when: "saturday", "el sábado", "something next week"."""
    hearing = campaign.hearing
    days = [
        word in hearing.when
        or any(word in m.weekdays or word in m.days for m in campaign.lexicon.languages.values())
        for word in words
    ]
    return any(days) and all(
        is_day or word in hearing.beside_when or _may_be_in_argument(campaign, word)
        for word, is_day in zip(words, days, strict=True)
    )


def _may_be_in_argument(campaign: Campaign, word: str) -> bool:
    return word in campaign.hearing.in_arguments or any(
        word in table
        for m in campaign.lexicon.languages.values()
        for table in (m.weekdays, m.months, m.am, m.pm, m.days, m.multipliers)
    )


def _is_sign(rest: str, word: str) -> bool:
    """Whether one word is an invitation's code or the letters of a station."""
    return bool(INVITE.fullmatch(word)) or (
        bool(_STATION.fullmatch(word)) and (rest.isupper() or len(word) > 4)
    )
