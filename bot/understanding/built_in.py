"""The built-in part: which flow would most likely have given a sentence of these words and letters.

Naive Bayes over pieces weighed by how few samples have them (tf-idf), every flow as likely as any
other before the text is read. Chosen over the nearest samples, which are right a third less often
at the same number of wrong ones. Figures in docs/architecture.md; `clarion bench` measures.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import accumulate

from bot.engine.meaning import Match
from bot.understanding.deciding import Bounds, decide
from bot.understanding.pieces import letters_of, words_of
from bot.understanding.samples import Samples, plain

# Chosen by figures over sentences that were not learned from, each third of them by the others.
_BOUNDS = Bounds(one_from=0.9, near=0.2, two_from=0.8, most_nothing=0.1, clear_from=0.92)
_UNSEEN = 0.05  # added to each count: a flow may use a word that none of its samples does
_HALF = math.sqrt(0.5)


class BuiltInMeaning:
    """Tells meaning by words and letters; pure, and learns on the first sentence only."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self.flows = tuple(sorted({sample.flow for sample in samples}))

    def match(self, text: str, lang: str, but: Collection[str] = frozenset()) -> Match | None:
        """The flow that `text` most likely means, where it is likely enough to ask about."""
        said = plain(text)
        if len(self.flows) < 2 or not any(char.isalpha() for char in said):
            return None
        return decide(self.flows, self.chances(said), _BOUNDS, but)

    def chances(self, said: str) -> list[float]:
        """How likely each of `flows` is for a plain text; they add up to 1."""
        return self._counts.chances(said)

    def warm(self) -> None:
        """Learn now what the first sentence would wait for: a second for 5,000 samples."""
        self._counts  # noqa: B018 - made on first use

    @cached_property
    def _counts(self) -> _Counts:
        return _Counts(self._samples, self.flows)


def _rarity(texts: Mapping[str, Collection[str]]) -> dict[str, float]:
    """How rare each piece is; letters that only one sample has tell nothing of the next."""
    known_by: Counter[str] = Counter()
    for said in texts.values():
        for text in said:
            known_by.update(words_of(text).keys() | letters_of(text).keys())
    every = 1 + sum(map(len, texts.values()))
    return {
        piece: math.log(every / (1 + many)) + 1
        for piece, many in known_by.items()
        if many > 1 or piece.startswith("=")
    }


class _Counts:
    """How much of each piece the samples of each flow have."""

    def __init__(self, samples: Samples, flows: tuple[str, ...]) -> None:
        texts: dict[str, dict[str, None]] = {flow: {} for flow in flows}
        for sample in samples:
            texts[sample.flow][plain(sample.text)] = None
        self._rarity = _rarity(texts)
        self._numbers = {piece: number for number, piece in enumerate(self._rarity)}
        self._totals: list[float] = []
        numbers, places, says = array("I"), array("H"), array("f")
        for place, said in enumerate(texts.values()):
            counts: dict[str, float] = defaultdict(float)
            for text in said:
                for piece, weight in self._weighed(text).items():
                    counts[piece] += weight
            self._totals.append(math.log(_UNSEEN * len(self._rarity) + sum(counts.values())))
            numbers.extend([self._numbers[piece] for piece in counts])
            places.extend([place] * len(counts))
            says.extend([math.log(1 + count / _UNSEEN) for count in counts.values()])
        order = sorted(range(len(numbers)), key=numbers.__getitem__)
        self._places = array("H", [places[at] for at in order])
        self._says = array("f", [says[at] for at in order])
        many = Counter(numbers)
        self._first = array("I", accumulate((many[n] for n in range(len(many))), initial=0))

    def _weighed(self, text: str) -> Mapping[str, float]:
        weights: dict[str, float] = {}
        for pieces in (words_of(text), letters_of(text)):
            known = {
                piece: (1 + math.log(many)) * self._rarity[piece]
                for piece, many in pieces.items()
                if piece in self._rarity
            }
            length = math.sqrt(sum(weight * weight for weight in known.values())) or 1.0
            weights |= {piece: weight / length * _HALF for piece, weight in known.items()}
        return weights

    def chances(self, text: str) -> list[float]:
        weights = self._weighed(text)
        every = sum(weights.values())
        scores = [-every * total for total in self._totals]
        places, says, first = self._places, self._says, self._first
        for piece, weight in weights.items():
            number = self._numbers[piece]
            for at in range(first[number], first[number + 1]):
                scores[places[at]] += weight * says[at]
        most = max(scores)
        raised = [math.exp(score - most) for score in scores]
        whole = sum(raised)
        return [one / whole for one in raised]
