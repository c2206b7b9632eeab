"""How a day goes: counted in the campaign's zone, told as text once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.clarion import Clarion
from bot.errors import InputError
from bot.results import day
from tests.factories import NOON, add_person


def report(clarion: Clarion, kind: str, count: int, hours_ago: float) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO report (contact_id, kind, count, at) VALUES (1, %s, %s, %s)",
            [kind, count, NOON - timedelta(hours=hours_ago)],
        )


def test_a_day_begins_at_midnight_in_the_campaign_s_zone(clarion: Clarion) -> None:
    for kind, count, ago in (
        ("called", 3, 0),
        ("tallied", 2, 2),
        ("called", 5, 24),
        ("aired", 1, 0),
    ):
        report(clarion, kind, count, ago)
    today, yesterday = day.of(clarion), day.of(clarion, date(2026, 9, 22))

    assert (today.counted.calls, today.counted.airings) == (5, 1)
    assert (yesterday.counted.calls, yesterday.is_today) == (5, False)
    assert sum(today.by_hour.values()) == 5
    assert len(today.by_hour) == 2


def test_joined_never_counts_imports(clarion: Clarion) -> None:
    add_person(clarion, "+17185550170", source="import:members.csv")
    add_person(clarion, "+17185550171", source="text")
    with clarion.record.transaction() as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("DELETE FROM consent")
        connection.execute("SET LOCAL session_replication_role = origin")
        for source in ("import:members.csv", "flow:join"):
            connection.execute(
                "INSERT INTO consent (contact_id, act, source, at) VALUES (1, 'opt_in', %s, %s)",
                [source, NOON],
            )

    assert day.of(clarion).counted.joined == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [("today", "2026-09-23"), ("yesterday", "2026-09-22"), ("2026-01-02", "2026-01-02")],
)
def test_days_as_they_are_written(clarion: Clarion, text: str, found: str) -> None:
    assert day.read_day(clarion, text).isoformat() == found


def test_what_is_no_day_is_refused(clarion: Clarion) -> None:
    with pytest.raises(InputError, match="not a day"):
        day.read_day(clarion, "friday-ish")
