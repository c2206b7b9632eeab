"""What people answer is kept for segments: choices and values, never words of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound
from bot.errors import InputError
from bot.people import answers, merging, retention, story
from bot.privacy import erasing
from bot.segments import segments
from bot.segments.checking import check_values
from bot.texting.audience import condition_of
from tests.factories import ANA, CY, NOON, make_form, rows


def _say(clarion: Clarion, phone: str, *texts: str) -> int:
    for text in texts:
        inbound.receive(clarion, make_form(phone, text))
    digest = clarion.sealer.digest("sms", phone)
    [(contact_id,)] = rows(clarion, "SELECT contact_id FROM address WHERE digest = %s", digest)
    return int(contact_id)


def _given(clarion: Clarion, contact_id: int) -> dict[str, str]:
    with clarion.record.transaction() as connection:
        found = answers.of(clarion.sealer, connection, contact_id)
    return {f"{one.flow}/{one.step}": one.what for one in found}


def _who(clarion: Clarion, text: str) -> set[int]:
    with clarion.record.transaction() as connection:
        node = segments.parse(text).node
        condition, values = condition_of(clarion.sealer, connection, node, clarion.clock.now())
        statement = f"SELECT id FROM contact c WHERE {condition}"  # noqa: S608 - compiled
        return {row[0] for row in connection.execute(statement, values).fetchall()}


def test_choices_and_values_are_kept_and_own_words_are_not(clarion: Clarion) -> None:
    cy = _say(clarion, CY, "join", "60608", "a green like no other", "my secret")
    assert _given(clarion, cy) == {"join/zip": "60608", "join/color": "", "join/secret": ""}
    assert story.read(clarion, cy).answers[0].flow == "join"
    for column in ("choice", "value_sealed", "value_key"):
        held = rows(clarion, f"SELECT {column}::text FROM answer")  # noqa: S608 - a constant
        assert not any("60608" in str(one) or "green" in str(one) for (one,) in held)


def test_segments_find_who_answered_so(clarion: Clarion) -> None:
    ana = _say(clarion, ANA, "call", "later")
    cy = _say(clarion, CY, "call", "done", "join", "60608", "green")
    assert _who(clarion, "answered done in flow call/number") == {cy}
    assert _who(clarion, "answered later in flow call") == {ana}
    assert _who(clarion, "contestó (done, later) en el flujo call") == {ana, cy}
    assert _who(clarion, "answered 60608 in join/zip") == {cy}
    assert _who(clarion, "answered 60609 in join/zip") == set()
    assert _who(clarion, "answered any in flow join/color") == {cy}
    assert ana in _who(clarion, "not answered any in flow join")


def test_the_last_answer_wins(clarion: Clarion) -> None:
    cy = _say(clarion, CY, "call", "later", "call", "done")
    assert _given(clarion, cy) == {"call/number": "done"}
    assert _who(clarion, "answered later in call") == set()


def test_who_is_merged_brings_answers_along(clarion: Clarion) -> None:
    ana = _say(clarion, ANA, "call", "later")
    cy = _say(clarion, CY, "call", "done", "join", "60608")
    merging.merge(clarion, ana, cy, None)
    assert _given(clarion, ana) == {"call/number": "later", "join/zip": "60608"}


def test_erasing_and_purging_take_answers(clarion: Clarion) -> None:
    ana, _cy = _say(clarion, ANA, "call", "done"), _say(clarion, CY, "call", "done")
    erasing.erase(clarion, ana)
    assert len(rows(clarion, "SELECT 1 FROM answer")) == 1
    retention.purge(replace(clarion, clock=SetClock(NOON + timedelta(days=29))))
    assert len(rows(clarion, "SELECT 1 FROM answer")) == 1
    retention.purge(replace(clarion, clock=SetClock(NOON + timedelta(days=31))))
    assert rows(clarion, "SELECT 1 FROM answer") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("answered done in flow cal", "“cal” is no flow. Perhaps “call”?"),
        ("answered done in flow call/numbr", "Perhaps “call/number”?"),
        ("answered done in flow call/thanks", "“call/thanks” is no question of a flow"),
        ("answered dome in flow call", "“dome” is no answer to call. Perhaps “done”?"),
        ("answered listo in call/number", "Perhaps “done”?"),
        ("answered 6060 in flow join/zip", "kept like this: 60608"),
        ("answered green in flow join/color", "Who answered at all: answered any in flow join/col"),
        ("answered x in flow join/secret", "Who answered at all"),
        ("not answered dome in flow call", "Perhaps “done”?"),
    ],
)
def test_answers_that_cannot_be_are_refused(clarion: Clarion, text: str, says: str) -> None:
    with clarion.record.transaction() as connection, pytest.raises(InputError) as refusal:
        check_values(clarion, connection, segments.parse(text).node)
    assert says in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["answered done in call", "answered any in join", "answered 60608 in flow join"]
)
def test_answers_that_may_be_are_taken(clarion: Clarion, text: str) -> None:
    with clarion.record.transaction() as connection:
        check_values(clarion, connection, segments.parse(text).node)
