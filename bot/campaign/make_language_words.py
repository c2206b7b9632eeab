"""Makes listening/language_words.txt: what tells English and Spanish apart, in people's texts.

Run `python -m bot.campaign.make_language_words` where `wordfreq` and `names` are installed too
(they are not needed to run Clarion). Sources: word frequencies of wordfreq 3.1.1 (Robyn Speer; data
CC BY-SA 4.0: subtitles, Twitter, Wikipedia, books ...), names of the US census of 1990 as `names`
0.3.0 has them (public domain), cities of zipcodes 3.0.0. Accents and case are folded as in texts.

Kept libraries were measured first: docs/architecture.md, "Which language a text is in".
"""

from __future__ import annotations

import importlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import zipcodes

from bot.engine.telling import BOTH, MOST_OF_WORD, UNIT, Tells
from bot.engine.wording import fold

_OUT = Path(__file__).parent / "listening" / "language_words.txt"
_LEAST = 3e-6  # how often a word is used to stand in the table, of all words
_RARE = 1e-7
_CLEAR = 1.5  # natural logarithm of how much more often: a word that may teach letters
# Names that are used this much more in one language are words there, too.
_NAME_LIKE, _SURNAME_LIKE = 3.2, 2.0  # the latter in English, where many are words
# Words that people of both languages text, one of them more: they say a third of it.
_LENT = """
    stop spam link email flyer app whatsapp bye sorry please chat radio show help call join total
    online facebook internet mall parking ticket taxi hotel normal final plan local social video
    foto photo super hello"""
_NO_PLACES = ("white house", "casa blanca", "call", "la casa", "good night", "media", "start")
_SMOOTH = 0.3
_SAID_BY_LETTERS = 1.2  # a word is left out where its letters say as much, to within
_FIRST_NAMES, _SURNAMES = 700, 1500
_ZIPS_OF_A_CITY = 4
_ABROAD = """
    mexico, guatemala, honduras, el salvador, nicaragua, costa rica, panama, cuba, venezuela,
    colombia, ecuador, peru, bolivia, chile, argentina, uruguay, paraguay, brasil, haiti,
    la republica dominicana, republica dominicana, santo domingo, ciudad juarez, tijuana, michoacan,
    jalisco, oaxaca, puebla, guerrero, chiapas, la raza, la mega, la kalle, la zeta, la poderosa,
    la ranchera, radio bilingue, radio campesina, que buena, univision, telemundo, la villita,
    east la, el barrio, boyle heights, little village, pilsen, washington heights, long island,
    nuestra senora de guadalupe, our lady of guadalupe, nuestra senora, sagrado corazon,
    cinco de mayo"""


def make() -> str:
    """The file's text."""
    english, spanish = _frequencies("en"), _frequencies("es")
    more = {word: _more(english, spanish, word) for word in english.keys() | spanish.keys()}
    letters = _letters(english, spanish, more)
    table = Tells({}, letters)
    words: dict[str, int] = {}
    names, lent = set(_names(more)), frozenset(_LENT.split())
    for word, by in more.items():
        if max(english[word], spanish[word]) < _LEAST or word in BOTH or word in names:
            continue
        by = max(-MOST_OF_WORD, min(MOST_OF_WORD, by / UNIT)) / (3 if word in lent else 1)
        if len(word) < 3 or abs(by - table.by_letters(word)) * UNIT > _SAID_BY_LETTERS:
            words[word] = round(by)
    sections = {"words": _by_weight(words), "letters": _by_weight(letters)}
    sections["names"] = [*_lines(sorted(names))]
    sections["places"] = [*_lines(sorted(_places(more)), ", ")]
    head = (__doc__ or "").split("Kept libraries")[0].strip().splitlines()
    out = [*(f"# {line}".rstrip() for line in head)]
    out += [f"# A weight is in units of {UNIT} (natural logarithm): more is English, less Spanish."]
    for title, lines in sections.items():
        out += [f"[{title}]", *lines]
    return "\n".join(out) + "\n"


def _frequencies(lang: str) -> Counter[str]:
    wordfreq = importlib.import_module("wordfreq")
    found: Counter[str] = Counter()
    for word, often in wordfreq.get_frequency_dict(lang, "large").items():
        for part in fold(word).split(" "):
            if part.isascii() and part.isalpha():
                found[part] += often
    return found


def _more(english: Mapping[str, float], spanish: Mapping[str, float], word: str) -> float:
    return math.log((english[word] + _RARE) / (spanish[word] + _RARE))


def _letters(
    english: Mapping[str, float], spanish: Mapping[str, float], more: Mapping[str, float]
) -> dict[str, int]:
    """Threes and fours of letters, learned from words that are clearly of one language; words used
    often count more, but far less than as often as they are used."""
    seen: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for place, words in enumerate((english, spanish)):
        own = [word for word in words if (more[word] > 0) == (place == 0)]
        clear = [word for word in own if abs(more[word]) >= _CLEAR and len(word) > 2]
        for word in [word for word in clear if words[word] >= _LEAST]:
            for piece in Tells.pieces(word):
                seen[piece][place] += (words[word] * 1e6) ** 0.3
    ratio = sum(e for e, _ in seen.values()) / sum(s for _, s in seen.values())
    weights = {
        piece: round(math.log((e + _SMOOTH) / (s * ratio + _SMOOTH)) / UNIT)
        for piece, (e, s) in seen.items()
    }
    return {piece: weight for piece, weight in weights.items() if weight}


def _names(more: Mapping[str, float]) -> Iterator[str]:
    for kind, most, at_most in (
        ("male.first", _FIRST_NAMES, _NAME_LIKE),
        ("female.first", _FIRST_NAMES, _NAME_LIKE),
        ("all.last", _SURNAMES, _SURNAME_LIKE),
    ):
        lines = files("names").joinpath(f"dist.{kind}").read_text("ascii").splitlines()[:most]
        names = (line.split()[0].lower() for line in lines)
        yield from (name for name in names if -_NAME_LIKE < more.get(name, 0) < at_most)


def _places(more: Mapping[str, float]) -> Iterator[str]:
    zips = Counter(fold(row["city"]) for row in zipcodes.list_all())
    yield from (fold(place) for place in _ABROAD.split(","))
    for city, many in zips.items():
        if city in _NO_PLACES:
            continue
        if " " in city or (many >= _ZIPS_OF_A_CITY and abs(more.get(city, 0)) < _NAME_LIKE):
            yield city


def _by_weight(weights: Mapping[str, int]) -> list[str]:
    by_weight: dict[int, list[str]] = defaultdict(list)
    for word, weight in weights.items():
        by_weight[weight].append(word.replace(" ", "_"))
    return [
        line
        for weight in sorted(by_weight)
        for line in _lines(sorted(by_weight[weight]), lead=f"{weight} ")
    ]


def _lines(words: Iterable[str], mark: str = " ", lead: str = "") -> Iterator[str]:
    line = ""
    for word in dict.fromkeys(words):
        if len(line) + len(word) > 110:
            yield lead + line
            line = ""
        line += (mark if line else "") + word
    if line:
        yield lead + line


if __name__ == "__main__":
    _OUT.write_text(make(), encoding="utf-8")
