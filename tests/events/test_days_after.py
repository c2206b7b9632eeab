"""The day after an action: thanks for who came, one kind text for who did not."""

from __future__ import annotations

from datetime import timedelta

from bot.clarion import Clarion
from tests.events.conftest import GUEST, STRANGER, Minutes, got, say
from tests.events.test_days import BEGUN, DAVE, DAY_AFTER, EVA, new, tick
from tests.events.test_days import code as code


def test_who_did_not_come_gets_one_kind_text_only_where_people_were_checked_in(
    line: Clarion, code: str, clock: Minutes
) -> None:
    clock.at = BEGUN
    say(line, GUEST, "here")
    tick(line, clock, DAY_AFTER)
    kind = "We missed you at the rally"
    assert [kind in got(line, phone)[-1] for phone in (GUEST, STRANGER, DAVE)] == [
        False, True, True,
    ]  # fmt: skip
    assert "Te extrañamos" in got(line, EVA)[-1]
    tick(line, clock, DAY_AFTER.replace(hour=18))
    assert sum(kind in text for text in got(line, STRANGER)) == 1
    assert "Thank you for coming" in say(line, STRANGER, "CAME")


def test_where_nobody_was_checked_in_all_are_thanked(
    line: Clarion, code: str, clock: Minutes
) -> None:
    tick(line, clock, DAY_AFTER)
    assert all("standing with our families" in got(line, one)[-1] for one in (GUEST, DAVE))


def test_a_came_after_the_thanks_makes_nobody_miss_it(
    line: Clarion, code: str, clock: Minutes
) -> None:
    tick(line, clock, DAY_AFTER)
    assert "Thank you for standing" in got(line, STRANGER)[-1]
    had = len(got(line, STRANGER))
    say(line, GUEST, "CAME")
    tick(line, clock, DAY_AFTER + timedelta(minutes=30))
    assert new(line, STRANGER, had) == []


def test_who_says_came_is_thanked_for_it_once(line: Clarion, code: str, clock: Minutes) -> None:
    clock.at = BEGUN
    say(line, STRANGER, "HERE")  # so that the others were looked for in vain
    tick(line, clock, DAY_AFTER)
    assert "We missed you" in got(line, GUEST)[-1]
    had = len(got(line, GUEST))
    assert "Thank you for coming" in say(line, GUEST, "CAME")
    tick(line, clock, DAY_AFTER + timedelta(minutes=30))
    assert new(line, GUEST, had) == []


def test_who_says_came_before_the_text_goes_is_not_missed(
    line: Clarion, code: str, clock: Minutes
) -> None:
    clock.at = BEGUN
    say(line, STRANGER, "HERE")
    clock.at = DAY_AFTER - timedelta(minutes=20)  # it is due, and waits for the texting hours
    assert "Thank you for coming" in say(line, GUEST, "CAME")
    tick(line, clock, DAY_AFTER)
    assert all("We missed you" not in text for text in got(line, GUEST))
