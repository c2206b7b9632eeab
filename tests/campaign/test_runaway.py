"""Patterns that organizers write: which can take very long, and that the others do not."""

from __future__ import annotations

import re
import time

import pytest

from bot.campaign.runaway import can_run_away

RUN_AWAY = [
    r"(a+)+b",
    r"(a*)*",
    r"(\w+\s?)*x",
    r"(a|ab)*c",
    r"(?:\d{1,50})+",
    r"\d*\d*\d*x",
    r".*foo.*bar.*",
    r"\w+\d+[a-z0-9]+!",
    r"(x+x+)+y",
    r"(?=(a+)+)b",
]
HARMLESS = [
    r"\b[A-Za-z]{2,5}[0-9]{1,3}\b",
    r"\b[0-9]{1,3}[A-Za-z]?\b",
    r"\d+-\d+-\d+",
    r"(\d{3}) ?(\d{4})",
    r"[a-z]+@[a-z]+",
    r"(?:[a-z]\d){2,4}",
    r"^\s*(\w+)\s*$",
    r"(one|two|three) \d+",
    r"a{3}b{2}",
]


@pytest.mark.parametrize("pattern", RUN_AWAY)
def test_pattern_that_can_run_away_is_found(pattern: str) -> None:
    assert can_run_away(pattern)


@pytest.mark.parametrize("pattern", HARMLESS)
def test_harmless_pattern_is_left_alone_and_is_quick(pattern: str) -> None:
    assert not can_run_away(pattern)
    compiled = re.compile(pattern, re.IGNORECASE)
    started = time.process_time()
    for text in ("a" * 160, "1" * 160, "a1" * 80, "x " * 80, "-" * 160):
        compiled.search(text)
    assert time.process_time() - started < 0.5
