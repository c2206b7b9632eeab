"""The built-in part: words and letters weighed by how rare they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.built_in import BuiltInMeaning
from bot.understanding.samples import LONGEST, Sample, Samples, plain, samples_of
from tests.understanding.conftest import BAKE, NOTHING, SING

_ONCE = BuiltInMeaning(samples_of({"sing": SING, "bake": BAKE}, NOTHING))


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("I'd like to sing in your choir!", "sing"),
        ("HOW DO I BAKE A CAKE??", "bake"),
        ("como horneo un pastel", "bake"),  # accents left out
        ("the weather is bad", None),
        ("zzz", None),
        ("", None),
        ("👍", None),
    ],
)
def test_sentence_means_the_flow_whose_words_it_has(text: str, flow: str | None) -> None:
    found = _ONCE.match(text, "en")
    assert (found.flow if found else None) == flow


def test_match_names_the_runner_up_and_is_clear_where_all_is_near(small: Samples) -> None:
    alike = (*small, *(Sample("drum", "en", f"{word} drum for me") for word in ("pray", "come")))
    found = BuiltInMeaning(alike).match("come drum for me", "en")

    assert found is not None
    assert (found.flow, found.is_clear) == ("drum", True)
    assert found.runner_up in ("sing", "bake", "")
    assert 0 < found.score <= 1


def test_nothing_is_understood_without_samples() -> None:
    assert BuiltInMeaning(()).match("i can bake a cake", "en") is None


@given(st.text(max_size=3000))
def test_any_text_is_taken(text: str) -> None:
    found = _ONCE.match(text, "en")
    assert found is None or found.flow in ("sing", "bake")


@given(st.text(max_size=2000))
def test_plain_is_short_and_plain_already(text: str) -> None:
    once = plain(text)
    assert len(once) <= LONGEST
    assert plain(once) == once
