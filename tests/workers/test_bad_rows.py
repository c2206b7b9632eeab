"""One bad row stops no other: every loop of the clock is fed one, and sets it aside.

`CASES` names each timer of the clock: say in a new one's case what its bad row is, or why none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import set_aside
from bot.broadcasts import planning, series
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound, spool, timers, webhooks
from bot.djs import show_reminders
from bot.errors import RecordAway
from bot.imports import working as lists
from bot.inbox import upkeep as inbox
from bot.sending import doubts, late_statuses, outbox, reactions, reconcile
from bot.sending.upkeep import Upkeep
from bot.sentences import kept, recalled
from tests.crowd import add_crowd, number, schedule, until
from tests.factories import make_form, rows
from tests.simulator_process import Simulator
from tests.workers import test_bad_calls as bad_calls
from tests.workers.conftest import Break
from tests.workers.no_rows import NO_ROWS
from workers.clock import TIMERS


def change(clarion: Clarion, statement: str, *values: object) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(statement, values)


def aside(clarion: Clarion) -> list[tuple[str, str]]:
    return [(row.kind, row.key) for row in set_aside.listed(clarion)]


def later(clarion: Clarion, **wait: float) -> Clarion:
    return replace(clarion, clock=SetClock(clarion.clock.now() + timedelta(**wait)))


def test_a_broadcast_that_cannot_be_read(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    bad, good = schedule(clarion), schedule(clarion)
    change(clarion, "UPDATE broadcast SET texts_sealed = '\\x00' WHERE id = %s", bad)
    assert planning.fire_due(clarion) == [good]
    [(state, reason)] = rows(
        clarion, "SELECT state, state_reason FROM broadcast WHERE id = %s", bad
    )
    assert (state, recalled(reason)) == ("paused", outbox.UNREADABLE)


def test_a_broadcast_whose_key_is_taken_away_pauses(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    broadcast_id = schedule(clarion)
    assert planning.fire_due(clarion) == [broadcast_id]
    change(clarion, "UPDATE broadcast SET texts_sealed = '\\x00'")
    assert outbox.drain(clarion, broadcast_id).accepted == 0
    assert rows(clarion, "SELECT state, state_reason FROM broadcast") == [
        ("paused", kept(outbox.UNREADABLE))
    ]


def test_a_broadcast_that_cannot_begin(clarion: Clarion, breaks: Break) -> None:
    add_crowd(clarion, 3)
    bad, good = schedule(clarion), schedule(clarion)
    breaks(planning, "_begin", lambda _, __, row, *rest: row.id == bad)
    assert planning.fire_due(clarion) == [good]
    assert aside(clarion) == [("broadcast", str(bad))]
    assert planning.fire_due(clarion) == []  # not tried again at once


def test_timers_of_a_person_that_fail(clarion: Clarion, breaks: Break) -> None:
    add_crowd(clarion, 3)
    for index in (1, 2, 3):
        inbound.receive(clarion, make_form(number(index), "join"))
    breaks(timers, "_run_one", lambda _, contact_id: contact_id == 2)
    change(clarion, "UPDATE session SET wake_at = %s", clarion.clock.now())
    assert timers.run_due(clarion) == 3
    assert aside(clarion) == [("timers of a contact", "2")]
    # The bad one is passed over until its time has come; then it is tried, and let go.
    change(clarion, "UPDATE session SET wake_at = %s", clarion.clock.now())
    assert timers.run_due(clarion) == 2


def test_a_row_that_goes_well_again_is_no_longer_set_aside(clarion: Clarion) -> None:
    def fail(_: int) -> None:
        raise ValueError("once")

    kind = set_aside.Kind.CONTACT
    assert set_aside.each(clarion, kind, [7], fail) == 0
    assert set_aside.each(clarion, kind, [7], lambda _: None) == 0  # passed over
    assert set_aside.each(later(clarion, minutes=2), kind, [7], lambda _: None) == 1
    assert aside(clarion) == []


def test_each_time_it_waits_longer_and_a_person_can_hurry_it(clarion: Clarion) -> None:
    def fail(_: int) -> None:
        raise ValueError("always")

    kind, waits = set_aside.Kind.CONTACT, []
    for hours in range(12):
        now = later(clarion, hours=7 * hours)
        set_aside.each(now, kind, [7], fail)
        [row] = set_aside.listed(now)
        waits.append((row.again_at - row.last_at).total_seconds())
    assert waits[:4] == [60, 120, 240, 480]
    assert max(waits) == 6 * 3600
    assert set_aside.try_again(clarion) == 1
    assert set_aside.due_again(clarion, kind, clarion.clock.now()) == ["7"]


def test_the_record_s_absence_ends_the_walk(clarion: Clarion) -> None:
    def away(_: int) -> None:
        raise RecordAway("away")

    with pytest.raises(RecordAway):
        set_aside.each(clarion, set_aside.Kind.CONTACT, [1, 2], away)
    assert aside(clarion) == []


def test_a_webhook_whose_question_cannot_be_opened(clarion: Clarion) -> None:
    add_crowd(clarion, 2)
    for contact_id in (1, 2):
        change(
            clarion,
            "INSERT INTO timer (contact_id, name, args, due_at, created_at) VALUES"
            ' (%s, \'act:webhook.post\', \'{"sealed": "AAAA", "tries": 0}\', %s, now())',
            contact_id,
            clarion.clock.now(),
        )
    assert webhooks.run_due(clarion) == 2
    assert [kind for kind, _ in aside(clarion)] == ["webhook call", "webhook call"]
    for hours in (1, 2):  # tried again, then given up: the person is told that it failed
        webhooks.run_due(later(clarion, hours=hours))
    assert rows(clarion, "SELECT id FROM timer WHERE name LIKE 'act:%%'") == []
    assert aside(clarion) == []


def test_a_text_on_disk_that_breaks_us(clarion: Clarion, breaks: Break) -> None:
    add_crowd(clarion, 2)
    bad, good = make_form(number(1), "menu"), make_form(number(2), "menu")
    spool.keep(clarion, bad)
    spool.keep(clarion, good)
    breaks(inbound, "receive_late", lambda _, form: form.sid == bad.sid)
    assert inbound.replay_spool(clarion) == 1
    [(kind, key)] = aside(clarion)
    assert kind == "text kept on disk"
    assert bad.sid in key
    assert spool.bring_back(clarion) == 1
    assert spool.is_waiting(clarion)


def test_a_listed_text_that_breaks_us(
    clarion: Clarion, simulator: Simulator, breaks: Break
) -> None:
    add_crowd(clarion, 2)
    simulator.set_webhook("http://127.0.0.1:9/twilio/sms")
    bad = simulator.inbound(number(1), "menu", wait=True)["sid"]
    simulator.inbound(number(2), "menu", wait=True)
    with pytest.MonkeyPatch.context() as patch:
        real = inbound.receive_late

        def receive(services: Clarion, form: Any) -> None:
            if form.sid == bad:
                raise ValueError("a bug of ours")
            real(services, form)

        patch.setattr(inbound, "receive_late", receive)
        found = reconcile.run(later(clarion, minutes=3), fresh=timedelta(0))
    assert (found.taken_in, found.failed) == (1, 1)
    assert aside(clarion) == [("text at the carrier", bad)]
    # The look has gone on; the text is asked for by its SID when its time has come.
    again = reconcile.run(later(clarion, hours=3), fresh=timedelta(0))
    assert again.taken_in == 1
    assert aside(clarion) == []


def in_doubt(clarion: Clarion, simulator: Simulator) -> int:
    add_crowd(clarion, 3)
    simulator.fault("lost_response", "no_callback")
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    simulator.clear_faults()
    return broadcast_id


def test_a_doubt_that_cannot_be_decided(
    clarion: Clarion, simulator: Simulator, breaks: Break
) -> None:
    in_doubt(clarion, simulator)
    ids = [row[0] for row in rows(clarion, "SELECT id FROM message ORDER BY id")]
    breaks(doubts, "_decide", lambda _, doubt, *rest: doubt.id == ids[0])
    assert doubts.resolve(later(clarion, seconds=3)).found == 2
    assert aside(clarion) == [("text in doubt", str(ids[0]))]


def test_a_late_status_that_cannot_be_taken(
    clarion: Clarion, simulator: Simulator, breaks: Break
) -> None:
    add_crowd(clarion, 3)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    ends = ("delivered", "undelivered", "failed")
    until(lambda: all(one.status in ends for one in clarion.carrier.list_messages()), 30)
    ids = [row[0] for row in rows(clarion, "SELECT id FROM message ORDER BY id")]
    breaks(late_statuses.statuses, "take", lambda _, message_id, *rest: message_id == ids[0])
    assert late_statuses.look(later(clarion, minutes=11)).moved == 2
    assert aside(clarion) == [("late status", str(ids[0]))]


def test_a_broadcast_under_way_that_cannot_be_judged(clarion: Clarion, breaks: Break) -> None:
    add_crowd(clarion, 2)
    bad, good = schedule(clarion), schedule(clarion)
    assert planning.fire_due(clarion) == [bad, good]
    breaks(reactions, "brake", lambda _, __, broadcast_id: broadcast_id == bad)
    seen: list[int] = []
    upkeep = Upkeep(clarion, lambda: False)
    upkeep._see_to = seen.append  # type: ignore[method-assign]  # nothing is to be sent here
    upkeep.look()
    assert seen == [good]
    assert aside(clarion) == [("broadcast under way", str(bad))]


def test_a_dj_whose_reminder_fails(clarion: Clarion, breaks: Break) -> None:
    add_crowd(clarion, 2)
    for contact_id in (1, 2):
        change(
            clarion,
            "INSERT INTO dj (contact_id, langs, state, slot, created_at) VALUES"
            " (%s, '{en}', 'approved', 'wed 15:00-16:00', now())",
            contact_id,
        )
    breaks(show_reminders, "_remind", lambda _, dj, *rest: dj.contact_id == 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(show_reminders, "current_scripts", lambda *_, **__: [object()])
        patch.setattr(show_reminders, "FLOW", next(iter(clarion.campaign.current().flows)))
        patch.setattr(show_reminders, "_due_show", lambda *_: clarion.clock.now())
        assert show_reminders.remind_due(clarion) == 1
    assert aside(clarion) == [("reminder of a DJ", "1")]


def test_somebody_in_the_inbox_who_cannot_be_told(clarion: Clarion, breaks: Break) -> None:
    add_crowd(clarion, 2)
    change(
        clarion,
        "INSERT INTO ticket (contact_id, kind, urgency, waiting_since, promised_at)"
        " SELECT c.id, 'question', 2, at, at FROM contact c, (SELECT %s::timestamptz AS at) x"
        " ORDER BY c.id LIMIT 2",
        clarion.clock.now() - timedelta(hours=5),
    )
    breaks(inbox, "_tell_one", lambda _, contact_id: contact_id == 1)
    assert inbox.run_due(clarion) == 1
    assert aside(clarion) == [("ticket", "1")]
    assert rows(clarion, "SELECT contact_id FROM ticket WHERE late_told_at IS NOT NULL") == [(2,)]


def test_a_list_that_cannot_be_read(clarion: Clarion, breaks: Break) -> None:
    for name in "ab":
        lists.imports.open_list(clarion, name, b"phone\n6465550101", source="", made_by=None)
    breaks(lists, "_read", lambda _, row, *rest: row.id == 1)
    assert lists.run_due(later(clarion, minutes=1)) == 1
    assert aside(clarion) == [("list of people", "1")]


CASES = {
    "calls to make": bad_calls.test_a_wish_to_be_rung_that_cannot_be_looked_at,
    "calls in doubt": bad_calls.test_a_call_in_doubt_that_cannot_be_looked_for,
    "broadcasts due": test_a_broadcast_that_cannot_begin,
    "doubts": test_a_doubt_that_cannot_be_decided,
    "timers of conversations": test_timers_of_a_person_that_fail,
    "webhooks": test_a_webhook_whose_question_cannot_be_opened,
    "spool": test_a_text_on_disk_that_breaks_us,
    "reconcile": test_a_listed_text_that_breaks_us,
    "late statuses": test_a_late_status_that_cannot_be_taken,
    "inbox": test_somebody_in_the_inbox_who_cannot_be_told,
    "lists of people": test_a_list_that_cannot_be_read,
    "show reminders": test_a_dj_whose_reminder_fails,
}


def test_every_timer_of_the_clock_has_its_bad_row() -> None:
    named = {timer.name for timer in TIMERS}
    assert named == CASES.keys() | NO_ROWS.keys(), "say in CASES what its bad row is"
    assert series.EVERY_S
