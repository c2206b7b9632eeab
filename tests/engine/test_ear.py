"""Written for the ear: numbers, hours, dates, addresses and abbreviations as they are said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import for_the_ear, spell_number, spell_station

_CASES = yaml.safe_load(Path(__file__).with_name("ear.yaml").read_text(encoding="utf-8"))
CASES = [(lang, *pair) for lang, pairs in _CASES.items() for pair in pairs]


@pytest.mark.parametrize(("lang", "written", "said"), CASES)
def test_written_becomes_spoken(lang: str, written: str, said: str) -> None:
    assert for_the_ear(written, lang) == said


@pytest.mark.parametrize(("lang", "written", "said"), CASES)
def test_what_is_for_the_ear_already_stays(lang: str, written: str, said: str) -> None:
    assert for_the_ear(said, lang) == said


def test_number_can_be_given_digit_by_digit() -> None:
    number = "(866) 473-5915"
    assert spell_number(number, "en", digit_by_digit=True).endswith("five nine one five")
    assert spell_number(number, "es", digit_by_digit=True).endswith("cinco nueve uno cinco")
    assert spell_number("911", "en") == "9 1 1"


def test_call_letters_are_spelled_and_names_are_not() -> None:
    assert spell_station("KDNA 91.9 FM", "en") == "K-D-N-A, ninety-one point nine F-M"
    assert spell_station("WADO", "es") == "W-A-D-O"
    assert spell_station("La Buena", "es") == "La Buena"


@given(st.text(max_size=300), st.sampled_from(["en", "es"]))
def test_any_text_can_be_read(text: str, lang: str) -> None:
    assert isinstance(for_the_ear(text, lang), str)
