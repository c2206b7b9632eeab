"""Stop, help and start words, and folding: the table in words.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.engine import Campaign, classify, fold
from tests.engine.small import make


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return make()


TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, str(text)) for kind in ("stop", "help", "start") for text in TABLE[kind]],
)
def test_whole_message_is_understood(campaign: Campaign, kind: str, text: str) -> None:
    word = classify(campaign, text)

    assert word is not None
    assert word.kind == kind


@pytest.mark.parametrize("text", [str(text) for text in TABLE["nothing"]])
def test_word_inside_a_sentence_is_not(campaign: Campaign, text: str) -> None:
    assert classify(campaign, text) is None


@pytest.mark.parametrize(("text", "folded"), [tuple(row) for row in TABLE["fold"]])
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_language_of_a_stop_word_is_told(campaign: Campaign) -> None:
    word = classify(campaign, "ALTO")

    assert word is not None
    assert (word.lang, word.word) == ("es", "alto")


def test_long_text_is_never_a_command(campaign: Campaign) -> None:
    assert classify(campaign, "please " * 40 + "stop") is None
