"""The public counter: what is counted, what is kept apart, and what is too little to be told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.results import live
from bot.results.live import Live
from tests.factories import NOON, add_person


def report(
    clarion: Clarion,
    count: int,
    *,
    kind: str = "called",
    ago: float = 0,
    state: str | None = None,
    who: int | None = None,
    confidence: str = "said",
) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO report (contact_id, kind, count, at, state, confidence, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [who, kind, count, NOON - timedelta(minutes=ago), state, confidence, NOON],
        )


def people(clarion: Clarion, count: int, zip_code: str, area: str = "312") -> list[int]:
    return [
        add_person(clarion, f"+1{area}55502{n:02}", zip=zip_code, name="Nadia")
        for n in range(count)
    ]


def test_calls_of_rooms_and_of_one_are_one_count(clarion: Clarion) -> None:
    report(clarion, 12)
    report(clarion, 30, kind="tallied", ago=26 * 60)
    report(clarion, 6, kind="aired", state="IL")
    report(clarion, 9, kind="busy")
    found = live.read(clarion)
    assert (found.called, found.today, found.aired, found.aired_today) == (42, 12, 6, 6)
    assert found.on_air == {"IL": 6}


def test_what_is_said_and_what_is_measured_are_kept_apart(clarion: Clarion) -> None:
    report(clarion, 20)
    report(clarion, 7, confidence="measured")
    found = live.read(clarion)
    assert (found.called, found.said, found.measured) == (27, 20, 7)


@pytest.mark.parametrize(("said", "measured"), [(20, 3), (3, 20)])
def test_what_is_left_over_does_not_tell_a_small_count(
    clarion: Clarion, said: int, measured: int
) -> None:
    report(clarion, said)
    report(clarion, measured, confidence="measured")
    found = live.read(clarion)
    assert (found.called, found.said, found.measured) == (23, None, None)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_fewer_than_five_is_not_told(clarion: Clarion, count: int, told: int | None) -> None:
    if count:
        report(clarion, count)
        report(clarion, count, kind="aired", state="VT")
    found = live.read(clarion)
    assert (found.called, found.today, found.aired, found.hour[-1]) == (told,) * 4
    assert found.on_air == ({"VT": 5} if count == 5 else {})


def test_a_place_is_named_by_five_people_and_not_by_five_calls(clarion: Clarion) -> None:
    for who in people(clarion, 5, "60608"):
        report(clarion, 2, state="IL", who=who)
    for who in people(clarion, 4, "83702", area="208"):
        report(clarion, 30, state="ID", who=who)
    report(clarion, 40, state="VT")  # of people who were erased
    found = live.read(clarion)
    assert found.states == {"IL": 10}
    assert found.cities == [("Chicago, IL", 10)]
    assert found.called == 170


def test_the_last_hour_stands_in_spans_of_five_minutes(clarion: Clarion) -> None:
    for ago, count in ((0, 6), (4, 7), (5, 8), (54, 9), (55, 10), (61, 99)):
        report(clarion, count, ago=ago)
    # The hour is full: the bar of now has just begun.
    assert live.read(clarion).hour == [19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 6]


def test_held_and_taken_back_reports_do_not_count(clarion: Clarion) -> None:
    report(clarion, 20)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE report SET held = 'many'")
    report(clarion, 8)
    assert live.read(clarion).called == 8


def test_rooms_are_of_hosts_who_said_yes(clarion: Clarion) -> None:
    [host, *callers] = people(clarion, 6, "60608")
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET tags = '{on_screen}'")
        row = connection.execute(
            "INSERT INTO event (code, kind, host_id, city, day, reviewed_at, created_at, state)"
            " VALUES ('BANK1', 'phone_bank', %s, 'Chicago', %s, %s, %s, 'open') RETURNING id",
            [host, NOON.date(), NOON, NOON],
        ).fetchone()
        assert row is not None
        for who in callers:
            connection.execute(
                "INSERT INTO report (contact_id, kind, count, event_id, at)"
                " VALUES (%s, 'tallied', 4, %s, %s)",
                [who, row[0], NOON],
            )
    assert live.read(clarion).rooms == [("Nadia, Chicago", 20)]
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET tags = '{}' WHERE id = %s", [host])
    assert live.read(clarion).rooms == []


def test_what_is_shared_comes_back_as_it_was(clarion: Clarion) -> None:
    for who in people(clarion, 5, "60608"):
        report(clarion, 2, state="IL", who=who)
    found = live.read(clarion)
    assert Live.from_json(found.to_json()) == found
