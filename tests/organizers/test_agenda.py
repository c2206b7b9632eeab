"""What needs a person, what is to come, what happened today."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.broadcasts import broadcasts
from bot.broadcasts.broadcasts import Draft, Repeat, Schedule
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.organizers import agenda
from bot.store.broadcasts import broadcasts as stored
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.texting.schedules import parse_when
from tests.conftest import ROOT
from tests.factories import CY, NOON, make_clarion, make_form, rows

FAR = datetime(2027, 12, 31, tzinfo=UTC)


def scheduled(clarion: Clarion, when: Schedule, **more: Any) -> BroadcastRow:
    draft = Draft("Kickoff", "all", {"en": "Hi", "es": "Hola"}, when, **more)
    broadcast_id = broadcasts.schedule(clarion, draft, None)
    with clarion.record.transaction() as connection:
        return stored.load(connection, broadcast_id)


def test_one_that_goes_once_comes_once(clarion: Clarion) -> None:
    when = parse_when("2026-09-24 10:00", "America/Chicago", NOON, is_local=False)
    row = scheduled(clarion, when)
    (only,) = agenda.times_of(row, FAR)
    assert (only.due_at, only.local_at, only.is_repeat) == (row.due_at, None, False)
    assert list(agenda.times_of(row, NOON)) == []


def test_repeat_keeps_its_wall_clock_when_clocks_go_back(clarion: Clarion) -> None:
    # Clocks go back on November 1, 2026: 10:00 is 15:00 UTC before and 16:00 UTC after.
    when = parse_when("2026-10-30 10:00", "America/Chicago", NOON, is_local=False)
    row = scheduled(clarion, when, repeat=Repeat("day", NOON.date().replace(month=11, day=2)))
    times = [one.due_at for one in agenda.times_of(row, FAR)]
    assert [f"{at:%d %H}" for at in times] == ["30 15", "31 15", "01 16", "02 16"]


def test_weekdays_leave_the_weekend_out(clarion: Clarion) -> None:
    when = parse_when("2026-09-24 10:00", None, NOON, is_local=True, zones=("America/New_York",))
    row = scheduled(clarion, when, repeat=Repeat("weekday", NOON.date().replace(day=29)))
    walls = [one.local_at for one in agenda.times_of(row, FAR)]
    assert [wall.day for wall in walls if wall] == [24, 25, 28, 29]
    assert [one.is_repeat for one in agenda.times_of(row, FAR)] == [False, True, True, True]


def test_calendar_is_in_order_and_ends_after_its_days(clarion: Clarion) -> None:
    for text in ("2026-09-26 10:00", "2026-09-24 10:00", "2026-12-24 10:00"):
        scheduled(clarion, parse_when(text, "America/Chicago", NOON, is_local=False))
    assert [one.due_at.day for one in agenda.to_come(clarion, 14)] == [24, 26]


def test_nothing_needs_anybody_at_first(clarion: Clarion) -> None:
    assert agenda.needed(clarion).is_anything is False


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("UPDATE broadcast SET state = 'draft'", "approvals"),
        ("UPDATE broadcast SET state = 'missed'", "missed"),
        ("UPDATE broadcast SET state = 'paused'", "paused"),
        ("UPDATE dj SET state = 'pending'", "djs"),
        (
            "INSERT INTO event (code, kind, host_id, state, day)"
            " VALUES ('KTR47', 'rally', 1, 'pending', '2026-09-25')",
            "actions",
        ),
        (
            "INSERT INTO message (contact_id, address_id, kind, state, not_before, created_at)"
            " VALUES (1, 1, 'broadcast', 'unknown', now(), now())",
            "unknown",
        ),
    ],
)
def test_what_waits_for_a_person_is_named(clarion: Clarion, statement: str, field: str) -> None:
    scheduled(clarion, parse_when("2026-09-24 10:00", "America/Chicago", NOON, is_local=False))
    with clarion.record.transaction() as connection:
        connection.execute(statement)
    needed = agenda.needed(clarion)
    assert needed.is_anything
    found = getattr(needed, field)
    assert (found if isinstance(found, int) else len(found)) == 1


def test_action_that_is_past_needs_nobody(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO event (code, kind, host_id, state, day)"
            " VALUES ('KTR47', 'rally', 1, 'pending', '2026-09-01')"
        )
    assert agenda.needed(clarion).actions == 0


def test_row_without_a_time_is_not_on_the_calendar(clarion: Clarion) -> None:
    when = parse_when("2026-09-24 10:00", "America/Chicago", NOON, is_local=False)
    row = replace(scheduled(clarion, when), due_at=None)
    assert list(agenda.times_of(row, FAR)) == []


def test_people_who_wait_for_somebody_are_named_by_id(clarion: Clarion) -> None:
    assert not any(agenda.needed(clarion).people)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET handed_off_at = %s WHERE id = 3", [NOON])
        connection.execute("UPDATE contact SET held_at = %s WHERE id = 1", [NOON])
    people = agenda.needed(clarion).people
    assert (people.asking, people.held) == ([3], [1])
    assert agenda.needed(clarion).is_anything


def test_who_wrote_of_danger_needs_somebody_for_a_day(settings: Settings, record: str) -> None:
    shipped = make_clarion(settings, ROOT / "flows")
    inbound.receive(shipped, make_form(CY, "ICE is at my door"))
    [(contact_id,)] = rows(shipped, "SELECT id FROM contact")
    assert agenda.needed(shipped).people.in_danger == [contact_id]
    day_later = replace(shipped, clock=SetClock(NOON + timedelta(hours=25)))
    assert agenda.needed(day_later).people.in_danger == []
    shipped.record.dispose()
