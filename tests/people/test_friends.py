"""Friends that somebody asks from their own phone: credited and told when one joins, by no name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.conversations import timers
from bot.store.people import limits
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, got, say
from tests.events.conftest import clock as clock
from tests.events.conftest import line as line
from tests.factories import add_person, rows


def code_of(line: Clarion, phone: str) -> str:
    answer = say(line, phone, "ask friends", "3")
    assert "from your own phone" in answer
    return answer.partition("JOIN ")[2].partition(" ")[0]


def brought(line: Clarion) -> list[tuple[int, str | None]]:
    return rows(
        line, "SELECT count::int, held FROM counted_report WHERE kind = 'brought' ORDER BY id"
    )


def test_who_joins_with_a_code_is_credited_and_told_of_once(line: Clarion) -> None:
    code = code_of(line, HOST)
    assert "Welcome" in say(line, GUEST, f"JOIN {code}")
    say(line, GUEST, f"JOIN {code}")
    assert got(line, HOST) == [
        "A friend of yours has just joined with your code! You have brought 1. Shall they call,"
        " too? Tell them to text CALL."
    ]
    assert "Gil" not in str(got(line, HOST))
    say(line, STRANGER, f"UNETE {code}")
    assert "You have brought 2." in got(line, HOST)[-1]
    assert brought(line) == [(1, None), (1, None)]
    assert rows(line, "SELECT count(*)::int FROM contact WHERE source = %s", f"code:{code}") == [
        (2,)
    ]


def test_who_has_stopped_is_credited_and_hears_nothing(line: Clarion) -> None:
    code = code_of(line, HOST)
    say(line, HOST, "STOP")
    say(line, GUEST, f"JOIN {code}")
    assert got(line, HOST) == []
    assert brought(line) == [(1, None)]


def test_a_crowd_that_joins_rings_nobodys_phone_all_day(line: Clarion) -> None:
    code = code_of(line, HOST)
    for number in range(20):
        phone = f"+1312555{2100 + number}"
        add_person(line, phone, name="X", zip="60608")
        say(line, phone, f"JOIN {code}")
    assert len(got(line, HOST)) <= line.settings.caused_to_one
    assert len(brought(line)) == limits.MOST_OF_A_KIND  # the rest waits for an organizer


@pytest.mark.parametrize(
    ("text", "count"), [("ASKED 3", 3), ("i asked 2 friends", 2), ("pedí a 4", 4)]
)
def test_asked_is_told_from_anywhere(line: Clarion, text: str, count: int) -> None:
    assert "joins with your code" in (answer := say(line, HOST, text)) or "Te avisamos" in answer
    assert rows(line, "SELECT count::int FROM counted_report WHERE kind = 'asked'") == [(count,)]


def test_an_absurd_number_of_friends_is_asked_about(line: Clarion) -> None:
    assert say(line, HOST, "ASKED 400").startswith("From 1 to 50, please")
    assert rows(line, "SELECT 1 FROM report WHERE kind = 'asked'") == []
    assert say(line, HOST, "4").startswith("Thank you! 4 friends asked.")


def test_the_follow_up_goes_on_until_it_is_told(line: Clarion, clock: Minutes) -> None:
    code_of(line, HOST)
    for wait in (1, 2, 2):
        clock.at += timedelta(days=wait)
        timers.run_due(line)
        assert "Did you ask your friends" in got(line, HOST)[-1]
        assert "two days" in say(line, HOST, "LATER")
    say(line, HOST, "ASKED 2")
    heard = len(got(line, HOST))
    clock.at += timedelta(days=5)
    timers.run_due(line)
    assert len(got(line, HOST)) == heard
