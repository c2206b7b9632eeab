"""Which of a question's choices a text means: word, number, letter, word inside a short sentence,
unique beginning, slip."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA

from bot.engine.definition import Ask
from bot.engine.wording import Lexicon, fold

_DRAWN_OUT = re.compile(r"(.)\1+$")  # "yesss", "nooo"
MAX_SENTENCE = 8  # words; longer texts are not searched for a choice inside them


def find_choice(ask: Ask, text: str, lexicon: Lexicon, lang: str) -> str:
    """The key of the choice that `text` means, or empty."""
    words = ask.words.get(lang) or next(iter(ask.words.values()), {})
    folded = fold(text)
    found = words.get(folded)
    if found or not folded or ask.kind in ("text", "name"):
        return found or ""
    said = folded.split(" ")
    short = " ".join(word for word in said if not _is_filler(word, lexicon))
    return (
        (_by_position(ask, said, lexicon) if not ask.kind else "")
        or words.get(short)
        or words.get(_DRAWN_OUT.sub(r"\1", short), "")
        or _inside(said, words, lexicon)
        or _begins(short, ask.begins.get(lang, {}))
        or _slip(short, words)
    )


def _is_filler(word: str, lexicon: Lexicon) -> bool:
    return any(word in m.fillers for m in lexicon.languages.values())


def _by_position(ask: Ask, said: list[str], lexicon: Lexicon) -> str:
    """ "2", "number 2", "the second", "b": the second choice."""
    last = said[-1]
    if len(said) > 3 or not all(_is_filler(word, lexicon) for word in said[:-1]):
        return ""
    number = int(last) if last.isdecimal() and len(last) <= 2 else _ordinal(last, lexicon)
    if not number and len(said) == 1 and len(last) == 1 and "a" <= last <= "z":
        number = ord(last) - ord("a") + 1
    return ask.keys[number - 1] if 1 <= number <= len(ask.keys) else ""


def _ordinal(word: str, lexicon: Lexicon) -> int:
    found = [m.ordinals[word] for m in lexicon.languages.values() if word in m.ordinals]
    return found[0] if found else 0


def _inside(said: list[str], words: Mapping[str, str], lexicon: Lexicon) -> str:
    """The one choice whose words stand in a short sentence, unless it says no to something."""
    if len(said) > MAX_SENTENCE:
        return ""
    found = set()
    for start in range(len(said)):
        for end in range(start + 1, min(start + 4, len(said)) + 1):
            choice = words.get(" ".join(said[start:end]))
            if choice:
                found.add(choice)
    if len(found) != 1 or found & {"yes", "no"}:
        return next(iter(found)) if _is_plain_yes(said, found, lexicon) else ""
    is_negated = any(word in m.negations for word in said for m in lexicon.languages.values())
    return "" if is_negated else found.pop()


def _is_plain_yes(said: list[str], found: set[str], lexicon: Lexicon) -> bool:
    """ "they said yes!" is a yes, "no I will not" a no, "yes and no" neither."""
    negations = [word for m in lexicon.languages.values() for word in said if word in m.negations]
    return found == {"no"} or (found == {"yes"} and not negations)


def _begins(short: str, words: Mapping[str, str]) -> str:
    if len(short) < 2:
        return ""
    found = {choice for word, choice in words.items() if word.startswith(short)}
    return found.pop() if len(found) == 1 else ""


def _slip(short: str, words: Mapping[str, str]) -> str:
    if len(short) < 4:
        return ""
    allowed = 1 if len(short) < 8 else 2
    found = {
        choice
        for word, choice in words.items()
        if len(word) >= 4 and abs(len(word) - len(short)) <= allowed
        and OSA.distance(short, word, score_cutoff=allowed) <= allowed
    }  # fmt: skip
    return found.pop() if len(found) == 1 else ""
