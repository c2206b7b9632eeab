"""Hours in a sentence: in Spanish with their article, which one o'clock has in the singular."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.engine import Campaign
from bot.engine.template import compile_template

_BARE = re.compile(r"\blas? \{[a-z_.]+\|time\}", re.I)


@pytest.mark.parametrize(
    ("value", "en", "es"),
    [
        ("13:00", "until 1pm", "hasta la 1pm"),
        ("13:30", "until 1:30pm", "hasta la 1:30pm"),
        ("01:00", "until 1am", "hasta la 1am"),
        ("14:00", "until 2pm", "hasta las 2pm"),
        ("11:00", "until 11am", "hasta las 11am"),
        ("16:30", "until 4:30pm", "hasta las 4:30pm"),
        ("12:00", "until 12pm", "hasta las 12 del día"),
        ("12:15", "until 12:15pm", "hasta las 12:15pm"),
        ("00:00", "until 12am", "hasta las 12 de la noche"),
        ("2026-09-24T13:00", "until 1pm", "hasta la 1pm"),
        ("at noon", "until at noon", "hasta at noon"),
    ],
)
def test_an_hour_has_its_article(campaign: Campaign, value: str, en: str, es: str) -> None:
    english, spanish = compile_template("until {x|hour}"), compile_template("hasta {x|hour}")

    assert english.render({"x": value}.get, "en", campaign.lexicon) == en
    assert spanish.render({"x": value}.get, "es", campaign.lexicon) == es


def test_no_text_writes_the_article_itself() -> None:
    found = [
        f"{path}: {bare}"
        for path in sorted(Path("flows").rglob("*.yaml"))
        for bare in _BARE.findall(path.read_text("utf-8"))
    ]
    assert found == []
