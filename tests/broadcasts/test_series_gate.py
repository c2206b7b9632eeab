"""Who gets a series' texts: hours, caps, stops, and the last look before one goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.broadcasts import series, why
from bot.clarion import Clarion
from bot.conversations import timers
from bot.store.events import actions as event_rows
from bot.store.sending import outbox, switches
from bot.texting.reasons import REASONS
from tests.broadcasts.series_cases import (
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
from tests.factories import NOON, rows


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
