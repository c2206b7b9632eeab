"""Reads what tells English and Spanish apart (listening/language_words.txt), once a process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.engine.telling import BOTH, Tells
from bot.engine.wording import Lexicon

_FILE = Path(__file__).parent / "listening" / "language_words.txt"
_AT_LEAST = 5  # what a word says that stands in the campaign's list of one language alone


def tells_of(lexicon: Lexicon) -> Tells | None:
    """What tells a campaign's languages apart, its own small words among them; None where there is
    no table of one of them."""
    tells = _built_in()
    if not set(tells.pair) <= set(lexicon.languages):
        return None
    first, second = (lexicon.languages[lang].common for lang in tells.pair)
    words = dict(tells.words)
    for own, sign in ((first - second, 1), (second - first, -1)):
        for word in own - BOTH:
            if word.isalpha() and words.get(word, 0) * sign < _AT_LEAST:
                words[word] = _AT_LEAST * sign
    named = [tuple(name.split(" ")) for name in lexicon.states if len(name) > 2]
    said = first | second
    places = {
        word: (
            *(name for name in tells.places.get(word, ()) if len(name) > 1 or word not in said),
            *(name for name in named if name[0] == word),
        )
        for word in {*tells.places, *(name[0] for name in named)}
    }
    codes = frozenset(code for code in lexicon.states if len(code) == 2)
    return Tells(words, tells.letters, tells.names - words.keys(), places, codes, tells.pair)


@cache
def _built_in() -> Tells:
    """The words in `_FILE`: see its head for where they are from."""
    sections: dict[str, list[str]] = defaultdict(list)
    title = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            title = line.strip("[]")
        elif not line.startswith("#"):
            sections[title].append(line)
    places: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for line in sections["places"]:
        for place in line.split(", "):
            said = tuple(place.split(" "))
            places[said[0]].append(said)
    return Tells(
        _weights(sections["words"]),
        _weights(sections["letters"]),
        frozenset(" ".join(sections["names"]).split(" ")),
        {word: tuple(sorted(named, key=len, reverse=True)) for word, named in places.items()},
    )


def _weights(lines: list[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        weight, *words = line.split(" ")
        found.update(dict.fromkeys((word.replace("_", " ") for word in words), int(weight)))
    return found
