"""The words inside answers: what each phrase may be (a number, a weekday, "at", "calls" ...)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Senses = Mapping[str, str | int]
NOTHING: Senses = {}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases of one language, folded. `senses` maps a phrase to everything it may be;
    `longest` a first word to the number of words of the longest phrase that begins with it."""

    senses: Mapping[str, Senses] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=dict)

    def phrases(self, sense: str) -> list[str]:
        """Every phrase that may be this, the longest first."""
        found = [phrase for phrase, senses in self.senses.items() if sense in senses]
        return sorted(found, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Tongue:
    """The vocabularies of a campaign as somebody who writes `lang` uses them: their own first.

    `own` are the words only this language has, which tell it from the others; `takes_back`
    those without which nothing is corrected or denied."""

    lang: str
    vocabularies: tuple[Vocabulary, ...]
    own: frozenset[str] = frozenset()
    takes_back: frozenset[str] = frozenset()
    slips: Mapping[str, str] = field(default_factory=dict)

    def longest(self, word: str) -> int:
        """The number of words of the longest phrase that begins with `word`."""
        return max((v.longest.get(word, 1) for v in self.vocabularies), default=1)

    def senses(self, phrase: str) -> Senses:
        """What a phrase may be; a language further back is asked only where one before has
        nothing."""
        for vocabulary in self.vocabularies:
            found = vocabulary.senses.get(phrase)
            if found is not None:
                return found
        return NOTHING


def make_vocabulary(table: Iterable[tuple[str, str, str | int]]) -> Vocabulary:
    """From rows of sense, folded phrase, value."""
    senses: dict[str, dict[str, str | int]] = {}
    longest: dict[str, int] = {}
    for sense, phrase, value in table:
        senses.setdefault(phrase, {})[sense] = value
        first, count = phrase.partition(" ")[0], phrase.count(" ") + 1
        longest[first] = max(count, longest.get(first, 1))
    return Vocabulary(senses, longest)


def make_tongues(vocabularies: Mapping[str, Vocabulary]) -> Mapping[str, Tongue]:
    """One for every language, each with the others behind it."""
    tongues = {}
    for lang, own in vocabularies.items():
        others = [v for other, v in vocabularies.items() if other != lang]
        known = {word for v in others for word in _words(v)}
        tongues[lang] = Tongue(
            lang,
            (own, *others),
            own=frozenset(_words(own) - known),
            takes_back=_telling([own, *others], ("correction", "not", "wrong")),
            slips=_slips(own),
        )
    return tongues


def _telling(vocabularies: Sequence[Vocabulary], senses: Sequence[str]) -> frozenset[str]:
    """The longest word of every phrase that may be one of these."""
    phrases = [p for v in vocabularies for sense in senses for p in v.phrases(sense)]
    return frozenset(max(phrase.split(" "), key=len) for phrase in phrases)


def _words(vocabulary: Vocabulary) -> set[str]:
    return {word for phrase in vocabulary.senses for word in phrase.split(" ")}


# Names of days and months this long are told with one letter left out, doubled or turned round.
_LONG = 6


def _slips(vocabulary: Vocabulary) -> Mapping[str, str]:
    names = [
        word
        for word, senses in vocabulary.senses.items()
        if len(word) >= _LONG and ("weekday" in senses or "month" in senses) and word.isalpha()
    ]
    found: dict[str, str] = {}
    for name in names:
        for slip in _slips_of(name):
            if slip not in vocabulary.senses:
                found.setdefault(slip, name)
    return found


def _slips_of(word: str) -> Sequence[str]:
    left_out = [word[:i] + word[i + 1 :] for i in range(1, len(word))]
    doubled = [word[:i] + word[i] + word[i:] for i in range(len(word))]
    turned = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)]
    return [*left_out, *doubled, *turned]
