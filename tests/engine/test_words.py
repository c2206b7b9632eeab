"""Stop, help and start words, and folding: the table in words.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.engine import Campaign, fold, hear_alone
from tests.engine.small import make


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return make()


TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kind, str(text))
        for kind in ("stop", "stop_unsure", "help", "start")
        for text in TABLE[kind]
    ],
)
def test_whole_message_is_understood(campaign: Campaign, kind: str, text: str) -> None:
    alone = hear_alone(campaign, text)

    assert alone is not None
    assert alone.sense == kind


@pytest.mark.parametrize("text", [str(text) for text in TABLE["nothing"]])
def test_word_inside_a_sentence_is_not(campaign: Campaign, text: str) -> None:
    assert hear_alone(campaign, text) is None


@pytest.mark.parametrize(("text", "folded"), [tuple(row) for row in TABLE["fold"]])
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_language_of_a_stop_word_is_told(campaign: Campaign) -> None:
    alone = hear_alone(campaign, "ALTO")

    assert alone is not None
    assert (alone.lang, alone.why) == ("es", "stop: alto")
