"""What broadcasts moved: counted by hand from scripts of texts and calls."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.clarion import Clarion
from bot.engine import Line
from bot.intervals import ratio
from bot.results import text_effects
from bot.results.seen import Effect
from bot.store.people import reports
from tests.events.conftest import Minutes
from tests.factories import NOON, rows
from tests.results.moving import (
    DAY,
    DEE,
    HOUR,
    MINUTE,
    PHONES,
    add_dj,
    add_people,
    add_text,
    call,
    read,
    text_out,
    told,
)

OPENS = datetime(2026, 9, 23, 13, 0, tzinfo=UTC)  # 9 AM in Washington, a Wednesday


def of_broadcast(line: Clarion, broadcast_id: int) -> Effect:
    found = text_effects.of(line, broadcast_id)
    assert found is not None
    assert found.after is not None
    assert found.before is not None
    return found


def test_calls_after_each_ones_own_text_against_before(line: Clarion, clock: Minutes) -> None:
    people = add_people(line, 20)
    call(line, clock, NOON - 61 * MINUTE, PHONES[:3])  # too early to count
    call(line, clock, NOON - 50 * MINUTE, PHONES[3:4])
    made = text_out(line, people[:15], NOON)
    for contact_id in people[15:]:  # these got theirs half an hour later
        add_text(line, made, contact_id, NOON + 30 * MINUTE)
    call(line, clock, NOON + 10 * MINUTE, PHONES[4:16])  # of whom the last has no text yet
    call(line, clock, NOON + 70 * MINUTE, [PHONES[0], PHONES[19]])  # one an hour after, one not
    call(line, clock, NOON + 75 * MINUTE, [PHONES[60]])  # got nothing
    clock.at = NOON + 2 * HOUR

    found = of_broadcast(line, made)
    assert told(found) == ("more", 12, 2)
    assert found.people == 20
    assert str(found.verdict.says) == "Between 1.3 and 55.2 times as many calls."
    assert str(found.compared) == "Against the hour before."
    assert (found.verdict.low, found.verdict.high) == ratio(12, 1, 2, 1)


def test_few_calls_cannot_tell_and_many_alike_neither(line: Clarion, clock: Minutes) -> None:
    made = text_out(line, add_people(line, 40), NOON)
    call(line, clock, NOON - 30 * MINUTE, PHONES[:3])
    call(line, clock, NOON + 30 * MINUTE, PHONES[3:8])
    clock.at = NOON + 2 * HOUR
    few = of_broadcast(line, made)
    assert told(few) == ("few", 5, 3)
    assert str(few.verdict.says) == "Cannot tell: too few calls, 5 after and 3 before."

    call(line, clock, NOON - 20 * MINUTE, PHONES[8:18])
    call(line, clock, NOON + 40 * MINUTE, PHONES[20:32])
    clock.at = NOON + 2 * HOUR
    same = of_broadcast(line, made)
    assert told(same) == ("same", 17, 13)
    assert str(same.verdict.says).startswith("Cannot tell: between 0.6 and ")


def test_calls_taken_back_leave_and_measured_ones_stand_apart(
    line: Clarion, clock: Minutes
) -> None:
    made = text_out(line, add_people(line, 20), NOON)
    call(line, clock, NOON + 5 * MINUTE, PHONES[:12])
    rows(
        line,
        "UPDATE report SET confidence = 'measured' WHERE id IN (SELECT id FROM report"
        " WHERE kind = 'called' ORDER BY id LIMIT 3) RETURNING id",
    )
    clock.at = NOON + 2 * HOUR
    found = of_broadcast(line, made)
    assert found.after is not None
    assert (found.after.said, found.after.measured) == (9, 3)
    assert str(found.verdict.says).startswith("At least ")

    with line.record.transaction() as connection:
        [(first,)] = connection.execute("SELECT min(id) FROM report").fetchall()
        reports.take_back(connection, first, clock.now())
    assert told(of_broadcast(line, made)) == ("more", 11, 0)


def test_an_hour_that_is_not_over_is_not_judged(line: Clarion, clock: Minutes) -> None:
    made = text_out(line, add_people(line, 20), NOON)
    call(line, clock, NOON + 5 * MINUTE, PHONES[:12])
    clock.at = NOON + 59 * MINUTE
    assert told(of_broadcast(line, made)) == ("early", 12, 0)
    clock.at = NOON + HOUR
    assert told(of_broadcast(line, made)) == ("more", 12, 0)


def test_line_closed_after_says_so(line: Clarion, clock: Minutes) -> None:
    made = text_out(line, add_people(line, 20), NOON + 3 * HOUR + 31 * MINUTE)  # 4:31 PM
    clock.at = NOON + DAY
    found = of_broadcast(line, made)
    assert told(found) == ("closed", 0, 0)
    assert found.compared is None


def test_line_closed_before_is_compared_with_open_days(line: Clarion, clock: Minutes) -> None:
    """A text at 9:05 on a Wednesday: Tuesday, Monday and Friday at that hour are compared with."""
    made = text_out(line, add_people(line, 30), OPENS + 5 * MINUTE)
    friday = OPENS - 5 * DAY
    call(line, clock, friday + 10 * MINUTE, PHONES[:1])
    call(line, clock, friday + DAY + 10 * MINUTE, PHONES[1:9])  # a Saturday: closed, left out
    call(line, clock, OPENS - DAY + 10 * MINUTE, PHONES[1:2])
    call(line, clock, OPENS - DAY + 2 * HOUR, PHONES[2:9])  # another hour
    call(line, clock, OPENS + 20 * MINUTE, PHONES[:12])
    clock.at = OPENS + 2 * HOUR

    found = of_broadcast(line, made)
    assert told(found) == ("more", 12, 2)
    assert found.days == 3
    assert found.verdict.low == pytest.approx((ratio(12, 1, 2, 3) or (0,))[0], rel=1e-4)
    assert str(found.compared) == (
        "Against the same hour of 3 earlier days: the line was closed in the hour before."
    )


def test_line_closed_before_and_no_day_to_compare_with(line: Clarion, clock: Minutes) -> None:
    people = add_people(line, 12)
    made = text_out(line, people, OPENS + 5 * MINUTE)
    for ago in range(1, 8):  # a series that went out every morning
        text_out(line, people, OPENS - ago * DAY)
    call(line, clock, OPENS + 20 * MINUTE, PHONES[:12])
    clock.at = OPENS + 2 * HOUR
    assert told(of_broadcast(line, made))[0] == "closed_before"


def test_part_of_an_open_hour_counts_for_as_much(line: Clarion, clock: Minutes) -> None:
    made = text_out(line, add_people(line, 30), OPENS + 36 * MINUTE)
    call(line, clock, OPENS + 10 * MINUTE, PHONES[:6])
    call(line, clock, OPENS + 50 * MINUTE, PHONES[6:16])
    clock.at = OPENS + 2 * HOUR
    found = of_broadcast(line, made)
    assert told(found) == ("few", 10, 6)  # ten an hour, after six in 36 minutes
    assert found.verdict.low == pytest.approx((ratio(10, 1, 6, 0.6) or (0,))[0], rel=1e-4)
    assert "by the minutes that the line was open" in str(found.compared)


def test_days_go_by_the_clock_on_the_wall(line: Clarion, clock: Minutes) -> None:
    """Monday after the change of clocks: 9:05 is 14:05 in UTC, on the Friday before 13:05."""
    monday = datetime(2026, 11, 2, 14, 5, tzinfo=UTC)
    made = text_out(line, add_people(line, 30), monday)
    friday = datetime(2026, 10, 30, 13, 5, tzinfo=UTC)
    call(line, clock, friday - MINUTE, PHONES[:2])
    call(line, clock, friday, PHONES[2:5])
    call(line, clock, friday + HOUR, PHONES[5:12])
    call(line, clock, monday + MINUTE, PHONES[:2])
    clock.at = monday + 2 * HOUR
    found = of_broadcast(line, made)
    assert (told(found), found.days) == (("few", 2, 3), 3)


def test_hours_of_a_change_of_clocks_are_whole() -> None:
    sundays = Line("x", "", "", ("en",))
    for began in (
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2026, 3, 8, 6, 30, tzinfo=UTC),
    ):
        assert sundays.open_s(began, began + HOUR) == pytest.approx(3600)


@pytest.mark.parametrize(("others", "word"), [(3, "texts"), (2, "more")])
def test_another_text_within_the_hour(
    line: Clarion, clock: Minutes, others: int, word: str
) -> None:
    people = add_people(line, 20)
    made = text_out(line, people, NOON)
    text_out(line, people[:others], NOON - 59 * MINUTE, "Another")
    text_out(line, people, NOON + HOUR, "An hour later")
    call(line, clock, NOON + 5 * MINUTE, PHONES[:12])
    clock.at = NOON + 3 * HOUR
    assert told(of_broadcast(line, made)) == (word, 12, 0)


@pytest.mark.parametrize(("zip_code", "word"), [("60608", "airings"), ("10001", "more")])
def test_a_reading_where_they_live_within_the_hour(
    line: Clarion, clock: Minutes, zip_code: str, word: str
) -> None:
    made = text_out(line, add_people(line, 20), NOON)
    add_dj(line, DEE, "WXYZ", zip=zip_code)
    read(line, clock, DEE, NOON + 20 * MINUTE)
    call(line, clock, NOON + 25 * MINUTE, PHONES[:12])
    clock.at = NOON + 2 * HOUR
    assert told(of_broadcast(line, made)) == (word, 12, 0)
