"""Whether strangers' words may be passed on: no links, phone numbers and money, however written."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.people.passing_on import may_pass_on

TABLE = yaml.safe_load(Path(__file__).with_name("passing_on.yaml").read_text("utf-8"))


@pytest.mark.parametrize("words", TABLE["refused"])
def test_links_phone_numbers_and_money_are_refused(words: str) -> None:
    assert not may_pass_on(words)


@pytest.mark.parametrize("words", TABLE["passed"])
def test_places_and_titles_pass(words: str) -> None:
    assert may_pass_on(words)


@given(st.text(max_size=160))
def test_a_link_is_refused_whatever_stands_around_it(words: str) -> None:
    assert not may_pass_on(f"{words} evil.com")
