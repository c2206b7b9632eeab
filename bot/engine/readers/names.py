"""What somebody is called: "hola soy Ana", "it's me, Ana", "Ma. del Carmen".

A refusal, a question, a yes or no and a sentence are no names: they would be said back to the
person, and read out to others.
"""

from __future__ import annotations

import re

from bot.engine.readers.reading import Answer, Reading
from bot.engine.text import clean
from bot.engine.wording import fold

MAX_NAME = 40
_MOST_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+(?:['’.-]+[^\W\d_]+)*\.?")
_JOINS = frozenset({"de", "del", "la", "las", "los", "y", "da", "dos", "van", "von", "san", "al"})
_DIGITS = re.compile(r"\d")


def read_name(text: str, reading: Reading) -> Answer | None:
    """The name in `text`, its capitals mended; None where it may be anything else."""
    plain = clean(text)[:160]
    if _DIGITS.search(plain) or "?" in plain or "@" in plain:
        return None
    words, is_said = _without_frame(_WORD.findall(plain), reading)
    if len(words) == 1 and "maybe_name" in reading.lexicon.senses_of(fold(words[0])):
        return Answer(_capitals(words[0].lower(), 0)) if is_said else None  # "I'm Ty"
    if not words or len(words) > _MOST_WORDS or len(" ".join(words)) > MAX_NAME:
        return None
    last = fold(words[-1])
    is_first_name = len(words) == 1 and "name" in reading.lexicon.senses_of(last)  # Van
    if last in _JOINS and not is_first_name:
        return None
    if not all(_may_be_name(word, reading) for word in words):
        return None
    return Answer(" ".join(_capitals(word, at) for at, word in enumerate(words)))


def maybe_named(text: str, reading: Reading) -> str:
    """The name that a text of one word may be, or may not ("Dale", which is "ok" in Spanish); empty
    where it is no such word."""
    words = _WORD.findall(clean(text)[:MAX_NAME])
    is_one = len(words) == 1 and "maybe_name" in reading.lexicon.senses_of(fold(words[0]))
    return _capitals(words[0].lower(), 0) if is_one and "?" not in text else ""


def _without_frame(words: list[str], reading: Reading) -> tuple[list[str], bool]:
    """The words without greetings and "my name is" before them, thanks and the like behind; and
    whether they are said to be a name."""
    folded = [fold(word) for word in words]
    start, end, is_moving = 0, len(words), True
    while is_moving and start < end:
        is_moving = False
        for count in range(min(6, end - start), 0, -1):
            phrase = " ".join(folded[start : start + count])
            if "name_lead" in reading.lexicon.senses_of(phrase):
                start, is_moving = start + count, True
                break
    is_moving = True
    while is_moving and start < end:
        is_moving = False
        for count in range(min(5, end - start), 0, -1):
            phrase = " ".join(folded[end - count : end])
            if end - count == start and "maybe_name" in reading.lexicon.senses_of(phrase):
                break  # "I'm Ty"
            if "name_tail" in reading.lexicon.senses_of(phrase):
                end, is_moving = end - count, True
                break
    says = (reading.lexicon.senses_of(word) for word in folded[:start])
    return words[start:end], any("name_says" in senses for senses in says)


_NEVER = frozenset({
    "yes", "no", "maybe", "refusal", "unknown", "vague", "not_name", "tries", "calls", "unit",
    "number", "one_time", "weekday", "day", "part", "correction", "not", "wrong",
})  # fmt: skip


def _may_be_name(word: str, reading: Reading) -> bool:
    folded = fold(word)
    senses = reading.lexicon.senses_of(folded)
    if folded in _JOINS or "name" in senses:
        return True
    if len(folded) == 1 and not word.endswith("."):
        return word.isupper()
    return senses.isdisjoint(_NEVER)


def _capitals(word: str, at: int) -> str:
    if at and fold(word) in _JOINS:
        return word.lower()
    if word.islower():
        return re.sub(r"(?:^|(?<=[-'’]))[^\W\d_]", lambda m: m[0].upper(), word)
    if word.isupper() and len(word) > 2:
        return word.title() if "'" not in word else word.capitalize()
    return word
