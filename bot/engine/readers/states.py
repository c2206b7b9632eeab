"""US states: "Houston TX", "la florida", "soy de Oaxaca pero vivo en Oregon"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.engine.readers.reading import Answer, Reading
from bot.engine.wording import fold

_LETTERS = re.compile(r"(?<![\w.])([A-Za-z])\.?\s?([A-Za-z])\.?(?![\w])")
# Two small letters that are words before they are states.
_WORDS = frozenset({"hi", "ok", "oh", "or", "in", "me", "ma", "pa", "de", "la", "al", "id", "co"})
# Where somebody lives now, whatever else they name.
_HOME = re.compile(
    r"\b(?:live|living|stay|now|moved|vivo|vivimos|estoy|ahora)\b.*?\b(?:in|to|en|a)\b"
)
_CITIES = {"washington state": "WA", "estado de washington": "WA"}


def read_state(text: str, reading: Reading) -> Answer | None:
    """The one state in `text`, by its name or by two letters: alone, in capitals, or at the end
    behind a city."""
    states = reading.lexicon.states
    folded = fold(text)
    whole = states.get(folded) if folded not in _WORDS or text.strip().isupper() else None
    if whole:
        return Answer(whole)
    named = _names(folded, {**states, **_CITIES})
    home = _HOME.search(folded)
    if len(named) > 1 and home:
        named = _names(folded[home.end() :], states)
    if len(named) == 1:
        return Answer(named.pop())
    codes = {} if named else _codes(text, states)
    return Answer(codes.popitem()[1]) if len(codes) == 1 else None


def _names(folded: str, states: Mapping[str, str]) -> set[str]:
    """The states named, the longest name first: Washington DC is not Washington."""
    rest, found = f" {folded} ", set()
    for name in sorted(states, key=len, reverse=True):
        if len(name) > 2 and f" {name} " in rest and not _is_of_city(name, rest):
            rest = rest.replace(f" {name} ", "  ")
            found.add(states[name])
    return found


def _is_of_city(name: str, text: str) -> bool:
    """ "Kansas City", "Virginia Beach": a city that may be elsewhere."""
    return bool(re.search(rf" {name} (?:city|beach|falls) ", text)) and name != "new york"


def _codes(text: str, states: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for match in _LETTERS.finditer(text):
        letters = (match[1] + match[2]).lower()
        is_sure = match[0].isupper() and (not text.isupper() or match.end() >= len(text.rstrip()))
        is_last = match.end() >= len(text.rstrip(" .!")) and letters not in _WORDS
        is_joined = len(match[0].replace(".", "").replace(" ", "")) == 2 and " " not in match[0]
        if letters in states and is_joined and (is_sure or is_last):
            found[letters] = states[letters]
    return found
