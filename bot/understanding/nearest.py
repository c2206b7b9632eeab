"""The built-in part: a sentence means the flow whose samples share most of its rare pieces.

Words and threes of letters are weighed by how few samples have them (tf-idf), and a flow is as near
as its nearest few samples. Figures in docs/architecture.md; `clarion bench understanding` measures.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from operator import itemgetter
from statistics import fmean

from bot.engine.meaning import Match
from bot.understanding.samples import NOTHING, Samples, plain, without_accents

# Chosen on sentences that were not learned from: at most 0.04 of them are matched wrongly.
_NEIGHBOURS = 5
_ASKED_FROM, _CLEAR_FROM = 0.22, 0.40
_AHEAD_BY = 0.06
_RARITY = 1.5


class NearestSamples:
    """Tells meaning by the nearest samples; pure, and read on the first sentence only."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def match(self, text: str, lang: str) -> Match | None:
        """The flow whose samples are nearest to `text`, where it is well ahead of any other."""
        ranked = self._index.ranking(text)
        if len(ranked) < 2:
            return None
        (flow, score), (other, next_score) = ranked[:2]
        if flow == NOTHING or score < _ASKED_FROM or score - next_score < _AHEAD_BY:
            return None
        return Match(flow, round(min(score, 1.0), 3), other, score >= _CLEAR_FROM)

    @cached_property
    def _index(self) -> _Index:
        return _Index(self._samples)


class _Index:
    """Pieces of all samples, and which samples have them with which weight."""

    def __init__(self, samples: Samples) -> None:
        self._flows = tuple(sample.flow for sample in samples)
        counted = [pieces_of(sample.text) for sample in samples]
        known_by = Counter(piece for pieces in counted for piece in pieces)
        self._unseen = math.log1p(len(samples)) ** _RARITY
        self._rarity = {
            piece: math.log(1 + len(samples) / many) ** _RARITY for piece, many in known_by.items()
        }
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, pieces in enumerate(counted):
            for piece, weight in self._weighed(pieces).items():
                self._having[piece].append((number, weight))

    def _weighed(self, pieces: Mapping[str, int]) -> dict[str, float]:
        rarity = self._rarity
        weights = {
            piece: (1 + math.log(many)) * rarity.get(piece, self._unseen)
            for piece, many in pieces.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {piece: weight / length for piece, weight in weights.items()}

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Flows and how near they are, the nearest first."""
        near = [0.0] * len(self._flows)
        for piece, weight in self._weighed(pieces_of(text)).items():
            for number, other in self._having.get(piece, ()):
                near[number] += weight * other
        by_flow: dict[str, list[float]] = defaultdict(list)
        for flow, score in zip(self._flows, near, strict=True):
            by_flow[flow].append(score)
        scores = {flow: fmean(sorted(s)[-_NEIGHBOURS:]) for flow, s in by_flow.items()}
        return sorted(scores.items(), key=itemgetter(1), reverse=True)


def pieces_of(text: str) -> Counter[str]:
    """The words of a text and their threes of letters, accents left out, with their number."""
    return Counter(_cut(without_accents(plain(text)).split()))


def _cut(words: list[str]) -> Iterator[str]:
    for word in words:
        yield f"={word}"
        around = f" {word} "
        yield from (around[i : i + 3] for i in range(len(around) - 2))
