"""What people answer, and what is understood: the table in answers.yaml."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.campaign.flow_compiling import text as make_text
from bot.campaign.lexicons import make_lexicon
from bot.engine.definition import Ask, Choice
from bot.engine.readers.answers import KINDS
from bot.engine.readers.choices import find_choices
from bot.engine.readers.reading import Reading

NOW = datetime(2026, 9, 15, 13, tzinfo=UTC)
LEXICON = make_lexicon(["en", "es"], {})
TABLE: dict[str, list[Any]] = yaml.safe_load(
    Path(__file__).with_name("answers.yaml").read_text("utf-8")
)
ASIDE = ("week", "past", "yes_no", "choice")


def reading(lang: str = "en", window: tuple[date, date] | None = None, **options: str) -> Reading:
    return Reading(LEXICON, lang, NOW, options, window=window)


def rows(*kinds: str) -> list[tuple[str, str, Any]]:
    return [(kind, str(text), want) for kind in kinds for text, want in TABLE[kind]]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"pattern", "text"}))
def test_every_kind_has_its_cases(kind: str) -> None:
    answers = [want for _text, want in TABLE.get(kind, ())]
    assert None in answers, f"tests/engine/answers.yaml: what is no {kind}, with null?"
    assert set(answers) - {None}, f"tests/engine/answers.yaml: what is understood as a {kind}?"


@pytest.mark.parametrize(("kind", "text", "want"), rows(*(k for k in TABLE if k not in ASIDE)))
def test_answer_of_a_kind(kind: str, text: str, want: Any) -> None:
    answer = KINDS[kind](text, reading())

    assert (answer.value if answer else None) == plain(want)


@pytest.mark.parametrize(("kind", "text", "want"), rows("week"))
def test_day_inside_the_week(kind: str, text: str, want: Any) -> None:
    week = (date(2026, 9, 21), date(2026, 9, 27))
    answer = KINDS["date"](text, reading(window=week))

    assert answer is not None
    assert ("outside" if answer.is_outside else answer.value) == plain(want)


@pytest.mark.parametrize(("kind", "text", "want"), rows("past"))
def test_time_that_has_passed(kind: str, text: str, want: Any) -> None:
    answer = KINDS["time"](text, reading(past="yes"))

    assert answer is not None
    assert answer.value == want


def make_ask(words: dict[str, dict[str, list[str]]]) -> Ask:
    merged: dict[str, str] = {}
    for key, by_lang in words.items():
        for lang in by_lang.values():
            merged.update(dict.fromkeys(lang, key))
    choices = {key: Choice(key, make_text({"*": key}), "end") for key in words}
    both = {"en": merged, "es": merged}
    return Ask(choices=choices, words=both, begins=both, keys=tuple(words))


CHOICES = make_ask(
    {
        "script": {"en": ["script", "what do i say"], "es": ["guion"]},
        "done": {"en": ["done"], "es": ["listo"]},
        "bank": {"en": ["phone bank"], "es": ["banco"]},
    }
)


@pytest.mark.parametrize(("kind", "text", "want"), rows("choice"))
@pytest.mark.parametrize("lang", ["en", "es"])
def test_choice(kind: str, text: str, want: str, lang: str) -> None:
    found = find_choices(CHOICES, text, LEXICON, lang)

    assert (found[0] if len(found) == 1 else "") == want


@pytest.mark.parametrize(("kind", "text", "want"), rows("yes_no"))
def test_yes_and_no(kind: str, text: str, want: str) -> None:
    answers = {key: LEXICON.languages["en"].answers[key] for key in ("yes", "no")}
    words = {w: k for k, ws in answers.items() for w in ws}
    words |= {
        w: k for k in ("yes", "no") for w in LEXICON.languages["es"].answers[k] if w not in words
    }
    choices = {k: Choice(k, make_text({"*": k}), "end") for k in ("yes", "no")}
    ask = Ask(choices=choices, words={"en": words}, keys=("yes", "no"))

    assert find_choices(ask, text, LEXICON, "en") == ((want,) if want else ())


@pytest.mark.parametrize(("value", "is_outside"), [("0", True), ("1", False), ("201", True)])
def test_number_outside_its_bounds_is_told_apart(value: str, is_outside: bool) -> None:
    answer = KINDS["number"](value, reading(min="1", max="200"))

    assert answer is not None
    assert answer.is_outside is is_outside


def test_pattern_gives_its_first_group() -> None:
    given = Reading(LEXICON, "en", NOW, {}, re.compile(r"(elm\d)"))

    found = KINDS["pattern"]("code: elm7 ok", given)

    assert found is not None
    assert found.value == "elm7"


def test_long_text_is_cut_at_a_word() -> None:
    answer = KINDS["text"]("word " * 200, reading())

    assert answer is not None
    assert str(answer.value).endswith("word...")
    assert len(str(answer.value)) <= 300
