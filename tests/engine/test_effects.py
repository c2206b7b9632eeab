"""What steps note down, follow-ups, and conditions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.engine import (
    FieldSet,
    HandedOff,
    Notified,
    Person,
    Reported,
    Said,
    SessionEnded,
    Tagged,
    TimerCanceled,
    TimerStarted,
    Untagged,
)
from tests.engine.small import NOW, Talk, make_of

MORE = """\
dates: {week: {from: 2026-09-21, until: 2026-09-27}}
"""


@pytest.fixture
def talk() -> Talk:
    campaign = make_of("effects", "colors", more=MORE)
    return Talk(campaign, Person(1, lang="en", zone="America/Chicago", is_opted_in=True))


def test_effects_are_events_in_the_order_written(talk: Talk) -> None:
    assert talk.says("effects") == "big red"
    noted = [e for e in talk.events if not isinstance(e, (TimerStarted, SessionEnded))]

    assert noted[1:] == [
        FieldSet("color", "red"),
        Tagged("one"),
        Tagged("two"),
        Untagged("three"),
        Reported("led", 7, NOW, {"color": "red"}),
        TimerCanceled("later:soon"),
        HandedOff("money"),
        Notified("organizers", "big red"),
        Said("big red", "en", ("https://example.org/a.png",), "effects/all"),
    ]


def test_follow_ups_are_due_in_the_person_s_zone(talk: Talk) -> None:
    talk.says("effects")
    due = {e.name: e.due_at for e in talk.events if isinstance(e, TimerStarted)}

    assert {name: at.astimezone(UTC) for name, at in due.items()} == {
        "later:soon": datetime(2026, 9, 22, 17, tzinfo=UTC),
        "later:morning": datetime(2026, 9, 23, 14, 30, tzinfo=UTC),
        "later:eve": datetime(2026, 9, 26, 23, tzinfo=UTC),
    }


def test_follow_up_begins_at_its_step_when_no_session_is_open(talk: Talk) -> None:
    talk.says("effects")
    assert talk.session is None

    assert talk.times_out("later:soon") == "Here again, friend.\n\nOK?"
    assert talk.says("yes") == "Good."


def test_follow_up_comes_between_and_leaves_the_question_open(talk: Talk) -> None:
    talk.says("colors")
    talk.says("red")

    assert talk.times_out("later:soon", 1) == "Here again, friend.\n\nOK?"
    assert talk.says("yes") == "Good.\n\nAfter red?"
    assert talk.says("4") == "red 4"


def test_follow_up_that_is_gone_says_nothing(talk: Talk) -> None:
    assert talk.times_out("later:never") == ""
    assert talk.events == []


@pytest.mark.parametrize(
    ("person", "hours", "lang", "said"),
    [
        ({"tags": frozenset({"dj"})}, 0, "es", "a"),
        ({"fields": {"color": "rojo!"}}, 0, "en", "c"),
        ({"fields": {"size": "3.5"}}, 0, "en", "d"),
        ({"fields": {"size": "big", "station": "KDNA"}}, 0, "en", "e"),
        ({"is_opted_in": False, "fields": {"disclosed": "yes"}}, 0, "en", "e"),
        ({}, 0, "en", "f"),
        ({}, 12, "en", "g"),
        ({}, -48, "en", "h"),
    ],
)
def test_conditions(person: dict[str, object], hours: int, lang: str, said: str) -> None:
    campaign = make_of("branch", more=MORE)
    known = replace(Person(1, lang=lang, zone="UTC", is_opted_in=True), **person)  # type: ignore[arg-type]
    talk = Talk(campaign, known)
    talk.now = NOW.replace(hour=12) + timedelta(hours=hours)

    assert talk.says("branch") == said
