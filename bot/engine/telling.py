"""What tells two languages apart: words and letters, weighed by how much more one uses them.

Data only and the sum over it; bot/campaign/make_language_words.py says where the weights are from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.engine.wording import fold

UNIT = 0.5  # of a weight: natural logarithm of how many times more often
MOST_OF_WORD = 8  # weights: no word says more, however often it is used
MOST_OF_LETTERS = 5
_EACH_PIECE = 0.4  # letters overlap, so that each says less than it would alone
_DECIDES = 1.2
# A name in a text of the other language keeps its accent: "meeting at Nuestra Señora".
_ACCENTED = re.compile("[ñÑ¿¡áéíóúÁÉÍÓÚ]")
_ACCENTED_SAYS, _ACCENTS_DECIDE = 6, 10
_SHORT = 4  # letters: so few are a slip of many words
_OF_SHORT = 0.6
_VOWEL = re.compile("[aeiouy]")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
# Addresses, codes and a station's call letters are of no language.
_NO_WORDS = re.compile(
    r"\S*@\S*|https?:\S*|\S+\.(?:com|org|net|edu|gov|mx)\b\S*|\b[A-Za-z]{2,5}-?\d+\w*"
    r"|\b[KW][A-Z]{2,3}\b(?=\W{0,3}(?:\d|[AF]M\b))"
)
# Both languages write these, alone they say nothing: "no", "ok", and LA the city.
BOTH = frozenset(
    ["no", "ok", "okay", "oki", "me", "dj", "fm", "am", "pm", "fb", "tv", "a", "m", "mm", "mmm"]
)
_ALONE = frozenset(["la", "al", "de", "el", "in", "or", "mi", "ma", "id", "pa", "co", "as", "va"])


@dataclass(frozen=True, slots=True)
class Tells:
    """Weights of `words` and of `letters`: above 0 the first of `pair`, below it the second.

    `names` of people say nothing, nor do `places` (by their first word), nor `states` after them.
    """

    words: Mapping[str, int]
    letters: Mapping[str, int]
    names: frozenset[str] = frozenset()
    places: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    states: frozenset[str] = frozenset()
    pair: tuple[str, str] = ("en", "es")

    @staticmethod
    def pieces(word: str) -> Iterator[str]:
        """The threes and fours of letters of a word, its ends marked by blanks."""
        marked = f" {word} "
        for size in (3, 4):
            yield from (marked[at : at + size] for at in range(len(marked) - size + 1))

    def by_letters(self, word: str) -> float:
        """What the letters of a word say."""
        letters = self.letters
        said = _EACH_PIECE * sum([letters.get(piece, 0) for piece in self.pieces(word)])
        said *= _OF_SHORT if len(word) <= _SHORT else 1
        return max(-MOST_OF_LETTERS, min(MOST_OF_LETTERS, said))

    def by_word(self, word: str) -> float:
        """What one folded word says; nothing for names, and for words both languages write."""
        weight = self.words.get(word)
        if weight is not None:
            return weight
        if word in self.names or word in BOTH or not word.isalpha() or not _VOWEL.search(word):
            return 0
        once = _DRAWN_OUT.sub(r"\1", word)
        return self.by_letters(word) if once == word else self.by_word(once)

    def lean(self, words: Sequence[str]) -> float:
        """How far folded words lean to the first language (above 0) or the second."""
        said, at, known = 0.0, 0, self.words
        while at < len(words):
            word = words[at]
            place = self._place_at(words, at) if word in self.places else 0
            if place:
                at += place
                at += at < len(words) and words[at] in self.states
                continue
            weight = known.get(word)
            said += self.by_word(word) if weight is None else weight
            at += 1
        return said

    def _place_at(self, words: Sequence[str], at: int) -> int:
        """How many words from `at` are the name of a place."""
        for place in self.places[words[at]]:
            if tuple(words[at : at + len(place)]) == place:
                return len(place)
        return 0

    def language(self, folded: str, written: str) -> str:
        """The language of a text; empty where its words do not tell. `written` is the text with
        its capitals and accents, which only the second language has."""
        if _NO_WORDS.search(written):
            folded = fold(_NO_WORDS.sub(" ", written))
        words = folded.split(" ")
        if len(words) == 1 and words[0] in _ALONE:
            return ""
        said = self.lean(words)
        if said and not written.isascii() and said < _ACCENTS_DECIDE and _ACCENTED.search(written):
            said -= _ACCENTED_SAYS
        if abs(said) < _DECIDES:
            return ""
        return self.pair[0] if said > 0 else self.pair[1]
