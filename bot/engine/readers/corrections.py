"""What a text takes back: "sorry, I meant 12", "its 7 not 6", "not 12, 2", "no, Friday"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.engine.readers.reading import Reading
from bot.engine.readers.tokens import Token, read_tokens
from bot.engine.wording import fold

_BREAKS = frozenset(",;.!")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Correction:
    """`kept` is what is meant instead, empty where a text only says that something is wrong;
    `retracted` what is taken back, where it is named ("not 12, 2")."""

    kept: str
    retracted: str = ""
    is_wrong: bool = False


def read_correction(text: str, reading: Reading) -> Correction | None:
    """What `text` puts right; None where it corrects nothing."""
    if not _may_correct(text, reading):
        return None
    tokens = read_tokens(text, reading.lexicon.manners, reading.lang)
    lead = max((at for at, token in enumerate(tokens) if token.has("correction")), default=-1)
    if 0 <= lead < len(tokens) - 1 and any(t.kind != "mark" for t in tokens[lead + 1 :]):
        rest = text[tokens[lead].end :].lstrip(" ,.;:!-")
        again = read_correction(rest, reading)
        return again if again is not None and again.kept else Correction(rest)
    negated = next((at for at, token in enumerate(tokens) if token.has("not")), -1)
    if negated >= 0:
        kept, retracted = _without(tokens, negated, text)
        return Correction(kept, retracted) if kept else None
    if any(token.has("wrong") for token in tokens):
        return Correction("", is_wrong=True)
    return None


def _may_correct(text: str, reading: Reading) -> bool:
    """Whether a text has a word without which nothing is taken back."""
    said = _WORD.findall(fold(text))
    return any(not t.takes_back.isdisjoint(said) for t in reading.lexicon.manners.values())


def _without(tokens: list[Token], negated: int, text: str) -> tuple[str, str]:
    """The text without what is negated (up to the next break, or one thing), and that."""
    end = negated + 1
    while end < len(tokens) and tokens[end].kind == "mark" and tokens[end].text in _BREAKS:
        end += 1
    if end == negated + 1:  # "not 12, 2": with "no, Friday" nothing but the "no" goes
        while end < len(tokens) and not _is_thing(tokens[end]):
            end += 1
        end += 1
        while end < len(tokens) and tokens[end].text not in _BREAKS and not _joins(tokens[end]):
            if _is_thing(tokens[end]):
                break
            end += 1
    stop = tokens[end].start if end < len(tokens) else len(text)
    before, after = text[: tokens[negated].start], text[stop:]
    kept = " ".join(part for part in (before.strip(" ,.;"), after.strip(" ,.;")) if part)
    return kept, text[tokens[negated].end : stop].strip(" ,.;")


def _joins(token: Token) -> bool:
    return token.text in ("but", "pero", "sino")


def _is_thing(token: Token) -> bool:
    return token.kind != "mark" and not token.has("aside")
