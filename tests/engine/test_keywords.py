"""Keywords, slips and languages: what a text means where a question is open, and where none is."""

from __future__ import annotations

import pytest

from bot.engine import (
    Campaign,
    FlowEntered,
    LanguageSet,
    OptedOut,
    Person,
    Reported,
    Unmatched,
)
from tests.engine.small import FLOWS, NOW, Talk, make, make_of

COLORS = FLOWS["colors"]


@pytest.fixture(scope="module")
def colors() -> Campaign:
    return make({"colors": COLORS})


def test_expected_answer_wins_over_a_keyword() -> None:
    talk = Talk(make_of("question"))
    talk.says("question")

    assert talk.says("CALL") == "Mine."


def test_keyword_wins_over_an_open_question_only_as_the_whole_message(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    assert talk.says("call me red") == "After call me red?"

    talk.says("back")
    assert talk.says("call").startswith("Call (312) 555-0142")


def test_shy_keyword_counts_only_where_no_question_is_open() -> None:
    hello = 'match: whole\ninterrupts: no\nkeywords: {en: [hello]}\nsteps: {a: {say: "Hi!"}}\n'
    talk = Talk(make({"hello": hello, "colors": COLORS}))

    assert talk.says("Hello!") == "Hi!"
    talk.says("colors")
    talk.says("red")
    assert talk.says("hello") == "A number."
    assert "HELLO" not in talk.says("helo")


def test_keyword_of_another_language_switches_the_language() -> None:
    talk = Talk(make())

    assert talk.says("LLAMAR").startswith("Llama al")
    assert talk.all_of(LanguageSet) == [LanguageSet("es")]


@pytest.mark.parametrize(
    ("text", "is_begun"),
    [
        ("no quiero llamar", False),
        ("ya no quiero llamar gracias", False),
        ("No, quiero llamar", True),
        ("no. CALL", True),
        ("quiero llamar", True),
    ],
)
def test_keyword_that_a_no_denies_is_none(text: str, is_begun: bool) -> None:
    talk = Talk(make())
    talk.says(text)

    assert bool(talk.all_of(FlowEntered)) is is_begun


def test_words_after_the_keyword_answer_the_first_question() -> None:
    talk = Talk(make_of("tally"))

    assert talk.says("Tally: 12 calls!") == "+12"
    assert talk.all_of(Reported) == [Reported("tallied", 12, NOW)]
    assert talk.says("tally lots") == "How many?"


@pytest.mark.parametrize(("text", "word"), [("jion", "JOIN"), ("cal", "CALL"), ("LLAMR", "CALL")])
def test_slip_is_met_with_a_suggestion_that_yes_takes(text: str, word: str) -> None:
    talk = Talk(make())

    assert word in talk.says(text)
    assert talk.all_of(Unmatched) == [Unmatched("", word.lower())]
    talk.says("yes")
    assert talk.all_of(FlowEntered)


def test_no_to_a_suggestion_asks_the_question_again(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.says("red")
    assert "Did you mean JOIN" in talk.says("jion")

    assert talk.says("no") == "After red?"


def test_something_else_after_a_suggestion_is_taken_as_it_is(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.says("red")
    talk.says("jion")

    assert talk.says("5") == "red 5"


def test_slip_of_stop_stops_at_once() -> None:
    talk = Talk(make())

    assert "out" in talk.says("stpo")
    assert talk.all_of(OptedOut) == [OptedOut()]
    assert talk.session is None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("hola buenas tardes quiero informacion", "es"),
        ("¿qué es esto?", "es"),
        ("what is this", "en"),
        ("asdf", "en"),
    ],
)
def test_stranger_is_answered_in_the_language_they_write(text: str, lang: str) -> None:
    talk = Talk(make(), Person(1, fields={"disclosed": "yes"}))

    assert talk.says(text) == talk.campaign.text("unknown", lang)
    assert talk.all_of(LanguageSet) == []
