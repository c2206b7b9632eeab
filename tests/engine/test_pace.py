"""Reading time: words, syllables and pauses, held against a real voice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.campaign import load, words_to_read
from bot.cli.voice import spoken_s
from bot.engine.pace import count_syllables, measure, reading_s
from tests.lacking import needs_voice

OFF_BY = 0.10
SHIPPED = load(Path(__file__).parents[2] / "flows")
NOW = datetime(2026, 9, 22, 18, tzinfo=UTC)
TEXTS = [
    (script.id, lang, length)
    for script in SHIPPED.scripts
    for lang, texts in script.texts.items()
    for length in texts
]


@needs_voice
@pytest.mark.parametrize(("script_id", "lang", "length"), TEXTS)
@pytest.mark.parametrize("pace", [140, 155, 165, 180])
def test_estimate_is_within_ten_percent_of_a_voice(
    script_id: str, lang: str, length: int, pace: int
) -> None:
    script = next(script for script in SHIPPED.scripts if script.id == script_id)
    text = words_to_read(SHIPPED, script, lang, length, NOW)
    assert reading_s(text, lang, pace) == pytest.approx(spoken_s(text, lang, pace), rel=OFF_BY)


UNSEEN = {
    "en": "Tenants in this building have had no heat since October. Call the mayor, tell her your "
    "street, and ask for an inspection before the first snow. Three two one, five five five, zero "
    "one four two.",
    "es": "En este edificio no hay calefacción desde octubre. Llama a la alcaldesa, dile tu calle "
    "y pide una inspección antes de la primera nevada. Tres dos uno, cinco cinco cinco, cero uno "
    "cuatro dos.",
}


@needs_voice
@pytest.mark.parametrize("lang", UNSEEN)
@pytest.mark.parametrize("pace", [130, 160, 190])
def test_copy_of_another_campaign_is_as_near(lang: str, pace: int) -> None:
    spoken = spoken_s(UNSEEN[lang], lang, pace)
    assert reading_s(UNSEEN[lang], lang, pace) == pytest.approx(spoken, rel=OFF_BY)


@pytest.mark.parametrize(
    ("lang", "word", "count"),
    [
        ("en", "families", 3), ("en", "call", 1), ("en", "seven", 2), ("en", "people", 2),
        ("en", "asked", 1), ("en", "wanted", 2), ("en", "table", 2), ("en", "w", 3),
        ("en", "houses", 2), ("en", "immigrant", 3), ("en", "the", 1),
        ("es", "familias", 3), ("es", "país", 2), ("es", "alivio", 3), ("es", "guitarra", 3),
        ("es", "queremos", 3), ("es", "oeste", 3), ("es", "cuatro", 2), ("es", "hoy", 1),
        ("es", "f", 2),
    ],
)  # fmt: skip
def test_syllables(lang: str, word: str, count: int) -> None:
    assert count_syllables(word, lang) == count


def test_hints_are_not_read() -> None:
    assert measure("In Pilsen (PIL-sen) today.", "en") == measure("In Pilsen today.", "en")


def test_nothing_takes_no_time_and_a_slower_pace_takes_longer() -> None:
    assert reading_s("  ", "en") == 0
    assert reading_s("Call now.", "en", 120) == pytest.approx(2 * reading_s("Call now.", "en", 240))
