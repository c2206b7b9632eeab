"""The trained part: three looks at a sentence that seldom fail together, weighed into one.

A softmax regression over embeddings, with "none of these" as one more flow; the nearest samples of
each flow among the embeddings; and the built-in part, which sees the words themselves. Each alone
is right for 0.50 to 0.67 of a stranger's sentences, together for 0.80 (architecture.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bot.engine.meaning import Match
from bot.understanding.deciding import Bounds, decide
from bot.understanding.samples import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.understanding.built_in import BuiltInMeaning
    from bot.understanding.embedder import Embedder

    Floats = NDArray[np.float32]
    Bytes = NDArray[np.int8]

# Chosen by figures over sentences that were not learned from, each third of them by the others.
_BOUNDS = Bounds(one_from=0.55, near=0.16, two_from=0.55, most_nothing=0.12, clear_from=0.62)
_REGRESSION, _NEAREST, _BUILT_IN = 0.2, 0.45, 0.35  # what each look counts
_NEIGHBOURS = 5
_SHARPNESS = 20.0  # of cosines, as chances
_DECAY = 1 / 10  # weight decay, in samples
_ROUNDS = 300
_AT_ONCE = 1024  # samples


@dataclass(frozen=True)
class Axes:
    """What embeddings are looked at along: around `middle`, the `ways` samples differ most in."""

    middle: Floats
    ways: Floats

    def along(self, embeddings: Floats) -> Floats:
        """Directions of length 1, from one embedding or many."""
        return _direction(np.dot(embeddings - self.middle, self.ways))


@dataclass(frozen=True)
class Weights:
    """What was learned: per flow a direction and a bias; and the directions of all samples, as
    bytes, with the place of their flow in `flows`."""

    flows: tuple[str, ...]
    directions: Floats
    biases: Floats
    samples: Bytes
    places: Bytes

    def regression(self, direction: Floats) -> Floats:
        """How likely each flow is by the regression; they add up to 1."""
        return _softmax(direction @ self.directions + self.biases)

    def nearest(self, direction: Floats) -> Floats:
        """How likely each flow is by its few nearest samples; they add up to 1."""
        near = np.concatenate([rows @ direction for rows in self._rows()]) / self._lengths
        means = np.empty(len(self.flows), np.float32)
        for place in range(len(self.flows)):
            own = near[self.places == place]
            kept = min(_NEIGHBOURS, len(own))
            means[place] = np.partition(own, -kept)[-kept:].mean()
        return _softmax(means * _SHARPNESS)

    @cached_property
    def _lengths(self) -> Floats:
        found: Floats = np.concatenate([np.linalg.norm(rows, axis=1) for rows in self._rows()])
        return np.maximum(found, 1)

    def _rows(self) -> Iterator[Floats]:
        """The samples as numbers, some at a time: all of them at once would be nine megabytes."""
        for first in range(0, len(self.samples), _AT_ONCE):
            yield self.samples[first : first + _AT_ONCE].astype(np.float32)


class TrainedMeaning:
    """Tells meaning by what was learned from the samples."""

    def __init__(
        self, weights: Weights, axes: Axes, embedder: Embedder, built_in: BuiltInMeaning
    ) -> None:
        if weights.flows != built_in.flows:
            raise ValueError("the parts have learned different flows")
        self._weights = weights
        self._axes = axes
        self._embedder = embedder
        self._built_in = built_in

    def match(self, text: str, lang: str, but: Collection[str] = frozenset()) -> Match | None:
        """The likeliest flow, where it is likely enough to ask about."""
        said = plain(text)
        if not any(char.isalpha() for char in said):
            return None
        return decide(self._weights.flows, self.chances(said), _BOUNDS, but)

    def chances(self, said: str) -> list[float]:
        """How likely each flow is for a plain text; they add up to 1."""
        direction = self._axes.along(self._embedder.embed(said))
        looks = (
            _REGRESSION * self._weights.regression(direction)
            + _NEAREST * self._weights.nearest(direction)
            + _BUILT_IN * np.array(self._built_in.chances(said), np.float32)
        )
        found: list[float] = looks.tolist()
        return found


def as_bytes(direction: Floats) -> Bytes:
    """A direction in a quarter of the space, its largest number as 127."""
    most = np.maximum(np.abs(direction).max(axis=-1, keepdims=True), 1e-6)
    found: Bytes = np.round(direction * (127 / most)).astype(np.int8)
    return found


def find_axes(embeddings: Floats, many: int) -> Axes:
    """The `many` axes along which embeddings differ most."""
    middle = embeddings.mean(axis=0)
    around = _direction(embeddings - middle)
    _, ways = np.linalg.eigh(around.T @ around)  # the widest last
    return Axes(middle.astype(np.float32), ways[:, ::-1][:, :many].astype(np.float32))


def learn(flows: Sequence[str], samples: Bytes) -> Weights:
    """Weights from the direction of each sample and the flow it means (at least two flows).

    Accelerated gradient descent (Nesterov), the same weights for the same samples.
    """
    names = tuple(sorted(set(flows)))
    places = np.array([names.index(flow) for flow in flows], np.int8)
    wanted = np.eye(len(names), dtype=np.float32)[places]
    many = len(samples)
    inputs = np.hstack([_direction(samples.astype(np.float32)), np.ones((many, 1), np.float32)])
    weights = ahead = np.zeros((inputs.shape[1], len(names)), np.float32)
    # The curvature of a softmax is at most 1/2 (Böhning 1992), so this step never overshoots.
    steepest = 0.5 * float(np.linalg.eigvalsh(inputs.T @ inputs)[-1])
    pace = 1 / (steepest + _DECAY)
    decay = np.full((len(weights), 1), _DECAY, np.float32)
    decay[-1] = 0
    step = 1.0
    for _ in range(_ROUNDS):
        off = _softmax(inputs @ ahead) - wanted
        now = ahead - pace * (inputs.T @ off + decay * ahead)
        following = (1 + (1 + 4 * step * step) ** 0.5) / 2
        ahead = now + (step - 1) / following * (now - weights)
        weights, step = now, following
    return Weights(names, weights[:-1], weights[-1], samples, places)


def _direction(found: Floats) -> Floats:
    length = np.linalg.norm(found, axis=-1, keepdims=True)
    one_long: Floats = (found / np.maximum(length, 1e-6)).astype(np.float32)
    return one_long


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    found: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return found
