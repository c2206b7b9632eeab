"""A small set of sentences, and the model where it can run."""

from __future__ import annotations

import pytest

from bot.understanding.embedder import embedder_version
from bot.understanding.samples import Samples, samples_of
from tests.lacking import give_up

SING = {"en": ["i want to sing in the choir", "can i sing along", "let me sing a song with you"]}
BAKE = {
    "en": ["who bakes the bread for sunday", "i can bake a cake", "how do i bake cookies"],
    "es": ["quién hace el pan del domingo", "yo hago un pastel", "cómo horneo galletas"],
}
NOTHING = {
    "en": ["the weather is nice", "where is my bus", "my dog is sick"],
    "es": ["qué hora es"],
}


@pytest.fixture(scope="session")
def small() -> Samples:
    """Two flows and some sentences that mean neither."""
    return samples_of({"sing": SING, "bake": BAKE}, NOTHING)


@pytest.fixture(scope="session")
def model() -> str:
    """The version of the local model; tests that need it are skipped where it cannot run."""
    version = embedder_version()
    if not version:
        give_up("the embedding model has no wheel for this machine")
    return version
