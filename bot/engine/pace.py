"""How long reading a text aloud takes: from its words, their syllables, and its pauses.

The figures in `_VOICES` are a least-squares fit to espeak-ng 1.51 reading 42 texts at six paces
from 130 to 190 words a minute; every one of them lay within 7 %. `clarion scripts times` prints
the comparison for the campaign's own copy, and a test holds it to 10 %.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.engine.ear_words import LETTER_SYLLABLES, LIGHT_WORDS

# Words a minute that announcers read copy at; a :30 spot is held to be 75 to 80 words.
USUAL_PACE: Mapping[str, int] = {"en": 155, "es": 165}
OTHER_PACE = 155


@dataclass(frozen=True, slots=True)
class _Voice:
    """Seconds at one word a minute for each syllable, each word that carries stress, each light
    word, each comma and each end of a sentence."""

    syllable: float
    stressed: float
    light: float
    comma: float
    stop: float


_VOICES: Mapping[str, _Voice] = {
    "en": _Voice(16.1, 45.4, 16.1, 16.1, 9.2),
    "es": _Voice(13.9, 43.4, 12.9, 14.8, 32.4),
}

_HINT = re.compile(r" ?\([^()]*\)")  # how a name is said: for the eye only
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d")
_COMMA = re.compile(r"[,;:](?=\s)|\s[–—-]\s")
_STOP = re.compile(r"[.!?…]+(?=\s|[\"”»)]|$)|\n+")
# English words whose letters mislead the rule below.
_EN_KNOWN: Mapping[str, int] = {
    "every": 2, "everyone": 3, "everything": 3, "families": 3, "family": 3, "people": 2,
    "immigrant": 3, "being": 2, "minute": 2, "minutes": 2, "someone": 2, "something": 2,
    "somebody": 3, "sometimes": 2, "somewhere": 2, "business": 2, "different": 2, "choir": 2,
    "real": 1, "radio": 3, "idea": 3, "area": 3, "video": 3, "science": 2, "create": 2,
    "created": 3, "hours": 2, "hour": 2, "our": 1, "your": 1, "one": 1, "once": 1, "are": 1,
    "were": 1, "there": 1, "where": 1, "homemade": 2, "whitehouse": 2, "voicemail": 2,
    "administrative": 5, "president": 3, "wednesday": 2, "evening": 2, "moment": 2,
    "don't": 1, "doesn't": 2, "isn't": 2, "didn't": 2, "wasn't": 2, "couldn't": 2, "o'clock": 2,
    "they're": 1, "you're": 1, "we're": 1, "they've": 1, "we've": 1, "you've": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """What of a text takes time. `light` words carry no stress; `commas` are short pauses,
    `stops` long ones."""

    words: int
    light: int
    syllables: int
    commas: int
    stops: int


def measure(text: str, lang: str) -> Measure:
    """Count what takes time. Hints in brackets are not read."""
    text = _HINT.sub("", text)
    words = _WORD.findall(text)
    return Measure(
        words=len(words),
        light=sum(word.lower() in LIGHT_WORDS.get(lang, ()) for word in words),
        syllables=sum(count_syllables(word, lang) for word in words),
        commas=len(_COMMA.findall(text)),
        stops=len(_STOP.findall(text.strip())) or 1,
    )


def reading_s(text: str, lang: str, words_per_minute: int = 0) -> float:
    """Seconds it takes to read a text aloud that is written for the ear (`ear.for_the_ear`).

    `words_per_minute` is the reader's pace, the language's usual one if 0.
    """
    if not text.strip():
        return 0.0
    pace = words_per_minute or USUAL_PACE.get(lang, OTHER_PACE)
    voice, found = _VOICES.get(lang, _VOICES["en"]), measure(text, lang)
    weight = (
        found.syllables * voice.syllable
        + (found.words - found.light) * voice.stressed
        + found.light * voice.light
        + found.commas * voice.comma
        + found.stops * voice.stop
    )
    return weight / pace


def count_syllables(word: str, lang: str) -> int:
    """Syllables of one word or one letter; at least one."""
    word = word.lower()
    if len(word) == 1:
        return LETTER_SYLLABLES.get(lang, {}).get(word, 1)
    if lang == "es":
        return _spanish(word)
    return _english(word)


def _english(word: str) -> int:
    if word in _EN_KNOWN:
        return _EN_KNOWN[word]
    plain = re.sub(r"['’]s?$", "", word)
    groups = len(re.findall(r"[aeiouy]+", plain))
    groups += len(re.findall(r"i[ao](?!us|n\b|ns\b)|[ui]ou?s(?<=[^cgtx]ious)|eo(?!n|p)", plain))
    if re.search(r"[^aeioul]e$|[^aeiou]le$", plain):
        groups -= not re.search(r"[^aeiou]le$", plain)
    elif re.search(r"[^aeioutd]ed$", plain) or re.search(r"[^aeiouscxzgh]es$", plain):
        groups -= not re.search(r"[^aeiou]les$", plain)
    return max(1, groups)


def _spanish(word: str) -> int:
    """Strong vowels beside each other, and í or ú beside a strong one, are two syllables."""
    word = re.sub(r"qu(?=[eéií])|gu(?=[eéií])", "k", word)
    word = re.sub(r"y$", "i", word)
    count = 0
    for group in re.findall(r"[aeiouáéíóúü]+", word):
        count += 1
        for one, two in pairwise(group):
            strong = "aeoáéó"
            count += (one in strong and two in strong) or (
                (one in "íú" and two in strong) or (one in strong and two in "íú")
            )
    return max(1, count)
