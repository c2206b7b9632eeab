"""How much of the labelled texts is understood: held to what was reached, by kind of mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaign import load
from bot.campaign.labelled import Judged, judge
from bot.engine import Campaign

ROOT = Path(__file__).resolve().parents[3]
CASES = ROOT / "tests" / "cases"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load(ROOT / "flows")


def share(judged: list[Judged], *outcomes: str) -> float:
    return sum(one.outcome in outcomes for one in judged) / len(judged)


@pytest.mark.parametrize(("name", "least"), [("stop_words", 0.99), ("stop_more", 0.98)])
def test_who_wants_out_is_found_and_slogans_are_left(
    campaign: Campaign, name: str, least: float
) -> None:
    judged = judge(campaign, CASES / f"{name}.yaml")
    wanted = [one for one in judged if one.expected == ("out",)]
    must = [one for one in judged if one.kind.endswith("must")]

    assert share(wanted, "right") >= least
    assert [one.text for one in judged if one.expected == ("not",) and one.got == "out"] == []
    assert [one.text for one in must if one.got != "out" and one.expected == ("out",)] == []


def test_answers_are_kept_right_or_not_at_all(campaign: Campaign) -> None:
    judged = judge(campaign, CASES / "answers.yaml")

    assert share(judged, "right") >= 0.97
    assert share(judged, "kept wrong") <= 0.01


def test_keywords_lead_where_they_should(campaign: Campaign) -> None:
    judged = judge(campaign, CASES / "keywords.yaml")

    assert share(judged, "right", "asked") >= 0.88
    assert share(judged, "wrong") <= 0.04


def test_sentences_lead_where_they_should_by_the_built_in_part(campaign: Campaign) -> None:
    judged = judge(campaign, CASES / "sentences.yaml")

    assert share(judged, "right", "asked") >= 0.76
    assert share(judged, "wrong") <= 0.04
