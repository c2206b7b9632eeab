"""When a broadcast begins, for whom, and what holds it back until somebody says so."""

from __future__ import annotations

import pytest

from bot.broadcasts import broadcasts, planning, saved_segments, why
from bot.clarion import Clarion
from bot.events import overview
from bot.sending import outbox
from bot.sending.upkeep import Upkeep
from tests.broadcasts.drafting import make_draft, pass_time, state_of
from tests.crowd import add_crowd, number, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator


def test_local_time_comes_to_each_zone_at_its_own_hour(
    clarion: Clarion, simulator: Simulator
) -> None:
    for first, zone in ((1, "America/New_York"), (3, "America/Los_Angeles")):
        add_crowd(clarion, 2, first=first, zone=zone)
    when = broadcasts.parse_when(
        "2026-09-24 10:00", None, clarion.clock.now(), True, ("America/New_York",)
    )
    broadcast_id = schedule(clarion, schedule=when)
    pass_time(clarion, hours=21, minutes=1)  # 10:01 in New York
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert set(simulator.recipients()) == {number(1), number(2)}
    assert broadcasts.progress(clarion, broadcast_id).waiting == 2
    pass_time(clarion, hours=3)
    outbox.drain(clarion, broadcast_id)
    assert len(simulator.recipients()) == 4


def test_schedule_that_comes_too_late_is_missed(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 2)
    broadcast_id = schedule(clarion, lateness_s=600)
    pass_time(clarion, minutes=11)
    assert planning.fire_due(clarion) == []
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.state == "missed"
    assert found.state_reason is not None
    assert "11 minutes ago" in found.state_reason
    broadcasts.resume(clarion, broadcast_id, None)  # a person decides
    assert planning.fire_due(clarion) == [broadcast_id]


def test_local_time_that_was_missed_and_is_resumed_goes_now_within_everybody_s_hours(
    clarion: Clarion, simulator: Simulator
) -> None:
    zones = ("America/New_York", "America/Los_Angeles")
    for first, zone in zip((1, 3), zones, strict=True):
        add_crowd(clarion, 2, first=first, zone=zone)
    when = broadcasts.parse_when("2026-09-23 15:00", None, clarion.clock.now(), True, zones)
    broadcast_id = schedule(clarion, schedule=when, lateness_s=3600)
    pass_time(clarion, hours=21)  # 10:00 in New York the day after, 07:00 in Los Angeles
    assert planning.fire_due(clarion) == []
    assert state_of(clarion, broadcast_id) == "missed"
    broadcasts.resume(clarion, broadcast_id, None)
    [(due_at, local_at)] = rows(clarion, "SELECT due_at, local_at FROM broadcast")
    assert (due_at, local_at) == (clarion.clock.now(), None)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    assert set(simulator.recipients()) == {number(1), number(2)}
    assert states(clarion, broadcast_id) == {"accepted": 2, "planned": 2}
    pass_time(clarion, hours=2)  # nine in Los Angeles
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 4}


def test_broadcast_that_stood_still_too_long_waits_for_a_person(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    pass_time(clarion, minutes=61)
    Upkeep(clarion).look()
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.state == "paused"
    assert found.state_reason is not None
    assert "stood still" in found.state_reason
    assert simulator.recipients() == {}


def test_before_texting_hours_it_is_held_until_they_begin(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    pass_time(clarion, hours=-3, minutes=-30)  # 08:30 in Chicago
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert broadcasts.progress(clarion, broadcast_id).waiting == 2
    pass_time(clarion, minutes=31)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}


def test_before_their_hours_it_is_held_until_they_begin(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    pass_time(clarion, hours=-10)  # two at night in Chicago
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert broadcasts.progress(clarion, broadcast_id).waiting == 2
    verdict = why.explain(clarion, number(1), broadcast_id).verdict
    assert verdict == "They will get it at 2026-09-23 09:00 America/Chicago."
    pass_time(clarion, hours=6, minutes=59)
    outbox.drain(clarion, broadcast_id)
    assert simulator.recipients() == {}
    pass_time(clarion, minutes=1)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}


def test_after_their_hours_it_is_skipped_with_the_reason(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    pass_time(clarion, hours=9)  # nine at night
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert broadcasts.progress(clarion, broadcast_id).skipped == {"outside_hours": 2}
    assert simulator.recipients() == {}


def test_closed_line_holds_the_broadcast_until_somebody_says_so(
    clarion: Clarion, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.engine import Line

    monkeypatch.setattr(Line, "is_open", lambda *_: False)
    add_crowd(clarion, 1)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.state == "paused"
    assert found.state_reason is not None
    assert "is closed" in found.state_reason
    broadcasts.resume(clarion, broadcast_id, None)
    assert planning.fire_due(clarion) == [broadcast_id]


def test_segment_whose_kept_one_is_gone_holds_its_broadcast_and_no_other(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 3)
    saved_segments.keep(clarion, "Spanish", "lang = es", None)
    broken = schedule(clarion, segment="segment spanish")
    other = schedule(clarion)
    with clarion.record.transaction() as connection:
        connection.execute("DELETE FROM named_segment")
    assert planning.fire_due(clarion) == [other]
    found = broadcasts.progress(clarion, broken)
    assert found.state == "paused"
    assert found.state_reason == (
        "nobody can say who gets it: There is no segment named “spanish”."
    )
    answer = why.explain(clarion, "1", broken)
    assert "no segment named" in answer.verdict
    broadcasts.resume(clarion, broken, None)
    assert planning.fire_due(clarion) == []
    assert state_of(clarion, broken) == "paused"
    saved_segments.keep(clarion, "SPANISH", "lang = es", None)
    broadcasts.resume(clarion, broken, None)
    assert planning.fire_due(clarion) == [broken]
    assert broadcasts.progress(clarion, broken).recipients == 1


def test_action_called_off_holds_its_reminder_which_can_be_written_anew(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 3)
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO event (code, kind, host_id, state, day) VALUES ('KTR47', 'rally', 1,"
            " 'open', '2026-09-24')"
        )
        connection.execute(
            "INSERT INTO rsvp (event_id, contact_id, state) SELECT e.id, c.id, 'going'"
            " FROM event e, contact c WHERE c.code IN ('T1', 'T2')"
        )
    broadcast_id = schedule(clarion, segment="event = ktr47")
    overview.call_off(clarion, "KTR47")
    assert planning.fire_due(clarion) == []
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.state == "paused"
    assert "Action KTR47 is called off." in (found.state_reason or "")
    broadcasts.edit(
        clarion,
        broadcast_id,
        make_draft(segment="called_off = KTR47", settings={"undo_s": 0}),
        None,
    )
    assert planning.fire_due(clarion) == [broadcast_id]
    assert broadcasts.progress(clarion, broadcast_id).recipients == 2
