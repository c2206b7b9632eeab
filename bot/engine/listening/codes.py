"""What a text is without a keyword: an action's code, or a ZIP, alone or with what goes with it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.engine.definition import Campaign
from bot.engine.keywords import Keyword, find_slip
from bot.engine.listening.arguments import MAX_ARGUMENT
from bot.engine.listening.keywords import (
    Found,
    after,
    begins_with_code,
    edges,
    find_with_argument,
)
from bot.engine.listening.trimmings import Heard
from bot.engine.readers.addresses import read_zip
from bot.engine.readers.reading import Reading
from bot.engine.wording import fold

CODE = re.compile(r"([a-z]{3}) ?(\d{1,2})|([bcdfghjklmnprstvwxz]{4}) ?([2-9]{4})")
_ZIP = re.compile(
    r"(?:(?:my |mi |el |the |en |in )?(?:zip |zipcode |zip code |codigo postal |codigo )?"
    r"(?:is |es )?)?\d{5}(?: ?\d{4})?"
)


def find_code(campaign: Campaign, heard: Heard) -> Found | None:
    """A code alone, "KTRM4729", "ktrm 4729", "voy a OAK3", or with who else comes, "KTRM4729 somos
    4": for the flow that takes codes. It tells nobody's language."""
    words = heard.folded.split(" ")
    if not campaign.code_flow or len(words) > MAX_ARGUMENT:
        return None
    for skipped in edges(words, campaign.hearing.plans, from_start=True):
        code = _code_of(campaign, " ".join(words[skipped:]))
        if code:
            return _for(campaign, campaign.code_flow, code)
        count = begins_with_code(words[skipped:])
        if count:
            code = "".join(words[skipped : skipped + count]).upper()
            rest = after(heard.core, skipped + count)
            return _for(campaign, campaign.code_flow, f"{code} {rest}")
    return None


def find_other(campaign: Campaign, heard: Heard) -> Found | None:
    """The action that a text names by its code, with or without the keyword: "RSVP KTRM4729 me and
    2", "OAK 3". Asked who comes to one, it is of another."""
    found = find_with_argument(campaign, heard.core, heard.folded)
    words = fold(found.rest).split(" ") if found is not None else []
    if found is not None and found.keyword.flow == campaign.code_flow and begins_with_code(words):
        return found
    return find_code(campaign, heard)


def find_zip(campaign: Campaign, heard: Heard, reading: Reading) -> Found | None:
    """A ZIP alone, "60608", "my zip is 60608": for the flow that looks around one."""
    if not campaign.zip_flow or not _ZIP.fullmatch(heard.folded):
        return None
    answer = read_zip(heard.core, reading)
    return _for(campaign, campaign.zip_flow, str(answer.value)) if answer else None


def _for(campaign: Campaign, flow: str, rest: str) -> Found | None:
    """The keyword that a sign stands for."""
    keywords = (k for k in campaign.keywords.by_word.values() if k.flow == flow)
    found: Keyword | None = min(
        keywords, key=lambda k: (-len(k.langs), k.rank, k.word), default=None
    )
    return Found(replace(found, langs=()), rest) if found else None


def _code_of(campaign: Campaign, folded: str) -> str:
    found = CODE.fullmatch(folded)
    if found is None or (found[1] and is_word(campaign, found[1])):
        return ""
    return "".join(found.groups("")).upper()


def is_word(campaign: Campaign, letters: str) -> bool:
    """Whether letters are a word, or nearly a keyword: "oct" in "oct 3", "van" in "van 12"."""
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
