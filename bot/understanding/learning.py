"""Learning a campaign's sentences: at once where it may take its time, else beside everything."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import structlog

from bot.engine import Campaign
from bot.engine.meaning import Match, Meaning
from bot.understanding.embedder import Embedder, embedder_version, let_go_of_weights
from bot.understanding.nearest import NearestSamples
from bot.understanding.samples import Samples, digest_of, plain, samples_of, without_accents

log = structlog.get_logger()

_FOLDER = "understanding"
_FORM = "2"  # raised when what is learned from the same sentences changes
_NICE = 15
_FEWEST = 2


def learn_now(samples: Samples, data_dir: Path) -> Meaning:
    """The best there is for `samples`: half a minute of work where nothing is kept, else at once.

    Where the model is not there or does not work, the built-in part.
    """
    part = embedder_version()
    if not part or len({sample.flow for sample in samples}) < _FEWEST:
        return NearestSamples(samples)
    try:
        return _learned(samples, data_dir / _FOLDER, f"{part} form {_FORM}")
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        log.warning("sentences are understood by the built-in part alone", error=repr(error))
        return NearestSamples(samples)


def _learned(samples: Samples, folder: Path, part: str) -> Meaning:
    from bot.understanding import kept  # numpy is 0.1 s and 16 MB that only this part needs
    from bot.understanding.trained import TrainedMeaning, learn

    embedder = Embedder()
    file = folder / f"{digest_of(samples, part)}.npz"
    weights = kept.read_weights(file)
    if weights is None:
        with kept.one_at_a_time(folder):
            weights = kept.read_weights(file)
            if weights is None:
                flows, texts = _both_spellings(samples)
                before = kept.read_embeddings(folder, part)
                vectors = {
                    key: before[key] if key in before else embedder.embed(text)
                    for key, text in ((kept.key_of(text), text) for text in texts)
                }
                weights = learn(flows, [vectors[kept.key_of(text)] for text in texts])
                kept.keep(file, part, weights, vectors)
                let_go_of_weights()
    return TrainedMeaning(weights, embedder)


def _both_spellings(samples: Samples) -> tuple[list[str], list[str]]:
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
        self.best: Meaning = NearestSamples(samples)

    def match(self, text: str, lang: str) -> Match | None:
        """What the best part of this moment says."""
        return self.best.match(text, lang)


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
