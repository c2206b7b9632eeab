"""The sentences of a campaign, as what meaning is learned from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

NOTHING = ""  # the flow of a sentence that means none
LONGEST = 160  # letters of a text that are looked at: what is meant is said by then
_NO_LETTERS = re.compile(r"[^\w\s]|_")


class Sample(NamedTuple):
    """A sentence, and the flow it means."""

    flow: str
    lang: str
    text: str


Samples = tuple[Sample, ...]


def samples_of(
    means: Mapping[str, Mapping[str, Sequence[str]]], none_of_these: Mapping[str, Sequence[str]]
) -> Samples:
    """All sentences of a campaign: `means` by flow and language, then those that mean nothing."""
    found = [
        Sample(flow, lang, text)
        for flow, by_lang in means.items()
        for lang, texts in by_lang.items()
        for text in texts
    ]
    found += [
        Sample(NOTHING, lang, text) for lang, texts in none_of_these.items() for text in texts
    ]
    return tuple(found)


def digest_of(samples: Samples, part: str) -> str:
    """Names what `part` learns from `samples`: the same for the same sentences, in any order."""
    lines = sorted("\t".join(sample) for sample in samples)
    return hashlib.sha256("\n".join([part, *lines]).encode()).hexdigest()[:24]


def plain(text: str) -> str:
    """A text as both parts read it: small letters, no punctuation, at most `LONGEST`."""
    spaced = _NO_LETTERS.sub(" ", unicodedata.normalize("NFC", text[: 4 * LONGEST]).lower())
    return " ".join(spaced.split())[:LONGEST]


def without_accents(text: str) -> str:
    """A text as many type it on a phone: accents left out, ñ too."""
    if text.isascii():
        return text
    split = unicodedata.normalize("NFD", text)
    return "".join(char for char in split if not unicodedata.combining(char))
