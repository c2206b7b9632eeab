"""Where a person is, and what happens there: BACK, MENU, changes, silence, slips, limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.engine import (
    Campaign,
    FieldSet,
    LanguageSet,
    OptedIn,
    Person,
    Session,
    SessionEnded,
    TimerCanceled,
    TimerStarted,
)
from tests.engine.small import FLOWS, Talk, make, make_of

COLORS = FLOWS["colors"]


@pytest.fixture(scope="module")
def colors() -> Campaign:
    return make({"colors": COLORS})


# --- going back and around ------------------------------------------------------------------------


def test_back_asks_the_question_before(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.says("red")

    assert talk.says("BACK") == "First color?"
    assert talk.says("blue") == "After blue?"
    assert talk.says("3") == "blue 3"


def test_back_at_the_first_question_opens_the_menu(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")

    menu = talk.says("back")
    assert menu == talk.says("menu")
    assert talk.says("back") == menu


def test_back_returns_into_a_flow_that_was_called() -> None:
    talk = Talk(make_of("ask_again", "outer"))

    assert talk.says("outer") == "ZIP?"
    assert talk.says("60608") == "Q 60608?"
    talk.person = replace(talk.person, zip="60608")
    assert talk.says("back") == "ZIP?"
    assert talk.says("60609") == "Q 60609?"
    talk.person = replace(talk.person, zip="60609")
    assert talk.says("7") == "60609 7"


def test_menu_leaves_a_flow(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")

    assert talk.says("Menú").startswith("1 CALL")
    assert talk.all_of(SessionEnded) == [SessionEnded("colors", "replaced")]


def test_language_switches_in_the_middle_and_asks_again(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")

    assert (
        talk.says("en español")
        == "¡Listo! De aquí en adelante te escribimos en español.\n\n¿Primer color?"
    )
    assert talk.all_of(LanguageSet) == [LanguageSet("es")]


def test_own_answer_wins_over_a_language_name() -> None:
    talk = Talk(make_of("which"))
    talk.says("which")

    assert talk.says("english") == "E"


# --- silence --------------------------------------------------------------------------------------


def test_nudge_keeps_the_question_and_the_answer_still_counts(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.says("red")
    names = [event.name for event in talk.all_of(TimerStarted)]
    assert names == ["colors/second/20h", "colors/second/2d"]

    assert talk.times_out("colors/second/20h") == "Still there?"
    assert talk.says("9") == "red 9"
    assert talk.all_of(TimerCanceled) == [TimerCanceled("colors/second/2d")]


def test_silence_ends_without_another_text(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.says("red")

    assert talk.times_out("colors/second/2d") == ""
    assert talk.session is None
    assert SessionEnded("colors", "done") in talk.events


def test_timer_of_a_question_answered_meanwhile_does_nothing(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.says("red")
    talk.says("1")

    assert talk.times_out("colors/second/20h") == ""
    assert talk.events == []


def test_expired_session_is_over(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.now += timedelta(days=4)

    assert talk.says("red").startswith("Sorry, I did not get that.")
    assert SessionEnded("colors", "expired") in talk.events


def test_wrong_answers_are_not_asked_for_ever(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.says("red")

    assert talk.says("many") == "A number."
    assert talk.says("lots") == "A number."
    assert talk.says("heaps").startswith("No problem")
    assert talk.all_of(SessionEnded) == [SessionEnded("colors", "gave_up")]


# --- a flow that changes under a person -----------------------------------------------------------


def test_changed_flow_continues_at_the_same_step(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.campaign = make({"colors": COLORS.replace("First color?", "Favorite color?")})

    assert talk.says("red") == "After red?"


def test_step_that_is_gone_begins_the_flow_again_and_says_so(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.campaign = make({"colors": COLORS.replace("first:", "begin:")})

    said = talk.says("red")

    assert said.startswith("We have just updated this part")
    assert said.endswith("First color?")


def test_flow_that_is_gone_leads_to_the_menu(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.campaign = make()

    said = talk.says("red")

    assert said.startswith("We have just updated this part")
    assert "1 CALL" in said


# --- asking only what is not known ----------------------------------------------------------------


def test_need_asks_once_and_comes_back() -> None:
    talk = Talk(make_of("ask_zip", "near"))

    assert talk.says("near") == "ZIP?"
    assert talk.says("60608") == "Near 60608."


def test_known_need_is_not_asked() -> None:
    talk = Talk(make_of("ask_zip", "near"), Person(1, lang="en", zip="60608", is_opted_in=True))

    assert talk.says("near") == "Near 60608."


def test_need_that_stays_unknown_is_asked_once_only() -> None:
    talk = Talk(make_of("ask_zip", "near"))
    talk.says("near")

    assert talk.says("dunno") == "Without.\n\nNear you."


# --- the first text -------------------------------------------------------------------------------


def test_first_text_says_once_who_texts_and_how_to_stop() -> None:
    talk = Talk(make(), Person(1))

    assert "STOP to end" in talk.says("call")
    assert FieldSet("disclosed", "yes") in talk.events
    talk.person = replace(talk.person, fields={"disclosed": "yes"})
    assert "STOP to end" not in talk.says("done")


def test_opt_in_carries_the_exact_words_shown() -> None:
    talk = Talk(make(), Person(1))

    said = talk.says("join")

    assert talk.all_of(OptedIn) == [OptedIn(said)]
    assert said.count("STOP to end") == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", "[2]", "null", "[1", '{"v":1}'])
def test_what_is_no_session_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Session.from_json(text)


def test_session_survives_json(colors: Campaign) -> None:
    talk = Talk(colors)
    talk.says("colors")
    talk.says("rojo ñandú 🎉")

    assert talk.session is not None
    assert Session.from_json(talk.session.to_json()) == talk.session
    assert len(talk.session.to_json()) < 300
