"""Which language a text is in, and who asks for another: figures held, and what must not decide."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaign import load
from bot.campaign.labelled import Judged, judge
from bot.engine import (
    Campaign,
    FieldSet,
    LanguageSet,
    Person,
    Said,
    World,
    language_in,
    route,
)

ROOT = Path(__file__).resolve().parents[3]
NOW = World(datetime(2026, 9, 22, 15, tzinfo=UTC))
CAMPAIGN = load(ROOT / "flows")


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return judge(CAMPAIGN, ROOT / "tests" / "cases" / "languages.yaml")


def share(judged: list[Judged], kind: str, outcome: str = "right") -> float:
    outcomes = Counter(one.outcome for one in judged if one.kind.startswith(kind))
    assert outcomes.total() >= 20
    return outcomes[outcome] / outcomes.total()


def test_language_of_a_text_is_recognised(judged: list[Judged]) -> None:
    told = [one for one in judged if one.expected in (("en",), ("es",)) and "lang" in one.kind]
    short = [one for one in told if one.kind.endswith("short")]

    assert len(told) >= 600
    assert len(short) >= 250
    assert share(told, "language") >= 0.98
    assert share(short, "language") >= 0.97
    assert share(told, "language", "wrong") <= 0.005


def test_what_no_language_owns_tells_none(judged: list[Judged]) -> None:
    assert share(judged, "language none") >= 0.98


def test_who_asks_for_a_language_gets_it_and_nobody_else(judged: list[Judged]) -> None:
    assert [one for one in judged if one.kind == "switch none" and one.outcome != "right"] == []
    assert share(judged, "switch") >= 0.97


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("see you at the San Antonio city hall", "en"),
        ("nos vemos en Salt Lake City", "es"),  # the place is English, the text is not
        ("meeting at Nuestra Señora de Guadalupe thursday", "en"),
        ("NO CONTESTAN", "es"),
        ("ola kien ablaa", "es"),
        ("soooo busy rnnn", "en"),
        ("José García", ""),
        ("El Paso, TX", ""),
        ("ana@example.org", ""),
        ("KDNA 91.9 FM", ""),
        ("no", ""),
        ("", ""),
    ],
)
def test_names_places_and_codes_leave_it_to_the_other_words(text: str, lang: str) -> None:
    assert language_in(CAMPAIGN, text) == lang


def answer(text: str, person: Person) -> tuple[str, bool]:
    """The language of the answer or of what goes on, and whether it is kept as the person's."""
    turn = route(CAMPAIGN, None, person, NOW, text)
    said = [event.lang for event in turn.events if isinstance(event, Said)]
    said += [turn.session.lang] if turn.session else []
    return said[0], any(isinstance(event, LanguageSet) for event in turn.events)


@pytest.mark.parametrize(
    ("text", "lang"), [("OAK3", "en"), ("voy a OAK3", "es"), ("rsvp OAK3 por favor", "es")]
)
def test_code_is_answered_in_the_language_around_it_and_keeps_none(text: str, lang: str) -> None:
    assert answer(text, Person(1, is_opted_in=True)) == (lang, False)


def test_whoever_never_chose_a_language_is_answered_in_the_one_they_wrote_last() -> None:
    turn = route(CAMPAIGN, None, Person(1), NOW, "oiga no le entiendo nada de eso señorita")
    kept = {e.name: e.value for e in turn.events if isinstance(e, FieldSet)}
    again = route(CAMPAIGN, None, Person(1, fields=kept), NOW, "1")
    assert [e.lang for e in again.events if isinstance(e, Said)] == ["es"]
    english = route(CAMPAIGN, None, Person(1, fields=kept), NOW, "what is it that you want from me")
    assert [e.lang for e in english.events if isinstance(e, Said)] == ["en"]


@pytest.mark.parametrize("text", ["OAK3", "Los Angeles", "radio", "what is this about", "call"])
def test_whoever_chose_a_language_keeps_it(text: str) -> None:
    person = Person(1, lang="es", is_opted_in=True, fields={"chose_language": "yes"})
    assert answer(text, person) == ("es", False)


def test_campaign_of_other_languages_goes_by_their_small_words(campaign_of_three: Campaign) -> None:
    assert language_in(campaign_of_three, "mwen bezwen èd") == "ht"
    assert language_in(campaign_of_three, "necesito ayuda por favor") == "es"
    assert language_in(campaign_of_three, "i need some help") == "en"


@pytest.fixture(scope="module")
def campaign_of_three(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """A campaign that speaks Haitian Creole too, for which there is no table."""
    folder = tmp_path_factory.mktemp("campaigns") / "three"
    shutil.copytree(ROOT / "tests" / "campaigns" / "small", folder)
    file = folder / "campaign.yaml"
    text = file.read_text("utf-8").replace("languages: [en, es]", "languages: [en, es, ht]", 1)
    words = "words: {ht: {common: [mwen, ou, bezwen, ed, kijan, ki, nan, pou]}}"
    file.write_text(f"{text}\n{words}\n", "utf-8")
    return load(folder)


@given(st.text(max_size=400))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert language_in(CAMPAIGN, text) in ("", "en", "es")
