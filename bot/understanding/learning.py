"""Learning a campaign's sentences: at once where it may take its time, else beside everything."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.engine import Campaign
from bot.engine.meaning import Match, Meaning
from bot.understanding.built_in import BuiltInMeaning
from bot.understanding.embedder import Embedder, embedder_version, let_go_of_weights
from bot.understanding.samples import Samples, digest_of, plain, samples_of, without_accents

if TYPE_CHECKING:
    from bot.understanding.kept import Learned
    from bot.understanding.trained import Bytes

log = structlog.get_logger()
Tell = Callable[[int], None]

_FOLDER = "understanding"
_FORM = "4"  # raised when what is learned from the same sentences changes
_NICE = 15
_FEWEST = 2


def learn_now(samples: Samples, data_dir: Path, tell: Tell | None = None) -> Meaning:
    """The best there is for `samples`. At once for the shipped campaign and for what is kept;
    else 14 ms for each new sentence, of which `tell` hears how many there are.

    Where the model is not there or does not work, the built-in part.
    """
    built_in = BuiltInMeaning(samples)
    part = embedder_version()
    if not part or len(built_in.flows) < _FEWEST:
        return built_in
    try:
        from bot.understanding.kept import read_axes  # numpy: 0.1 s and 16 MB only this part needs
        from bot.understanding.trained import TrainedMeaning

        embedder = Embedder()
        learned = _learned(samples, data_dir / _FOLDER, part, embedder, tell)
        return TrainedMeaning(learned.weights, read_axes(), embedder, built_in)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        log.warning("sentences are understood by the built-in part alone", error=repr(error))
        return built_in


def _learned(
    samples: Samples, folder: Path, part: str, embedder: Embedder, tell: Tell | None
) -> Learned:
    from bot.understanding import kept

    digest = digest_for(samples, part)
    file = folder / f"{digest}.npz"
    for place in (kept.SHIPPED, file):
        learned = kept.read_learned(place)
        if learned is not None and learned.digest == digest:
            return learned
    with kept.one_at_a_time(folder):
        learned = kept.read_learned(file)
        if learned is None:
            before = kept.read_directions(folder, part)
            learned = learn_from(samples, part, before, embedder, tell)
            kept.keep(file, learned)
            kept.let_go_of_old(folder)
            let_go_of_weights()
    return learned


def learn_from(
    samples: Samples,
    part: str,
    before: Mapping[str, Bytes],
    embedder: Embedder,
    tell: Tell | None = None,
) -> Learned:
    """What `part` learns from `samples`; `before` are directions that are known, by key."""
    import numpy as np

    from bot.understanding.kept import Learned, key_of, read_axes
    from bot.understanding.trained import as_bytes, learn

    flows, texts = both_spellings(samples)
    known = dict(before)
    new = [text for text in dict.fromkeys(texts) if key_of(text) not in known]
    if new and tell is not None:
        tell(len(new))
    axes = read_axes()
    for text in new:
        known[key_of(text)] = as_bytes(axes.along(embedder.embed(text)))
    keys = tuple(key_of(text) for text in texts)
    weights = learn(flows, np.stack([known[key] for key in keys]))
    return Learned(part, digest_for(samples, part), weights, keys)


def digest_for(samples: Samples, part: str) -> str:
    """Names what the model `part` learns from `samples`."""
    return digest_of(samples, f"{part} form {_FORM}")


def both_spellings(samples: Samples) -> tuple[list[str], list[str]]:
    """Flows and sentences, those with accents once more without: half of all phones leave them."""
    pairs = dict.fromkeys((sample.flow, plain(sample.text)) for sample in samples)
    pairs |= dict.fromkeys((flow, without_accents(text)) for flow, text in pairs)
    return [flow for flow, _ in pairs], [text for _, text in pairs]


def samples_in(campaign: Campaign) -> Samples:
    """The sentences of a campaign."""
    means = {name: flow.means for name, flow in campaign.flows.items()}
    return samples_of(means, campaign.none_of_these)


class MeaningInTime:
    """Answers by the built-in part until the trained one is there."""

    def __init__(self, samples: Samples) -> None:
        self.best: Meaning = BuiltInMeaning(samples)

    def match(self, text: str, lang: str, but: Collection[str] = frozenset()) -> Match | None:
        """What the best part of this moment says."""
        return self.best.match(text, lang, but)


class MeaningOnDemand:
    """Made on the first sentence that needs it: for commands, most of which never do."""

    def __init__(self, make: Callable[[], Meaning]) -> None:
        self._make = make
        self._made: Meaning | None = None

    def match(self, text: str, lang: str, but: Collection[str] = frozenset()) -> Match | None:
        """What the part that was made says."""
        self._made = self._made or self._make()
        return self._made.match(text, lang, but)


class Learner:
    """Learns in a thread of its own, so that nobody waits. One per process."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._last: tuple[str, MeaningInTime] | None = None
        self.thread: threading.Thread | None = None

    def meaning(self, samples: Samples) -> Meaning:
        """What tells the meaning of sentences from now on; better by itself within the minute."""
        digest = digest_of(samples, _FORM)
        if self._last is None or self._last[0] != digest:
            told = MeaningInTime(samples)
            self._last = (digest, told)
            self.thread = threading.Thread(
                target=self._learn, args=(samples, told), name="understanding", daemon=True
            )
            self.thread.start()
        return self._last[1]

    def _learn(self, samples: Samples, told: MeaningInTime) -> None:
        if sys.platform == "linux":  # there a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        told.best = learn_now(samples, self._data_dir)
        log.info("sentences are understood", by=type(told.best).__name__, samples=len(samples))
