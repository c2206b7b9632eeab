"""A poster's code is heard with a word, alone and with a slip, and stays with what it brought."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.people import sources
from bot.people.sources import Asked
from tests.events.conftest import GUEST, Minutes, say
from tests.events.conftest import clock as clock
from tests.events.conftest import line as line
from tests.factories import CY, make_form, rows

CASES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("sourced.yaml").read_text(encoding="utf-8")
)


@pytest.fixture
def posters(line: Clarion) -> Clarion:
    for code in CASES["codes"]:
        sources.add(line, Asked(f"At {code}", code=code), None)
    return line


def source_of(line: Clarion, phone: str) -> str | None:
    [(found,)] = rows(
        line,
        "SELECT c.source FROM contact c JOIN address a ON a.contact_id = c.id"
        " WHERE a.digest = ANY(%s)",
        list(line.sealer.digests("sms", phone)),
    )
    return str(found)


def test_texts_are_credited_to_the_code_they_name(posters: Clarion) -> None:
    wrong = []
    for number, case in enumerate(CASES["texts"]):
        phone = f"+1718555{3000 + number}"
        answer = say(posters, phone, case["text"])
        found = (source_of(posters, phone) or "").partition("source:")[2] or None
        if found != case["source"] or not answer.startswith(case["answer"]):
            wrong.append((case, found, answer[:60]))
    assert wrong == []


def test_what_they_do_later_is_credited_too(posters: Clarion) -> None:
    say(posters, CY, "CALL ELM", "DONE")
    say(posters, CY, "JOIN", "60608")
    found = rows(posters, "SELECT kind, source FROM counted_report ORDER BY id")
    assert ("called", "source:ELM") in found
    assert source_of(posters, CY) == "source:ELM"


def test_who_was_here_already_is_credited_for_a_day(posters: Clarion, clock: Minutes) -> None:
    before = source_of(posters, GUEST)
    say(posters, GUEST, "CALL ELM", "DONE")
    clock.forward(hours=25)
    say(posters, GUEST, "CALL", "DONE")
    assert source_of(posters, GUEST) == before
    assert rows(posters, "SELECT source FROM counted_report WHERE kind = 'called' ORDER BY id") == [
        ("source:ELM",),
        (before,),
    ]


def test_an_open_question_is_answered_before_a_code_is_heard(posters: Clarion) -> None:
    answer = say(posters, GUEST, "PHONEBANK", "HOST", "friday", "2pm", "ELM")
    assert not answer.startswith("Call the White House")
    answer = say(posters, GUEST, "50")
    assert "ELM" in answer
    assert rows(posters, "SELECT 1 FROM source_text") == []


def test_a_closed_source_still_gets_its_answer_and_no_credit(posters: Clarion) -> None:
    sources.close(posters, "ELM", None)
    assert say(posters, CY, "CALL ELM").startswith("Call the White House")
    assert source_of(posters, CY) == "keyword:call"
    assert rows(posters, "SELECT 1 FROM source_text") == []


def test_a_friends_code_and_a_posters_both_stay(posters: Clarion) -> None:
    code = say(posters, GUEST, "ask friends", "3").partition("JOIN ")[2].partition(" ")[0]
    say(posters, CY, f"JOIN {code}")
    say(posters, CY, "CALL ELM", "DONE")
    assert source_of(posters, CY) == f"code:{code}"
    assert rows(posters, "SELECT source FROM report WHERE kind = 'called'") == [("source:ELM",)]


def test_the_same_text_again_is_noted_once(posters: Clarion) -> None:
    form = make_form(CY, "CALL ELM")
    inbound.receive(posters, form)
    inbound.receive(posters, form)
    say(posters, CY, "CALL ELM")
    [(times, first_at, at)] = rows(posters, "SELECT times, first_at, at FROM source_text")
    assert times == 2
    assert at - first_at < timedelta(minutes=1)
