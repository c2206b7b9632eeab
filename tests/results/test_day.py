"""How a day goes: counted in the campaign's zone, told as text once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.errors import InputError
from bot.results import day
from bot.store.sealing import Purpose
from tests.factories import NOON, add_person, rows


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


def test_parts_of_a_day_are_told_in_sentences(clarion: Clarion) -> None:
    report(clarion, "called", 3, 0)

    said = [str(line) for line in day.lines(clarion, day.of(clarion))]
    assert said[0] == "Calls: 3."
    assert all(line.endswith(".") for line in said)


@pytest.mark.parametrize(
    ("text", "found"),
    [("today", "2026-09-23"), ("yesterday", "2026-09-22"), ("2026-01-02", "2026-01-02")],
)
def test_days_as_they_are_written(clarion: Clarion, text: str, found: str) -> None:
    assert day.read_day(clarion, text).isoformat() == found


def test_what_is_no_day_is_refused(clarion: Clarion) -> None:
    with pytest.raises(InputError, match="not a day"):
        day.read_day(clarion, "friday-ish")


def test_day_goes_to_linked_phones_once_at_its_hour(clarion: Clarion) -> None:
    # 17:00 UTC is noon in Chicago
    clarion.settings.report_hour = 12
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO organizer (email, active, fs_uniquifier, contact_id)"
            " VALUES ('olga@firm.example', true, 'x', 1)"
        )

    assert (day.tell_phones(clarion), day.tell_phones(clarion)) == (1, 0)
    [(body,)] = rows(clarion, "SELECT body_sealed FROM message WHERE kind = 'notice'")
    assert "Calls: 0." in clarion.sealer.open(bytes(body), Purpose.MESSAGE_BODY)


def test_day_is_not_told_at_another_hour_or_unasked(clarion: Clarion) -> None:
    assert day.tell_phones(clarion) == 0
    clarion.settings.report_hour = 8
    assert isinstance(clarion.clock, SetClock)
    assert day.tell_phones(clarion) == 0
