"""What callers hear: each text in both languages, short, for the ear, speakable; recordings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.campaign import CampaignSource, check
from bot.campaign.rules.voice_texts import BRIEFING_S, OTHER_S, VOICE_TEXTS
from bot.clarion import Clarion
from bot.cli import voice
from bot.engine import Campaign
from bot.engine.pace import reading_s
from bot.engine.spoken import PACE, spoken_words
from bot.web import create_app
from tests.calls.phones import NEW, Phone
from tests.events.conftest import FLOWS
from tests.lacking import needs_voice
from tests.shipped import copy_with_few_sentences

CLOSED = datetime(2026, 9, 25, 23, 0, tzinfo=UTC)
EACH = [(name, lang) for name in VOICE_TEXTS for lang in ("en", "es")]


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return CampaignSource(FLOWS).current()


def words(campaign: Campaign, name: str, lang: str) -> str:
    return spoken_words(campaign, name, lang, campaign.line(lang, CLOSED), CLOSED)


@pytest.mark.parametrize(("name", "lang"), EACH)
def test_each_is_there_for_the_ear_and_short(campaign: Campaign, name: str, lang: str) -> None:
    spoken = words(campaign, name, lang)
    assert spoken, "every prompt is a text of the campaign, in both languages"
    assert not any(char.isdigit() or char in "{}[]/@" for char in spoken), spoken
    most = BRIEFING_S if name == "voice_briefing" else OTHER_S
    assert reading_s(spoken, lang, PACE) <= most


@needs_voice
@pytest.mark.parametrize(("name", "lang"), EACH)
def test_each_can_be_spoken_in_about_that_time(campaign: Campaign, name: str, lang: str) -> None:
    spoken = words(campaign, name, lang)
    takes = voice.spoken_s(spoken, lang, PACE)
    reckoned = reading_s(spoken, lang, PACE)
    assert 0.5 < takes <= OTHER_S + 2
    assert abs(takes - reckoned) <= max(1.5, 0.2 * takes), (takes, reckoned)


def test_numbers_are_spelled(campaign: Campaign) -> None:
    said = words(campaign, "voice_budget", "es")
    assert said.count("ocho seis seis, cuatro siete tres, cinco nueve uno cinco") == 2


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "flows"
    copy_with_few_sentences(folder)
    return folder


def change(folder: Path, before: str, after: str) -> list[str]:
    """What check says of voice once a line of campaign.yaml is another."""
    file = folder / "campaign.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    found = check(folder)
    return [str(one) for one in found if one.code in ("spoken_length", "recording", "own_text")]


def put(folder: Path, recordings: str) -> list[str]:
    """What check says of recordings."""
    return change(folder, "menu: menu\n", f"menu: menu\nvoice: {{recordings: {recordings}}}\n")


def test_long_prompt_is_refused(own: Path) -> None:
    long = "Say your city, and one sentence: " + "please stop separating our families. " * 12
    [problem] = change(own, "Say your city, and one sentence: ", long)
    assert "seconds at 150 words a minute" in problem
    assert "Cut it to 20 seconds" in problem


@pytest.mark.parametrize(
    ("recordings", "said"),
    [
        ("{voice_helo: {es: hola.mp3}}", "Callers never hear 'voice_helo'"),
        ("{voice_hello: {es: ../secret.mp3}}", "cannot be played"),
        ("{voice_hello: {es: hola.exe}}", "cannot be played"),
        ("{voice_hello: {es: 'ftp://x/y.mp3'}}", "cannot be played"),
    ],
)
def test_recording_that_cannot_be_is_refused(own: Path, recordings: str, said: str) -> None:
    [problem, *_] = change(
        own, "menu: menu\n", f"menu: menu\nvoice: {{recordings: {recordings}}}\n"
    )
    assert said in problem


def test_own_recording_is_played_and_served(own: Path, line: Clarion) -> None:
    (own / "recordings").mkdir()
    (own / "recordings" / "hola.mp3").write_bytes(b"ID3 sound")
    (own / "recordings" / "other.mp3").write_bytes(b"not named")
    recordings = "{voice_hello: {es: hola.mp3, en: 'https://example.org/hello.mp3'}}"
    assert put(own, recordings) == []
    settings = line.settings.model_copy(update={"campaign": own})
    played = replace(line, campaign=CampaignSource(own), settings=settings)
    web = create_app(played)
    one = Phone(web, played, NEW).call()
    assert "https://example.org/hello.mp3" in one.heard
    assert "/voice/recordings/hola.mp3" in one.heard
    client = web.extensions["machines"].test_client()
    with client.get("/voice/recordings/hola.mp3") as answer:
        assert answer.data == b"ID3 sound"
    for path in ("other.mp3", "../campaign.yaml", "hola.mp3/..", ""):
        assert client.get(f"/voice/recordings/{path}").status_code == 404, path
