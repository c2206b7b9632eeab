"""The trained part: what it learns, keeps, and does where the model is not there."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.bootstrap import begin_understanding
from bot.campaign import load
from bot.campaign.labelled import judge
from bot.engine.meaning import Meaning
from bot.understanding import kept, learning
from bot.understanding.built_in import BuiltInMeaning
from bot.understanding.embedder import Embedder, let_go_of_weights
from bot.understanding.learning import (
    Learner,
    MeaningInTime,
    MeaningOnDemand,
    learn_now,
    samples_in,
)
from bot.understanding.samples import Samples
from bot.understanding.trained import TrainedMeaning, as_bytes, learn
from tests.conftest import make_settings
from tests.factories import make_clarion

ROOT = Path(__file__).resolve().parents[2]


def test_other_words_in_the_other_language_mean_the_same(
    model: str, small: Samples, tmp_path: Path
) -> None:
    told = learn_now(small, tmp_path)

    assert isinstance(told, TrainedMeaning)
    found = told.match("me gustaría cantar en el coro", "es")  # no Spanish sample sings
    assert found is not None
    assert (found.flow, found.runner_up) == ("sing", "bake")
    assert told.match("my cat is ill", "en") is None
    assert told.match("👍 !!", "en") is None


def test_what_is_kept_is_read_and_tells_the_same(
    model: str, small: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = learn_now(small, tmp_path).match("we sing together", "en")

    with monkeypatch.context() as patch:  # nothing may be embedded or learned again
        patch.setattr(learning, "learn_from", None)
        second = learn_now(small, tmp_path).match("we sing together", "en")

    assert first is not None
    assert first == second


def test_only_new_sentences_are_embedded(model: str, small: Samples, tmp_path: Path) -> None:
    learn_now(small, tmp_path)
    seen: list[str] = []

    class Counting(Embedder):
        def embed(self, text: str):  # type: ignore[no-untyped-def]
            seen.append(text)
            return super().embed(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning, "Embedder", Counting)
        learn_now((*small, small[0]._replace(text="a new sentence")), tmp_path)

    assert seen == ["a new sentence"]


def test_file_that_cannot_be_read_is_made_again(model: str, small: Samples, tmp_path: Path) -> None:
    learn_now(small, tmp_path)
    (file,) = (tmp_path / "understanding").glob("*.npz")
    file.write_bytes(b"PK\x03\x04 not an archive")

    assert isinstance(learn_now(small, tmp_path), TrainedMeaning)
    assert kept.read_learned(file) is not None


def test_embedding_is_deterministic_also_after_letting_go(model: str) -> None:
    embedder = Embedder()
    before = embedder.embed("cómo llamo al presidente")
    let_go_of_weights()

    assert (embedder.embed("cómo llamo al presidente") == before).all()
    assert (Embedder().embed("cómo llamo al presidente") == before).all()


def test_built_in_part_goes_on_where_there_is_no_model(
    small: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "embedder_version", lambda: "")

    assert isinstance(learn_now(small, tmp_path), BuiltInMeaning)
    assert list(tmp_path.iterdir()) == []


def test_built_in_part_goes_on_where_nothing_can_be_kept(
    model: str, small: Samples, tmp_path: Path
) -> None:
    (tmp_path / "understanding").write_text("a file is in the way")

    assert isinstance(learn_now(small, tmp_path), BuiltInMeaning)


def test_built_in_part_answers_until_the_other_has_learned(
    model: str, small: Samples, tmp_path: Path
) -> None:
    learner = Learner(tmp_path)
    told = learner.meaning(small)
    assert told.match("i can bake a cake", "en") is not None  # at once, learned or not

    assert learner.thread is not None
    learner.thread.join()
    assert isinstance(told, MeaningInTime)
    assert isinstance(told.best, TrainedMeaning)
    assert learner.meaning(tuple(reversed(small))) is told  # the same sentences: nothing to do


def test_many_threads_get_the_same_answer(model: str, small: Samples, tmp_path: Path) -> None:
    told = learn_now(small, tmp_path)
    alone = told.match("we sing together", "en")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(told.match("we sing together", "en")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [alone] * 8


def test_weights_separate_what_they_learned(model: str) -> None:
    embedder, axes = Embedder(), kept.read_axes()
    texts = {"a": ["red", "blue", "green"], "": ["seven", "eleven", "forty"]}
    flows = [flow for flow, listed in texts.items() for _ in listed]
    embedded = [embedder.embed(text) for listed in texts.values() for text in listed]
    weights = learn(flows, np.stack([as_bytes(axes.along(one)) for one in embedded]))

    assert weights.flows == ("", "a")
    for chances in (weights.regression, weights.nearest):
        found = chances(axes.along(embedder.embed("yellow")))
        assert found[1] > found[0]
        assert float(found.sum()) == pytest.approx(1)


def test_what_is_shipped_was_learned_from_what_the_flows_say(model: str, tmp_path: Path) -> None:
    campaign = load(ROOT / "flows")
    told: list[int] = []
    meaning = learn_now(samples_in(campaign), tmp_path, told.append)

    assert told == [], "run `make meaning`: sentences have changed since it was run"
    assert isinstance(meaning, TrainedMeaning)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_sentences_of_somebody_else_lead_where_they_should(model: str, tmp_path: Path) -> None:
    campaign = load(ROOT / "flows")
    campaign = replace(campaign, meaning=learn_now(samples_in(campaign), tmp_path))
    judged = judge(campaign, ROOT / "tests" / "cases" / "sentences.yaml")
    outcomes = Counter(one.outcome for one in judged)

    assert (outcomes["right"] + outcomes["asked"]) / len(judged) >= 0.81
    assert outcomes["wrong"] / len(judged) <= 0.025


def test_only_what_differs_from_the_shipped_campaign_is_learned(model: str, tmp_path: Path) -> None:
    """With every tenth sentence of it: weighing all of them takes ten seconds."""
    samples = samples_in(load(ROOT / "flows"))[::10]
    told: list[int] = []
    learn_now((*samples, samples[0]._replace(text="zebras at noon")), tmp_path, told.append)

    assert told == [1]


def test_commands_make_the_part_when_the_first_sentence_comes(small: Samples) -> None:
    made: list[int] = []

    def make() -> Meaning:
        made.append(1)
        return BuiltInMeaning(small)

    meaning = MeaningOnDemand(make)
    assert made == []
    assert meaning.match("i can bake a cake", "en") == meaning.match("i can bake a cake", "es")
    assert made == [1]


def test_process_learns_only_where_it_is_set(tmp_path: Path) -> None:
    clarion = make_clarion(make_settings(data_dir=tmp_path))
    before = clarion.campaign.current().meaning
    begin_understanding(clarion)

    assert clarion.campaign.current().meaning is before
