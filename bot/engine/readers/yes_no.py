"""Yes and no, as people text them: "órale", "go ahead", "mejor no", "👍🏾👍🏾".

What is hedged ("maybe", "a lo mejor"), asked back ("what?") or says both is neither.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.engine.readers.tokens import Token, read_tokens
from bot.engine.wording import Lexicon

_DRAWN_OUT = re.compile(r"([^\W\d_])\1{1,}")  # "yesss", "siiii", "noooo"
_MOST = 14  # words; longer texts say more than yes or no


@lru_cache(maxsize=64)  # every text is asked, in each language; most are the same few words
def find_yes_no(text: str, lexicon: Lexicon, lang: str) -> str:
    """ "yes", "no", or "" where it is neither or not sure."""
    found = _verdict(text, lexicon, lang)
    if found is None:
        shorter = _DRAWN_OUT.sub(r"\1", text)
        found = _verdict(shorter, lexicon, lang) if shorter != text else None
    return found or ""


def _verdict(text: str, lexicon: Lexicon, lang: str) -> str | None:
    """The verdict; None where no word of the text says anything."""
    tokens = [t for t in read_tokens(text, lexicon.manners, lang) if t.text not in ",.!;:-"]
    if not tokens or len(tokens) > _MOST:
        return None
    said = [_sense(token) for token in tokens]
    if "maybe" in said and not (said[0] in ("yes", "no") and said.count("maybe") == 0):
        return ""
    if "?" in [token.text for token in tokens] and said[0] != "yes":
        return ""
    verdicts = {sense for sense in said if sense}
    if not verdicts:
        return None
    if len(verdicts) > 1:
        return _mixed(said)
    verdict = verdicts.pop()
    if said[0] == verdict:
        return verdict if verdict == "no" or not _is_taken_back(tokens[1:]) else ""
    rest = [t for t, sense in zip(tokens, said, strict=True) if not sense]
    is_plain = all(t.kind != "word" or t.has("aside") for t in rest)
    return verdict if is_plain and not _is_taken_back(rest) else ""


def _sense(token: Token) -> str:
    return next((sense for sense in ("maybe", "no", "yes") if token.has(sense)), "")


def _mixed(said: list[str]) -> str:
    """ "no, that's right": what comes first counts where it is only confirmed; else nothing."""
    if said[0] == "no" and "yes" in said[1:2]:
        return ""
    if said[0] == "no":
        return "no" if said.count("yes") == 1 and said[-1] == "yes" and len(said) <= 3 else ""
    return ""


def _is_taken_back(tokens: list[Token]) -> bool:
    return any(t.has("not") or t.text in ("but", "pero", "not", "no", "dont") for t in tokens)
