"""Codes of sources, as they are texted: what may be one, what is one already, one of our own.

A code is public and easy to type: 3 to 12 letters and digits that begin with a letter. It must mean
nothing else when it is texted, with a slip or without, and codes of our own making are two slips
apart, so that a slip is heard as what it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from rapidfuzz.distance import OSA

from bot.engine import Campaign, fold, hear_alone
from bot.engine.keywords import find_slip
from bot.engine.listening.arguments import INVITE
from bot.engine.listening.codes import CODE, is_word
from bot.engine.listening.standing import find_command
from bot.engine.readers.yes_no import find_yes_no
from bot.errors import InputError
from bot.sentences import say

LEAST, MOST = 3, 12  # letters of a code
_FORM = re.compile(r"[A-Z][A-Z0-9]{2,11}")
_OWN = 6  # letters of one of our own, where they suffice
_SAFE = "ACEFHJKMNPRTUVWXY"  # letters that no digit and no other letter is taken for
# Words that many places begin with, and that tell none from another.
_SMALL = frozenset(
    {"the", "a", "an", "at", "of", "saint", "st", "san", "santa", "our", "la", "el", "los", "las"}
    | {"de", "del", "y", "and", "iglesia", "church", "parroquia", "calle", "avenida", "street"}
)


def read_code(campaign: Campaign, typed: str, field: str = "code") -> str:
    """A code as it is kept: "élm" → "ELM". Raises: InputError where it cannot be one."""
    code = fold(typed).replace(" ", "").upper()
    if not _FORM.fullmatch(code):
        raise InputError(
            say(
                "A code has %(least)s to %(most)s letters and digits, a letter first: ELM.",
                least=LEAST, most=MOST,
            ),
            field,
        )  # fmt: skip
    if means_something(campaign, code):
        raise InputError(
            say("%(code)s means something else when it is texted. Take another word.", code=code),
            field,
        )
    return code


def means_something(campaign: Campaign, code: str) -> bool:
    """Whether a code is a word that the campaign listens for, or near one, or looks like the code
    of an action or an invitation."""
    said = code.lower()
    if CODE.fullmatch(said) or INVITE.fullmatch(said) or is_word(campaign, said):
        return True
    own = campaign.own_keywords.values()
    if any(said in index.by_word or find_slip(index, said) for index in own):
        return True
    if hear_alone(campaign, said) is not None or find_command(campaign.lexicon, said)[0]:
        return True
    if any(said in m.names for m in campaign.lexicon.languages.values()):
        return True
    return any(find_yes_no(said, campaign.lexicon, lang) for lang in campaign.languages)


def own_code(campaign: Campaign, label: str, taken: Collection[str]) -> str:
    """A code of our own for what a place is called: "Elm Street Laundry" → "ELM", and two slips
    from every one that is taken."""
    found = next(
        (
            code
            for code in _candidates(label)
            if _FORM.fullmatch(code)
            and not means_something(campaign, code)
            and min((OSA.distance(code, other) for other in taken), default=2) > 1
        ),
        "",
    )
    if not found:
        raise InputError(say("No code is left for this place. Give it one yourself."), "code")
    return found


def _candidates(label: str) -> Iterable[str]:
    """Codes for a place, the likeliest first."""
    words = [word.upper() for word in fold(label).split() if word not in _SMALL]
    words = [word for word in words if word[0].isascii() and word[0].isalpha()] or ["POSTER"]
    for word in words:
        if LEAST <= len(word) <= _OWN + 2:
            yield word
    first = words[0][:_OWN]
    for word in words[1:]:
        yield (first + word)[:MOST]
        yield first[:4] + word[:4]
    for one in _SAFE:
        for other in _SAFE:
            yield first + one + other
            yield first[:4] + other + one + other


def nearest(said: str, codes: Iterable[str]) -> str:
    """The code that was most likely meant: itself, or the only one that is one slip away. "" where
    there is none, or several are as near."""
    said = said.upper()
    near: list[str] = []
    for code in codes:
        if code == said:
            return code
        if len(said) >= LEAST and OSA.distance(said, code, score_cutoff=1) <= 1:
            near.append(code)
    return near[0] if len(near) == 1 else ""
