"""Series: who is due follows from the record as it is; each text comes once, and only in time."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts import series, why
from bot.campaign import check, loading
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound, timers
from bot.segments import segments
from bot.store.broadcasts import series as rows_of
from bot.store.broadcasts.series import DueRow, Planned
from bot.store.events import actions as event_rows
from bot.store.events.actions import NewEvent
from bot.store.sending import outbox, switches
from bot.texting.reasons import REASONS
from tests.factories import ANA, NOON, SMALL, add_person, make_clarion, make_form, rows

CHICAGO = "America/Chicago"
HEAD = "series: {name}\nabout: A test.\n"
REMINDER = """
from: event
texts:
  day_before:
    when: 1 day before at 11:00
    say: {en: "Tomorrow: {events.title}, {events.date|date}.", es: "Es el {events.date|date}."}
"""
WELCOME = """
from: joined
texts:
  hello:
    when: 1 day after at 12:00
    say: {en: "Hello[ {name|first}].", es: "Hola."}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small campaign with dates, its files looked at every time."""
    monkeypatch.setattr(loading, "SWEEP_S", 0.0)
    target = tmp_path / "campaign"
    shutil.copytree(SMALL, target)
    with (target / "campaign.yaml").open("a", encoding="utf-8") as file:
        file.write("\ndates:\n  week: {from: 2026-09-26, until: 2026-09-30}\n")
    (target / "series").mkdir()
    return target


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str, folder: Path) -> Any:
    made = make_clarion(settings.model_copy(update={"send_rate_per_s": 10_000.0}), folder)
    yield made
    made.record.dispose()


def write(clarion: Clarion, body: str, name: str = "one", known_since: datetime = NOON) -> None:
    """A series file, which the clock has seen at `known_since`."""
    path = clarion.campaign.path / "series" / f"{name}.yaml"
    path.write_text(HEAD.format(name=name) + body, encoding="utf-8")
    series.run_due(at(clarion, known_since))


def at(clarion: Clarion, moment: datetime) -> Clarion:
    return replace(clarion, clock=SetClock(moment))


def local(text: str, zone: str = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def run(clarion: Clarion, moment: str, zone: str = CHICAGO) -> list[str]:
    """One look at a local time; the texts it has planned."""
    seen = rows(clarion, "SELECT coalesce(max(id), 0) FROM message")[0][0]
    series.run_due(at(clarion, local(moment, zone)))
    sealed = rows(
        clarion,
        "SELECT body_sealed FROM message WHERE id > %s AND kind = 'follow_up' ORDER BY id",
        seen,
    )
    return [clarion.sealer.open(body, "message.body") for (body,) in sealed]


def person(clarion: Clarion, phone: str = ANA, zone: str = CHICAGO, **columns: Any) -> int:
    contact_id = add_person(clarion, phone)
    change(clarion, "contact", contact_id, zones=[zone], state=None, **columns)
    return contact_id


def change(clarion: Clarion, table: str, row_id: int, **columns: Any) -> None:
    names = ", ".join(f"{name} = %({name})s" for name in columns)
    key = "contact_id" if table == "session" else "id"
    with clarion.record.transaction() as connection:
        connection.execute(
            f"UPDATE {table} SET {names} WHERE {key} = %(row_id)s",  # noqa: S608 - a test's names
            {**columns, "row_id": row_id},
        )


def action(
    clarion: Clarion,
    *guests: int,
    day: str = "2026-09-26",
    starts_at: time | None = time(14),
    kind: str = "rally",
    zone: str = CHICAGO,
) -> int:
    """An action led by somebody else, with guests since noon."""
    host = add_person(clarion, "+13125550199")
    if not host:
        raise AssertionError
    new = NewEvent(
        code=f"KTR{host}", kind=kind, host_id=host, state="open", day=date.fromisoformat(day),
        starts_at=starts_at, zip=None, city="Chicago", zone=zone, latitude=None, longitude=None,
        place_sealed=None, what_sealed=None, capacity=None, goal=None,
    )  # fmt: skip
    with clarion.record.transaction() as connection:
        event_id = event_rows.add_event(connection, new, NOON)
        for guest in guests:
            event_rows.set_guest(connection, event_id, guest, "going", NOON)
    return event_id


# --- when it comes --------------------------------------------------------------------------------


def test_guest_is_reminded_at_the_hour_of_the_action_and_once(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion, zone="America/Los_Angeles"))

    assert run(clarion, "2026-09-25 10:59") == []
    assert run(clarion, "2026-09-25 11:00") == ["Tomorrow: rally, Sat Sep 26."]
    assert run(clarion, "2026-09-25 11:01") == []


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


# --- who may be texted ---------------------------------------------------------------------------


def test_who_stopped_gets_none(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion, opted_out_at=NOON))

    assert run(clarion, "2026-09-25 11:00") == []


def test_who_signed_up_without_joining_is_reminded_of_that_and_gets_nothing_else(
    clarion: Clarion,
) -> None:
    write(clarion, REMINDER)
    write(clarion, REMINDER.replace("from: event", "from: week"), name="two")
    action(clarion, person(clarion, opted_in_at=None))

    assert len(run(clarion, "2026-09-25 11:00")) == 1
    assert claim(clarion, "2026-09-25 11:01") == [None]


def test_before_texting_hours_it_waits(clarion: Clarion) -> None:
    write(clarion, REMINDER.replace("1 day before at 11:00", "on the day at 7:00"))
    action(clarion, person(clarion))

    assert run(clarion, "2026-09-26 07:00") == []
    assert len(run(clarion, "2026-09-26 09:00")) == 1


def test_reminder_never_comes_after_its_action_began(clarion: Clarion) -> None:
    write(clarion, REMINDER.replace("1 day before at 11:00", "on the day at 7:00"))
    action(clarion, person(clarion), starts_at=time(8, 30))

    assert run(clarion, "2026-09-26 09:00") == []


def test_in_a_conversation_it_waits_until_that_is_over(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    guest = person(clarion)
    action(clarion, guest)
    asked = local("2026-09-25 10:50")
    change(clarion, "session", guest, flow="join", last_inbound_at=asked)
    assert run(clarion, "2026-09-25 11:00") == []

    change(clarion, "session", guest, flow=None)
    assert len(run(clarion, "2026-09-25 11:05")) == 1


def test_an_old_question_does_not_hold_it_back(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    guest = person(clarion)
    action(clarion, guest)
    asked = local("2026-09-25 08:50")
    change(clarion, "session", guest, flow="join", last_inbound_at=asked)

    assert len(run(clarion, "2026-09-25 11:00")) == 1


def test_who_talks_with_an_organizer_is_left_alone(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    guest = person(clarion, handed_off_at=local("2026-09-25 10:00"))
    action(clarion, guest)

    assert run(clarion, "2026-09-25 11:00") == []


def test_kill_switch_stops_planning(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion))
    with clarion.record.transaction() as connection:
        switches.turn(connection, "sending", is_on=False, by=None, reason="test", now=NOON)

    assert run(clarion, "2026-09-25 11:00") == []


def sent_broadcasts(clarion: Clarion, contact_id: int, count: int, moment: datetime) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, state, broadcast_id, claimed_at)"
            " SELECT %s, 1, 'broadcast', 'delivered', n, %s FROM generate_series(1, %s) n",
            [contact_id, moment, count],
        )


def test_broadcasts_and_series_share_the_caps(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    guest = person(clarion)
    action(clarion, guest)
    sent_broadcasts(clarion, guest, 3, local("2026-09-24 12:00"))

    assert run(clarion, "2026-09-25 11:00") == []
    assert len(run(clarion, "2026-09-25 12:01")) == 1


def test_fewer_texts_hold_for_series_but_not_for_reminders(clarion: Clarion) -> None:
    write(clarion, WELCOME)
    write(clarion, REMINDER.replace("1 day before", "2 days before"), name="two")
    few = person(clarion, tags=["few"], opted_in_at=NOON)
    near = person(clarion, "+13125550110", tags=["near"], opted_in_at=NOON)
    sent_broadcasts(clarion, few, 1, NOON)
    action(clarion, few, near)  # and the host, who has asked for nothing

    reminders = ["Tomorrow: rally, Sat Sep 26."] * 2
    assert run(clarion, "2026-09-24 12:00") == [*reminders, "Hello."]


def test_segment_narrows_who_gets_it(clarion: Clarion) -> None:
    write(clarion, "to: lang = es and not tag = dj" + WELCOME)
    for n, (lang, tags) in enumerate([("en", []), ("es", []), ("es", ["dj"])]):
        person(clarion, f"+1312555011{n}", lang=lang, tags=tags, opted_in_at=NOON)

    assert run(clarion, "2026-09-24 12:00") == ["Hola."]


def test_segment_of_an_unknown_broadcast_sends_to_nobody(clarion: Clarion) -> None:
    write(clarion, 'to: not received "kickoff"' + WELCOME)
    person(clarion, opted_in_at=NOON)

    assert run(clarion, "2026-09-24 12:00") == []


def test_no_more_are_planned_than_the_sender_carries(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, *(person(clarion, f"+1312555{n:04d}") for n in range(100, 110)))
    slow = replace(clarion, settings=clarion.settings.model_copy(update={"send_rate_per_s": 1.0}))

    assert len(run(slow, "2026-09-25 11:00")) == 2
    assert run(slow, "2026-09-25 11:01") == []  # those two still wait to go


# --- on the way out ------------------------------------------------------------------------------


def claim(clarion: Clarion, moment: str) -> list[str | None]:
    with clarion.record.transaction() as connection:
        found = outbox.claim_singles(
            connection, count=10, now=local(moment), lease=timedelta(minutes=1)
        )
    return [row.reason for row in found]


def test_gate_lets_a_reminder_through(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion))
    run(clarion, "2026-09-25 11:00")

    assert claim(clarion, "2026-09-25 11:01") == [None]


def test_gate_holds_a_reminder_whose_action_moved_and_the_new_day_is_told(
    clarion: Clarion,
) -> None:
    write(clarion, REMINDER)
    event_id = action(clarion, person(clarion))
    run(clarion, "2026-09-25 11:00")
    change(clarion, "event", event_id, day=date(2026, 9, 27))

    assert claim(clarion, "2026-09-25 11:01") == ["event_changed"]
    assert "event_changed" in REASONS
    assert run(clarion, "2026-09-26 12:00") == ["Tomorrow: rally, Sun Sep 27."]
    assert claim(clarion, "2026-09-26 12:01") == [None]


@pytest.mark.parametrize("change_to", ["called_off", "left"])
def test_gate_asks_whether_it_is_still_true(clarion: Clarion, change_to: str) -> None:
    write(clarion, REMINDER)
    guest = person(clarion)
    event_id = action(clarion, guest)
    run(clarion, "2026-09-25 11:00")
    with clarion.record.transaction() as connection:
        if change_to == "left":
            event_rows.set_guest(connection, event_id, guest, "canceled", NOON)
        else:
            event_rows.set_state(connection, event_id, "called_off")

    assert claim(clarion, "2026-09-25 11:01") == ["event_changed"]


def test_gate_drops_what_has_waited_too_long(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    action(clarion, person(clarion))
    run(clarion, "2026-09-25 11:00")

    assert claim(clarion, "2026-09-25 15:00") == ["late"]


def test_conversation_begins_once(clarion: Clarion) -> None:
    body = "\nfrom: joined\ntexts:\n  call:\n    when: 1 hour after\n    go: /call\n"
    write(clarion, body)
    person(clarion, opted_in_at=NOON)
    moment = local("2026-09-23 13:00")

    for _ in range(2):
        series.run_due(at(clarion, moment))
        timers.run_due(at(clarion, moment))

    [(sealed,)] = rows(clarion, "SELECT body_sealed FROM message WHERE kind = 'follow_up'")
    assert "(866) 473-5915" in clarion.sealer.open(sealed, "message.body")
    assert rows(clarion, "SELECT flow FROM session WHERE contact_id = 1") == [("call",)]


def test_why_names_the_series(clarion: Clarion) -> None:
    write(clarion, REMINDER)
    guest = person(clarion)
    action(clarion, guest)
    run(clarion, "2026-09-25 11:00")

    steps = [(step.rule, step.words) for step in why.explain(clarion, str(guest)).steps]
    code = rows(clarion, "SELECT code FROM event")[0][0]
    assert ("series", f"one/day_before ({code}), 2026-09-25 16:00:00 UTC") in steps
    assert any(rule == "row" and words.endswith("is planned") for rule, words in steps)


# --- the files -----------------------------------------------------------------------------------


def test_segment_that_cannot_be_read_is_told(folder: Path) -> None:
    path = folder / "series" / "one.yaml"
    path.write_text(HEAD.format(name="one") + "to: lang is es" + WELCOME, encoding="utf-8")

    [problem] = [p for p in check(folder, None, segments.parse) if p.severity == "error"]
    assert str(problem).startswith("series/one.yaml:3:1: error: This is not a segment.")


def test_date_has_no_hour_to_count_from(folder: Path) -> None:
    body = '\nfrom: week\ntexts:\n  eve:\n    when: 3 hours before\n    say: "Soon."\n'
    (folder / "series" / "one.yaml").write_text(HEAD.format(name="one") + body, "utf-8")

    [problem] = [p for p in check(folder) if p.severity == "error"]
    assert problem.message == "'week' is a day and has no hour to count from."


def test_a_text_that_fails_stops_no_other(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = add_person(clarion, ANA, opted_in_at=NOON)
    write(clarion, WELCOME, "one")
    write(clarion, WELCOME, "two")
    real = series._Look.run

    def run_but_one(look: Any, room: int) -> int:
        if look._series.name == "one":
            raise ValueError("a bug of ours")
        return real(look, room)

    monkeypatch.setattr(series._Look, "run", run_but_one)
    assert series.run_due(at(clarion, local("2026-09-24 12:05"))) == 1
    assert rows(clarion, "SELECT series, contact_id FROM series_sent") == [("two", person)]
    assert rows(clarion, "SELECT kind, key FROM set_aside") == [("text of a series", "one/hello")]
