"""Codes of actions that stand alone: "KTRM4729", "ktrm 4729", "voy a OAK3"."""

from __future__ import annotations

import re

from bot.engine.definition import Campaign
from bot.engine.keywords import find_slip
from bot.engine.listening.keywords import MAX_ARGUMENT, Found, edges

_CODE = re.compile(r"([a-z]{3}) ?(\d{1,2})|([bcdfghjklmnprstvwxz]{4}) ?([2-9]{4})")


def find_code(campaign: Campaign, folded: str) -> Found | None:
    """A code alone, "KTRM4729", "ktrm 4729", "voy a OAK3": for the flow that takes codes."""
    words = folded.split(" ")
    if len(words) > MAX_ARGUMENT:
        return None
    for skipped in edges(words, campaign.hearing.plans, from_start=True):
        found = _code_of(campaign, " ".join(words[skipped:]))
        if found is not None:
            return found
    return None


def _code_of(campaign: Campaign, folded: str) -> Found | None:
    found = _CODE.fullmatch(folded)
    if found is None or not campaign.code_flow or (found[1] and _is_word(campaign, found[1])):
        return None
    keywords = (k for k in campaign.keywords.by_word.values() if k.flow == campaign.code_flow)
    keyword = min(keywords, key=lambda k: (-len(k.langs), k.rank, k.word), default=None)
    return Found(keyword, "".join(found.groups("")).upper()) if keyword else None


def _is_word(campaign: Campaign, letters: str) -> bool:
    """Whether three letters before a number are a word, or nearly a keyword: "oct 3", "van 12"."""
    if letters in campaign.hearing.in_arguments or letters in campaign.hearing.leads:
        return True
    return (
        find_slip(campaign.keywords, letters) is not None
        or letters in campaign.keywords.by_word
        or any(
            letters in table
            for m in campaign.lexicon.languages.values()
            for table in (m.common, m.months, m.weekdays, m.numbers)
        )
    )
