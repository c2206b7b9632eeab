"""Putting texts that say nearly the same together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.understanding.pieces import pieces_of

_ALIKE = 0.45  # cosine of tf-idf; two sentences about one thing in other words are at 0.2 to 0.4


def group(texts: Sequence[str]) -> list[list[int]]:
    """Places in `texts` of those that are alike, the largest groups first.

    Each text joins the group whose first text it is most like, or begins one; so the first text
    of a group speaks for it. Linear in the texts that share rare pieces.
    """
    counted = [pieces_of(text) for text in texts]
    known_by = Counter(piece for found in counted for piece in found)
    leaders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    groups: list[list[int]] = []
    for place, found in enumerate(counted):
        weights = _weighed(found, known_by, len(texts))
        near: dict[int, float] = defaultdict(float)
        for piece, weight in weights.items():
            for number, other in leaders[piece]:
                near[number] += weight * other
        nearest = max(near, key=near.__getitem__, default=-1)
        if nearest >= 0 and near[nearest] >= _ALIKE:
            groups[nearest].append(place)
            continue
        for piece, weight in weights.items():
            leaders[piece].append((len(groups), weight))
        groups.append([place])
    return sorted(groups, key=len, reverse=True)


def _weighed(found: Counter[str], known_by: Counter[str], many: int) -> dict[str, float]:
    weights = {
        piece: (1 + math.log(count)) * math.log(1 + many / known_by[piece])
        for piece, count in found.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {piece: weight / length for piece, weight in weights.items()}
