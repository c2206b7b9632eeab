"""Calls that come in, by their webhooks: every outcome, in both languages, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.clarion import Clarion
from bot.web import create_app
from tests.calls.phones import LINE, NEW, Phone, call_of, counted, texts
from tests.events.conftest import STRANGER, Minutes, changed, say
from tests.factories import add_person, rows

Make = Callable[..., Phone]
ANA = "+13125550191"  # speaks Spanish


@pytest.fixture
def ana(line: Clarion) -> int:
    return add_person(line, ANA, lang="es", name="Ana", zip="60608")


def test_stranger_hears_both_languages_and_is_connected(line: Clarion, phone: Make) -> None:
    one = phone(NEW).call()
    assert one.verbs == ["Gather"]
    assert "This is FIRM" in one.heard
    assert "Habla FIRM" in one.heard
    assert "Para español, marca el dos" in one.heard
    assert one.langs == ["en", "es"]
    one.wait()
    assert one.verbs == ["Say", "Dial"]
    assert one.dials == LINE
    dial = one.answer.find("Dial")
    assert dial is not None
    assert dial.get("answerOnBridge") == "true"
    assert dial.get("callerId") == one.to, "the line sees our number and never the caller's"
    assert (dial.get("timeout"), dial.get("timeLimit")) == ("30", "1200")


def test_known_person_hears_their_language_only(line: Clarion, phone: Make, ana: int) -> None:
    one = phone(ANA).call()
    assert one.langs == ["es"]
    assert "Di tu ciudad" in one.heard
    assert call_of(line, one)["contact_id"] == ana


@pytest.mark.parametrize("lang", ["en", "es"])
def test_long_call_counts_once_as_measured(line: Clarion, phone: Make, lang: str) -> None:
    add_person(line, NEW, lang=lang, zip="60608")
    one = phone(NEW).call().wait().line_did("completed", 95)
    assert ("Your call counts" if lang == "en" else "Tu llamada cuenta") in one.heard
    one.again().hang_up(120).again()
    row = call_of(line, one)
    assert (row["state"], row["outcome"], row["outcome_by"]) == ("ended", "called", "measured")
    assert (row["dialed"], row["connected_s"], row["line"]) == ("completed", 95, "white_house")
    assert counted(line) == [("called", 1, "measured")]
    assert texts(line, NEW) == [], "what is measured is not asked about"


def test_stranger_is_counted_and_stays_a_hash(line: Clarion, phone: Make) -> None:
    phone(NEW).call().wait().line_did("completed", 95).hang_up()
    assert counted(line) == [("called", 1, "measured")]
    assert rows(line, "SELECT state, contact_id FROM report") == [("IL", None)]
    [(found,)] = rows(line, "SELECT count(*) FROM contact WHERE source = 'call'")
    assert found == 0
    [(digest,)] = rows(line, "SELECT caller_digest FROM call")
    assert digest in line.sealer.digests("sms", NEW)


@pytest.mark.parametrize(
    ("status", "lang", "words"),
    [
        ("busy", "en", "The line is busy"),
        ("busy", "es", "Está ocupado"),
        ("no-answer", "en", "Nobody answered this time"),
        ("failed", "es", "Esta vez no contestaron"),
    ],
)
def test_busy_line_gets_advice_and_one_text(
    line: Clarion, phone: Make, status: str, lang: str, words: str
) -> None:
    add_person(line, NEW, lang=lang)
    one = phone(NEW).call().wait().line_did(status)
    assert words in one.heard
    assert one.verbs == ["Gather"]
    one.again().wait()
    assert "call" in one.heard.lower() or "llamar" in one.heard
    one.hang_up().again()
    [text] = texts(line, NEW)
    assert ("did not answer your call" if lang == "en" else "No contestaron tu llamada") in text
    assert counted(line) == []
    assert call_of(line, one)["outcome"] == ("busy" if status == "busy" else "no_answer")


def test_busy_line_can_be_tried_again_in_the_same_call(line: Clarion, phone: Make) -> None:
    one = phone(STRANGER).call().wait().line_did("busy").press("1")
    assert one.dials == LINE
    one.line_did("completed", 60).hang_up()
    assert counted(line) == [("called", 1, "measured")]
    assert texts(line, STRANGER) == []


def test_no_fourth_try_is_offered(line: Clarion, phone: Make) -> None:
    one = phone(NEW).call().wait().line_did("busy")
    for _ in range(2):
        assert "Press 1 to try once more" in one.heard.replace("one", "1")
        one.press("1").line_did("busy")
    assert "try once more" not in one.heard
    assert "ring you when the line is free" in one.heard
    one.press("4").hang_up()
    [(words,)] = rows(line, "SELECT wording FROM consent WHERE act = 'call_back'")
    assert "try once more" not in words


def test_late_repeat_of_a_busy_line_does_not_end_the_next_try(line: Clarion, phone: Make) -> None:
    one = phone(STRANGER).call().wait().line_did("busy")
    repeated = one.asked[-1]
    one.press("1")
    one.post(repeated[0], **repeated[1])
    assert one.dials == LINE
    assert call_of(line, one)["dialed"] is None


def test_ring_me_is_a_wish_with_consent_once(line: Clarion, phone: Make) -> None:
    one = phone(NEW).call().press("2").wait().line_did("busy").press("4")
    assert "te llamamos cuando se desocupe" in one.heard
    one.again().hang_up()
    [wish] = rows(
        line,
        "SELECT direction, state, lang, line, contact_id IS NOT NULL, after_id IS NOT NULL"
        " FROM call WHERE direction = 'back'",
    )
    assert wish == ("back", "planned", "es", "white_house", True, True)
    assert rows(line, "SELECT act, source FROM consent WHERE act = 'call_back'") == [
        ("call_back", "call:key")
    ]
    assert texts(line, NEW) == [], "what is done for them is told when it is done"


@pytest.mark.parametrize(
    ("answer", "outcome", "reports"),
    [
        ("1", "called", [("called", 1, "checked")]),
        ("voicemail", "voicemail", [("voicemail", 1, "checked")]),
        ("busy", "busy", [("busy", 1, "checked")]),
        ("they hung up", "hung_up", []),
    ],
)
def test_short_call_is_asked_about_and_the_answer_is_checked(
    line: Clarion, phone: Make, answer: str, outcome: str, reports: list[object]
) -> None:
    one = phone(STRANGER).call().wait().line_did("completed", 8).hang_up()
    [asked] = texts(line, STRANGER)
    assert "How did it go? 1 I spoke to them" in asked
    say(line, STRANGER, answer)
    row = call_of(line, one)
    assert (row["outcome"], row["outcome_by"]) == (outcome, "said")
    assert counted(line) == reports


def test_short_calls_of_an_hour_bring_one_question(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    for _ in range(2):
        one = phone(STRANGER).call().wait().line_did("completed", 10)
        assert "call counts" not in one.heard, "it does not"
        one.hang_up()
        assert len(texts(line, STRANGER)) == 1
        clock.forward(seconds=40)
    clock.forward(minutes=61)
    phone(STRANGER).call().wait().line_did("completed", 10).hang_up()
    assert len(texts(line, STRANGER)) == 2


def test_short_call_is_asked_about_in_spanish(line: Clarion, phone: Make, ana: int) -> None:
    one = phone(ANA).call().wait().line_did("completed", 8).hang_up()
    [asked] = texts(line, ANA)
    assert "¿Cómo te fue? 1 hablé con alguien" in asked
    assert "Tu llamada cuenta" in say(line, ANA, "me contestaron")
    assert call_of(line, one)["outcome"] == "called"


def test_stranger_is_texted_once_about_their_call_and_told_how_to_stop(
    line: Clarion, phone: Make
) -> None:
    phone(NEW).call().press("2").wait().line_did("completed", 5).hang_up()
    [asked] = texts(line, NEW)
    assert "¿Cómo te fue?" in asked
    assert "STOP para salir" in asked
    assert rows(line, "SELECT lang, opted_in_at, source FROM contact WHERE source = 'call'") == [
        ("es", None, "call")
    ]


def test_house_may_text_no_strangers(line: Clarion, phone: Make) -> None:
    quiet = changed(line, text_callers=False)
    one = Phone(create_app(quiet), quiet, NEW).call().wait().line_did("busy").wait().hang_up()
    assert call_of(line, one)["contact_id"] is None
    assert rows(line, "SELECT 1 FROM timer") == []


def test_nobody_who_stopped_is_texted(line: Clarion, phone: Make) -> None:
    say(line, STRANGER, "STOP")
    phone(STRANGER).call().wait().line_did("busy").wait().hang_up()
    assert texts(line, STRANGER) == []
    one = phone(STRANGER).call().wait().line_did("busy").press("4")
    assert "We cannot text this number" in one.heard


def test_call_told_afterwards_is_the_same_call(line: Clarion, phone: Make) -> None:
    phone(STRANGER).call().wait().line_did("completed", 200).hang_up()
    say(line, STRANGER, "CALLED 1")
    assert counted(line) == [("called", 1, "measured")]
    say(line, STRANGER, "CALLED 3")
    assert counted(line) == [("called", 1, "measured"), ("called", 3, "said")]


def test_calls_told_together_count_the_measured_one_once(line: Clarion, phone: Make) -> None:
    phone(STRANGER).call().wait().line_did("completed", 200).hang_up()
    say(line, STRANGER, "CALLED 12")
    assert counted(line) == [("called", 1, "measured"), ("called", 11, "said")]


def test_keys_hear_again_and_change_the_language(line: Clarion, phone: Make) -> None:
    one = phone(NEW).call().press("1")
    assert "Say your city" in one.heard
    one.press("2")
    assert one.langs == ["es"]
    assert "Di tu ciudad" in one.heard
    one.press("2")
    assert one.langs == ["en"]
    for _ in range(9):
        if one.dials is None:
            one.press("1")
    assert one.dials == LINE, "nobody is kept in a circle"


@pytest.mark.parametrize(
    "hangs_up_at", ["greeting", "line rings", "busy prompt", "message", "closed"]
)
def test_hanging_up_anywhere_ends_the_call(
    line: Clarion, phone: Make, clock: Minutes, hangs_up_at: str
) -> None:
    if hangs_up_at == "closed":
        clock.at = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)
    one = phone(NEW).call()
    if hangs_up_at == "message":
        one.press("3")
    elif hangs_up_at != "greeting":
        one.wait()
    if hangs_up_at == "busy prompt":
        one.line_did("busy")
    if hangs_up_at == "line rings":
        one.line_did("canceled")
    one.hang_up(12)
    row = call_of(line, one)
    assert row["state"] == "ended"
    assert counted(line) == []
    [(minutes,)] = rows(line, "SELECT sum(count)::int FROM spent WHERE budget = 'call_minutes'")
    assert minutes == 1
    expected = {"busy prompt": 1, "message": 1}.get(hangs_up_at, 0)
    assert len(texts(line, NEW)) == expected


def test_status_before_the_lines_own_report_is_no_loss(line: Clarion, phone: Make) -> None:
    one = phone(STRANGER).call().wait()
    one.hang_up(100)
    assert texts(line, STRANGER) == [], "nothing is asked before the line is heard of"
    one.line_did("completed", 80)
    assert counted(line) == [("called", 1, "measured")]
    assert texts(line, STRANGER) == []
