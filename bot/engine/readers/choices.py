"""Which of a question's choices a text means: its word, number or letter, a word inside a short
sentence, a unique beginning, a slip, yes and no in any words, several at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.engine.definition import Ask
from bot.engine.readers.tokens import read_tokens
from bot.engine.readers.yes_no import find_yes_no
from bot.engine.wording import Lexicon, fold

_DRAWN_OUT = re.compile(r"(.)\1+$")  # "yesss", "nooo"
MAX_SENTENCE = 10  # words; longer texts are not searched for a choice inside them
_MOST_AHEAD = 40  # words of what was said before its question
_MOST_WORDS = 6  # of a phrase inside a sentence
_FREE = frozenset({"text", "name"})  # these take any words: only a choice's own words count
_POSITIONS = frozenset({"", "pattern"})  # where a number is a choice's and not an answer


def find_choices(ask: Ask, text: str, lexicon: Lexicon, lang: str) -> tuple[str, ...]:
    """The keys of the choices that `text` means: none, one, or several ("1 and 2")."""
    words = ask.words.get(lang) or next(iter(ask.words.values()), {})
    folded = fold(text)
    found = words.get(folded)
    if found or not folded:
        return (found,) if found else ()
    if ask.kind in _FREE:
        return ()
    said = folded.split(" ")
    short = " ".join(word for word in said if not _is_filler(word, lexicon))
    is_yes_no = "yes" in ask.keys and "no" in ask.keys
    if is_yes_no and (answer := find_yes_no(text, lexicon, lang)):
        return (answer,)
    found = (_by_position(ask, said, lexicon) if ask.kind in _POSITIONS else "") or words.get(short)
    keys = (found,) if found else _in_other_words(ask, said, short, words, lexicon, lang)
    # What the reader of yes and no is not sure of is neither: "sí y no".
    return () if is_yes_no and set(keys) & {"yes", "no"} else keys


def find_said(ask: Ask, text: str, lexicon: Lexicon, lang: str) -> str:
    """The key of the one choice whose words stand in a text of any length, or empty."""
    words = ask.words.get(lang) or next(iter(ask.words.values()), {})
    said = fold(text).split(" ")[:_MOST_AHEAD]
    inside = tuple(dict.fromkeys(_inside(said, words, ask.weak, lexicon, _MOST_AHEAD)))
    return inside[0] if len(inside) == 1 else ""


def _in_other_words(
    ask: Ask, said: list[str], short: str, words: Mapping[str, str], lexicon: Lexicon, lang: str
) -> tuple[str, ...]:
    several = _by_positions(ask, said, lexicon) if not ask.kind else ()
    found = words.get(_DRAWN_OUT.sub(r"\1", short), "")
    if found or several:
        return (found,) if found else several
    inside = tuple(dict.fromkeys(_inside(said, words, ask.weak, lexicon)))
    if inside and ask.weak and _is_of_others(" ".join(said), lexicon, lang):
        return ()
    if inside:
        return inside
    found = _begins(short, ask.begins.get(lang, {})) or _slip(short, words)
    return (found,) if found else ()


def _is_of_others(folded: str, lexicon: Lexicon, lang: str) -> bool:
    """ "my sister called" """
    return any(token.has("family") for token in read_tokens(folded, lexicon.tongues, lang))


def _is_filler(word: str, lexicon: Lexicon) -> bool:
    return any(word in m.fillers for m in lexicon.languages.values())


def _by_position(ask: Ask, said: list[str], lexicon: Lexicon) -> str:
    """ "2", "number 2", "the second", "b": the second choice."""
    rest = [word for word in said if not _is_filler(word, lexicon)] or said[-1:]
    last = rest[0]
    if len(said) > 4 or len(rest) > 1:
        return ""
    number = _place(last, lexicon)
    if not number and len(said) == 1 and len(last) == 1 and "a" <= last <= "z":
        number = ord(last) - ord("a") + 1
    return ask.keys[number - 1] if 1 <= number <= len(ask.keys) else ""


def _by_positions(ask: Ask, said: list[str], lexicon: Lexicon) -> tuple[str, ...]:
    """ "1 and 2", "1 2", "la 1 y la 3" """
    rest = [w for w in said if not _is_filler(w, lexicon) and w not in ("and", "y", "or", "o")]
    numbers = [_place(word, lexicon) for word in rest]
    if len(numbers) < 2 or not all(1 <= number <= len(ask.keys) for number in numbers):
        return ()
    return tuple(dict.fromkeys(ask.keys[number - 1] for number in numbers))


def _place(word: str, lexicon: Lexicon) -> int:
    if word.isdecimal():
        return int(word) if len(word) <= 2 else 0
    for meanings in lexicon.languages.values():
        found = meanings.ordinals.get(word) or meanings.numbers.get(word)
        if found:
            return found
    return 0


def _inside(
    said: list[str],
    words: Mapping[str, str],
    weak: frozenset[str],
    lexicon: Lexicon,
    most: int = MAX_SENTENCE,
) -> list[str]:
    """The choices whose words stand in a short sentence, unless it says no to something."""
    if len(said) > most:
        return []
    found: list[str] = []
    only_called: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(said):
        count = next(
            (n for n in range(min(_MOST_WORDS, len(said) - at), 0, -1)
             if words.get(" ".join(said[at : at + n])) and not _is_yes_no(said, at, n, words)),
            0,
        )  # fmt: skip
        phrase = " ".join(said[at : at + count])
        if count:
            (only_called if phrase in weak else found).append(words[phrase])
        else:
            rest.append(said[at])
        at += count or 1
    is_negated = any(word in m.negations for word in rest for m in lexicon.languages.values())
    return [] if is_negated else found or only_called


def _is_yes_no(said: list[str], at: int, count: int, words: Mapping[str, str]) -> bool:
    """Yes and no are read by their own reader, not found as a word in a sentence."""
    return words[" ".join(said[at : at + count])] in ("yes", "no")


def _begins(short: str, words: Mapping[str, str]) -> str:
    if len(short) < 2:
        return ""
    found = {choice for word, choice in words.items() if word.startswith(short)}
    return found.pop() if len(found) == 1 else ""


def _slip(short: str, words: Mapping[str, str]) -> str:
    if len(short) < 4:
        return ""
    allowed = 1 if len(short) < 8 else 2
    near = extract(short, words.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    found = {words[word] for word, _, _ in near if len(word) >= 4}
    return found.pop() if len(found) == 1 else ""
