"""Series: who is due follows from the record as it is; each text comes once, and only in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.broadcasts import series
from bot.clarion import Clarion
from bot.conversations import inbound
from bot.store.broadcasts import series as rows_of
from bot.store.broadcasts.series import DueRow, Planned
from bot.store.events import actions as event_rows
from tests.broadcasts.series_cases import (
    CHICAGO,
    REMINDER,
    WELCOME,
    action,
    at,
    change,
    local,
    person,
    run,
    write,
)
from tests.broadcasts.series_cases import clarion as clarion
from tests.broadcasts.series_cases import folder as folder
from tests.factories import ANA, NOON, make_form, rows

# --- when it comes --------------------------------------------------------------------------------


def test_guest_is_reminded_at_the_hour_of_the_action_and_once(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion, zone="America/Los_Angeles"))

    assert run(clarion, "2026-09-25 10:59") == []
    assert run(clarion, "2026-09-25 11:00") == ["Tomorrow: rally, Sat Sep 26."]
    assert run(clarion, "2026-09-25 11:01") == []


def test_of_many_actions_at_once_somebody_gets_no_more_than_a_day_allows(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    guest = person(clarion)
    for number in range(clarion.settings.most_a_day + 1):
        action(clarion, guest, led_by=f"+1312555010{number}")

    planned = [run(clarion, f"2026-09-25 11:0{minute}") for minute in range(6)]

    assert [len(texts) for texts in planned] == [1, 1, 1, 0, 0, 0]


def test_words_are_in_the_language_of_the_person(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion, lang="es"))

    assert run(clarion, "2026-09-25 11:00") == ["Es el sábado 26 de septiembre."]


@pytest.mark.parametrize(
    "zone", ["America/New_York", CHICAGO, "America/Phoenix", "America/Los_Angeles"]
)
@pytest.mark.parametrize("joined", ["2026-03-07", "2026-03-08", "2026-10-31", "2026-11-01"])
def test_clock_of_the_person_holds_when_clocks_change(
    clarion: Clarion, zone: str, joined: str
) -> None:
    """US clocks go forward on March 8 and back on November 1, 2026."""
    write(clarion, WELCOME, known_since=local("2026-03-01 12:00"))
    person(clarion, zone=zone, opted_in_at=local(f"{joined} 23:30", zone))
    next_day = date.fromisoformat(joined) + timedelta(days=1)

    assert run(clarion, f"{next_day} 11:59", zone) == []
    assert run(clarion, f"{next_day} 12:00", zone) == ["Hello."]


def test_where_several_zones_are_possible_it_is_that_time_in_all(clarion: Clarion) -> None:
    write(clarion, WELCOME)
    contact_id = person(clarion, opted_in_at=NOON)
    change(clarion, "contact", contact_id, zones=["America/New_York", CHICAGO])

    assert run(clarion, "2026-09-24 12:00", "America/New_York") == []
    assert run(clarion, "2026-09-24 12:00", CHICAGO) == ["Hello."]


def test_zone_unknown_counts_as_the_campaigns(clarion: Clarion) -> None:
    write(clarion, WELCOME)
    change(clarion, "contact", person(clarion, opted_in_at=NOON), zones=[])

    assert run(clarion, "2026-09-24 11:59", "America/New_York") == []
    assert run(clarion, "2026-09-24 13:00", "America/New_York") == ["Hello."]


def test_minutes_count_from_the_instant(clarion: Clarion) -> None:
    write(clarion, WELCOME.replace("1 day after at 12:00", "20 minutes after"))
    person(clarion, opted_in_at=NOON)

    assert run(clarion, "2026-09-23 12:19") == []
    assert run(clarion, "2026-09-23 12:20") == ["Hello."]


def test_hours_before_need_an_hour_of_the_action(clarion: Clarion) -> None:
    write(clarion, REMINDER.replace("1 day before at 11:00", "3 hours before"))
    event_id = action(clarion, person(clarion), starts_at=None)

    assert run(clarion, "2026-09-26 11:00") == []
    change(clarion, "event", event_id, starts_at=time(14))
    assert len(run(clarion, "2026-09-26 11:00")) == 1


@pytest.mark.parametrize(
    ("anchor", "when", "due"),
    [
        ("week", "1 day before at 17:00", "2026-09-25 17:00"),
        ("week", "on the day at 13:00", "2026-09-26 13:00"),
        ("week.until", "1 day after at 6pm", "2026-10-01 18:00"),
    ],
)
@pytest.mark.parametrize("zone", [CHICAGO, "Pacific/Honolulu"])
def test_date_of_the_campaign(
    clarion: Clarion, anchor: str, when: str, due: str, zone: str
) -> None:
    body = f'\nfrom: {anchor}\ntexts:\n  eve:\n    when: {when}\n    say: "Soon."\n'
    write(clarion, body)
    person(clarion, zone=zone, opted_in_at=NOON)
    minute_before = (datetime.fromisoformat(due) - timedelta(minutes=1)).isoformat()

    assert run(clarion, minute_before, zone) == []
    assert run(clarion, due, zone) == ["Soon."]
    assert run(clarion, due, zone) == []


def test_hosts_have_their_own_and_not_the_guests_too(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    body = (
        "\nfrom: hosting\nkinds: [phone_bank]\ntexts:\n  eve:\n    when: 1 day before at 11:00\n"
        '    say: "Going: {events.going}."\n'
    )
    write(clarion, body, name="two")
    guest = person(clarion)
    event_id = action(clarion, guest)
    host = rows(clarion, "SELECT host_id FROM event")[0][0]
    change(clarion, "contact", host, zones=[CHICAGO])
    with clarion.record.transaction() as connection:
        event_rows.set_guest(connection, event_id, host, "going", NOON)

    assert run(clarion, "2026-09-25 11:00") == ["Tomorrow: rally, Sat Sep 26."]
    change(clarion, "event", event_id, kind="phone_bank")
    assert run(clarion, "2026-09-25 11:01") == ["Going: 2."]


# --- what changes meanwhile ----------------------------------------------------------------------


def test_action_that_moved_is_reminded_of_for_its_new_day(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    event_id = action(clarion, person(clarion))
    change(clarion, "event", event_id, day=date(2026, 9, 27))

    assert run(clarion, "2026-09-25 11:00") == []
    assert run(clarion, "2026-09-26 11:00") == ["Tomorrow: rally, Sun Sep 27."]


def test_action_that_moved_after_its_reminder_is_not_reminded_of_twice(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    event_id = action(clarion, person(clarion))
    assert len(run(clarion, "2026-09-25 11:00")) == 1
    change(clarion, "event", event_id, day=date(2026, 9, 27))

    assert run(clarion, "2026-09-26 11:00") == []


def test_nobody_is_reminded_of_what_is_called_off(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    event_id = action(clarion, person(clarion))
    change(clarion, "event", event_id, state="called_off")

    assert run(clarion, "2026-09-25 11:00") == []


@pytest.mark.parametrize("state", ["canceled", "waiting"])
def test_who_does_not_go_is_not_reminded(clarion: Clarion, state: str) -> None:
    write(clarion, REMINDER)
    guest = person(clarion)
    event_id = action(clarion, guest)
    with clarion.record.transaction() as connection:
        event_rows.set_guest(connection, event_id, guest, state, NOON)

    assert run(clarion, "2026-09-25 11:00") == []


def test_who_signs_up_after_the_hour_was_told_just_now(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    guest = person(clarion)
    event_id = action(clarion, guest)
    with clarion.record.transaction() as connection:
        late = local("2026-09-25 11:30")
        event_rows.set_guest(connection, event_id, guest, "going", late)

    assert run(clarion, "2026-09-25 11:31") == []


def test_series_that_is_removed_or_changed_holds_at_once(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion))
    (clarion.campaign.path / "series" / "one.yaml").unlink()
    assert run(clarion, "2026-09-25 11:00") == []

    later = REMINDER.replace("at 11:00", "at 15:00").replace("Tomorrow", "Soon")
    write(clarion, later, known_since=local("2026-09-25 11:30"))
    assert run(clarion, "2026-09-25 15:00") == ["Soon: rally, Sat Sep 26."]


def test_new_series_does_not_make_up_for_the_past(clarion: Clarion) -> None:
    action(clarion, person(clarion))
    write(clarion, REMINDER, known_since=local("2026-09-25 11:30"))

    assert run(clarion, "2026-09-25 11:31") == []


# --- once ----------------------------------------------------------------------------------------


def test_many_clocks_at_once_plan_it_once(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    people = [person(clarion, f"+1312555{n:04d}") for n in range(100, 130)]
    action(clarion, *people)
    due = at(clarion, local("2026-09-25 11:00"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: series.run_due(due), range(8)))

    found = rows(clarion, "SELECT contact_id FROM message WHERE kind = 'follow_up'")
    assert sorted(found) == [(contact_id,) for contact_id in people]


def test_ledger_alone_lets_a_text_through_once(clarion: Clarion) -> None:
    """As if two clocks had found the same person due."""
    contact_id = person(clarion)
    [(address_id,)] = rows(clarion, "SELECT id FROM address WHERE contact_id = %s", contact_id)
    row = DueRow(contact_id, address_id, "joined", None, None, None, NOON, NOON)

    def plan(_: int) -> int:
        with clarion.record.transaction() as connection:
            texts = [Planned(row, b"sealed", "en", 1)]
            return rows_of.plan_texts(connection, "one", "hello", texts, NOON)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(plan, range(4))) == [0, 0, 0, 1]
    assert rows(clarion, "SELECT count(*) FROM message WHERE kind = 'follow_up'") == [(1,)]


def test_clock_that_dies_before_its_commit_has_done_nothing(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion))
    plan = rows_of.plan_texts

    def die(*args: Any) -> int:
        assert plan(*args) == 1
        raise SystemExit("killed")

    monkeypatch.setattr(rows_of, "plan_texts", die)
    with pytest.raises(SystemExit):
        run(clarion, "2026-09-25 11:00")
    assert rows(clarion, "SELECT count(*) FROM series_sent") == [(0,)]
    monkeypatch.undo()

    assert len(run(clarion, "2026-09-25 11:02")) == 1


def test_after_an_outage_it_comes_late_but_not_too_late(clarion: Clarion) -> None:
    write(clarion, REMINDER + "late: 2h\n")
    first, second = person(clarion), person(clarion, "+13125550110")
    action(clarion, first)

    assert len(run(clarion, "2026-09-25 12:59")) == 1
    with clarion.record.transaction() as connection:
        event_rows.set_guest(connection, 1, second, "going", NOON)
    assert run(clarion, "2026-09-25 13:00") == []


def test_stop_and_start_bring_no_second_welcome(clarion: Clarion) -> None:
    write(clarion, WELCOME)
    contact_id = person(clarion, opted_in_at=NOON)
    assert len(run(clarion, "2026-09-24 12:00")) == 1
    inbound.receive(clarion, make_form(ANA, "stop"))
    inbound.receive(clarion, make_form(ANA, "start"))
    change(clarion, "contact", contact_id, opted_in_at=local("2026-09-24 13:00"))

    assert run(clarion, "2026-09-25 12:00") == []
