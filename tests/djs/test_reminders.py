"""A reminder before a DJ's show: on the days they chose, once, at a decent hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clarion import Clarion
from bot.djs import show_reminders
from tests.djs.conftest import DEE_ID, at, told
from tests.factories import rows

# Dee is in Albuquerque, six hours behind UTC in September.
WEDNESDAY = datetime(2026, 9, 23, 6, 0, tzinfo=UTC)


def local(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 9, day, tzinfo=UTC) + timedelta(hours=hour + 6, minutes=minute)


def give_slot(clarion: Clarion, slot: str, **dj: object) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE dj SET slot = %s", [slot])
        for column, value in dj.items():
            connection.execute(f"UPDATE dj SET {column} = %s", [value])  # noqa: S608 - a test's own


@pytest.mark.parametrize(
    ("slot", "now", "count"),
    [
        ("wed 15:00", local(14, 14), 0),
        ("wed 15:00", local(14, 15), 1),
        ("wed 15:00", local(14, 59), 1),
        ("wed 15:00", local(15, 1), 0),
        ("thu 15:00", local(14, 30), 0),
        # A show before texting hours is reminded of on the evening before.
        ("thu 06:00", local(18, 0), 0),
        ("thu 06:00", local(18, 31), 1),
        ("thu 06:00", local(5, 30, day=24), 0),
        ("nonsense", local(14, 30), 0),
    ],
)
def test_reminder_comes_before_the_show(
    clarion: Clarion, slot: str, now: datetime, count: int
) -> None:
    give_slot(clarion, slot)
    assert show_reminders.remind_due(at(clarion, now)) == count


def test_a_show_is_reminded_of_once_and_the_next_one_again(clarion: Clarion) -> None:
    give_slot(clarion, "wed,thu 15:00")
    assert show_reminders.remind_due(at(clarion, local(14, 30))) == 1
    assert show_reminders.remind_due(at(clarion, local(14, 40))) == 0
    assert "Your next show is coming up, Dee." in told(at(clarion, local(14, 41)), DEE_ID)[0]
    assert show_reminders.remind_due(at(clarion, local(14, 30, day=24))) == 1
    assert rows(clarion, "SELECT reminded_on::text FROM dj") == [("2026-09-24",)]


@pytest.mark.parametrize("change", [
    "UPDATE dj SET state = 'pending'",
    "UPDATE contact SET opted_out_at = now()",
    "UPDATE contact SET opted_in_at = NULL",
])  # fmt: skip
def test_who_is_not_on_the_list_or_wants_no_texts_is_not_reminded(
    clarion: Clarion, change: str
) -> None:
    give_slot(clarion, "wed 15:00")
    with clarion.record.transaction() as connection:
        connection.execute(change)
    assert show_reminders.remind_due(at(clarion, local(14, 30))) == 0
