"""Composing, scheduling, approving, repeating and ending broadcasts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning, results, saved_segments, trials, why
from bot.broadcasts.broadcasts import Draft, Repeat, Schedule
from bot.clarion import Clarion
from bot.cli.broadcast_shown import show_preview
from bot.clock import SetClock
from bot.errors import Conflict, InputError, NotFound
from bot.events import overview
from bot.sending import outbox
from bot.sending.upkeep import Upkeep
from tests.crowd import TEXTS, add_crowd, number, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator


def _draft(**changes: Any) -> Draft:
    return Draft(**{"title": "Kick-off", "segment": "all", "texts": TEXTS, **changes})


def _later(clarion: Clarion, **passed: float) -> None:
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(**passed)


def _state(clarion: Clarion, broadcast_id: int) -> str:
    return broadcasts.progress(clarion, broadcast_id).state


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"title": " \n"}, "title", "needs a title"),
        ({"texts": {}}, "text", "has no text"),
        ({"texts": {"en": "  "}}, "text", "has no text"),
        ({"texts": {"fr": "Appelez"}}, "text", "not a language"),
        ({"texts": {"en": "x" * 1601}}, "text_en", "1,601 characters"),
        ({"texts": {"es": "Llama"}}, "text_en", "text in en too"),
        ({"texts": {"en": "Call {line"}}, "text_en", "partner"),
        ({"texts": {"en": "Hi {surname}"}}, "text", "{surname}"),
        ({"segment": "lang ="}, "segment", "missing"),
        ({"segment": 'received "nothing"'}, "segment", "no broadcast"),
        ({"lateness_s": 5}, "lateness", "between"),
        ({"media": ("http://a.example/x.png",)}, "media", "https"),
        ({"line": "senate"}, "line", "hotline"),
        ({"repeat": Repeat("day", date(2026, 9, 25))}, "at", "needs a time"),
    ],
)
def test_draft_that_cannot_be_sent_says_what_to_mend(
    clarion: Clarion, changes: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(InputError) as refusal:
        broadcasts.schedule(clarion, _draft(**changes), None)
    assert says in str(refusal.value)
    assert refusal.value.field == field
    assert broadcasts.list_recent(clarion) == []


def test_preview_says_who_gets_it_and_who_not(clarion: Clarion) -> None:
    add_crowd(clarion, 9)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE code = 'T1'")
        connection.execute("UPDATE contact SET opted_in_at = NULL WHERE code = 'T2'")
        connection.execute("UPDATE contact SET zones = '{Asia/Karachi}' WHERE code = 'T4'")
    found = broadcasts.preview(clarion, _draft(texts={"en": "Call now", "es": "Únete ya"}))
    assert (found.total, found.recipients) == (9, 6)
    assert found.skipped == {"opted_out": 1, "no_consent": 1, "outside_hours": 1}
    assert found.by_lang == {"en": 3, "es": 3}
    assert found.by_zone == {"America/Chicago": 6}
    spanish = next(text for text in found.texts if text.lang == "es")
    assert (spanish.encoding, spanish.offenders, spanish.parts) == ("GSM-7", (), 1)
    assert found.cost == pytest.approx(6 * clarion.settings.prices["sms"])
    card = broadcasts.preview(clarion, _draft(media=("https://clarion.test/card.png",)))
    assert card.cost == pytest.approx(6 * clarion.settings.prices["mms"])
    assert len(found.samples) == 3


def test_share_is_of_what_was_sent_and_not_of_what_is_over(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 3)
    capped = schedule(clarion)
    planning.fire_due(clarion)
    with clarion.record.transaction() as connection:  # as the gate does with whom is capped
        connection.execute("UPDATE message SET state = 'skipped', reason = 'capped'")
    outbox.drain(clarion, capped)
    found = broadcasts.progress(clarion, capped)
    assert (found.sent, found.recipients, found.settled, found.share) == (0, 3, 3, 0)
    canceled = schedule(clarion)
    planning.fire_due(clarion)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE message SET state = 'accepted' WHERE broadcast_id = %s AND contact_id = 1",
            [canceled],
        )
    broadcasts.cancel(clarion, canceled, None)
    found = broadcasts.progress(clarion, canceled)
    assert (found.sent, found.recipients, found.settled, found.share) == (1, 3, 3, 33)
    assert found.settled - found.sent == sum(found.skipped.values()) == 2


def test_number_that_is_shown_is_the_one_that_is_compared_and_the_one_that_is_sent(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 12)
    _got_one(clarion, "T3", "T4", title="First")  # the third has had three, the fourth one
    _got_one(clarion, "T3", title="Second")
    _got_one(clarion, "T3", title="Third")
    with clarion.record.transaction() as connection:
        for code, change in {
            "T1": "opted_out_at = now()",
            "T2": "opted_in_at = NULL",
            "T4": "tags = '{few}'",
            "T5": "tags = '{near}'",
            "T7": "zones = '{Asia/Tokyo}'",
            "T9": "zones = '{America/Los_Angeles}'",
        }.items():
            connection.execute(f"UPDATE contact SET {change} WHERE code = %s", [code])  # noqa: S608
        connection.execute(
            "UPDATE address SET reach = 'landline' WHERE contact_id ="
            " (SELECT id FROM contact WHERE code = 'T6')"
        )
        connection.execute(
            "UPDATE session SET flow = 'call', last_inbound_at = %(now)s, updated_at = %(now)s"
            " WHERE contact_id = (SELECT id FROM contact WHERE code = 'T8')",
            {"now": clarion.clock.now()},
        )
    _later(clarion, hours=-2, minutes=-30)  # 09:30 in Chicago, 07:30 in Los Angeles
    draft = _draft(settings={"skip_in_conversation": True, "undo_s": 0}, lateness_s=7200)
    seen = broadcasts.preview(clarion, draft)
    skipped = {"opted_out": 1, "no_consent": 1, "capped": 1, "asked_less": 2, "bad_number": 1,
               "outside_hours": 1, "in_conversation": 1}  # fmt: skip
    assert seen.skipped == skipped
    assert (seen.total, seen.recipients, seen.at_once, seen.held) == (12, 4, 3, 1)
    assert [(start.people, start.zone, start.is_held) for start in seen.starts] == [
        (3, "", False), (1, "America/Los_Angeles", True),
    ]  # fmt: skip
    assert sum(group.people for group in seen.groups) == 12
    for wrong in (seen.recipients - 1, 11, 12):
        with pytest.raises(Conflict, match="4 people get it now"):
            broadcasts.schedule(clarion, draft, None, expected=wrong)
    broadcast_id = broadcasts.schedule(clarion, draft, None, expected=seen.recipients)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    _later(clarion, hours=1, minutes=31)
    outbox.drain(clarion, broadcast_id)
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.skipped == skipped
    assert states(clarion, broadcast_id) == {"accepted": 4, "skipped": 8}


def _got_one(clarion: Clarion, *codes: str, title: str) -> None:
    """These people were sent a broadcast an hour ago."""
    hour_ago = clarion.clock.now() - timedelta(hours=1)
    with clarion.record.transaction() as connection:
        connection.execute(
            "WITH b AS (INSERT INTO broadcast (title, segment, texts_sealed, state, planned_at,"
            " created_at, updated_at) VALUES (%(title)s, 'all', '', 'done', %(at)s, %(at)s, %(at)s)"
            " RETURNING id) INSERT INTO message (contact_id, address_id, kind, via, state,"
            " broadcast_id, claimed_at, created_at) SELECT c.id, a.id, 'broadcast', 'api',"
            " 'delivered', b.id, %(at)s, %(at)s FROM b, contact c JOIN address a"
            " ON a.contact_id = c.id WHERE c.code = ANY(%(codes)s)",
            {"title": title, "at": hour_ago, "codes": list(codes)},
        )


def test_preview_says_when_hours_are_off_for_the_simulator(clarion: Clarion) -> None:
    says = "Texting hours are off"
    assert not any(says in one for one in broadcasts.preview(clarion, _draft()).warnings)
    settings = clarion.settings.model_copy(update={"ignore_texting_hours": True})
    off = build(settings, clock=clarion.clock, pool_size=2)
    assert any(says in one for one in broadcasts.preview(off, _draft()).warnings)
    off.record.dispose()


def test_caps_are_counted_as_they_will_be_at_its_time(clarion: Clarion) -> None:
    add_crowd(clarion, 2)
    for title in "abc":
        _got_one(clarion, "T1", title=title)
    assert broadcasts.preview(clarion, _draft()).skipped == {"capped": 1}
    tomorrow = Schedule(clarion.clock.now() + timedelta(days=1), None, "America/Chicago")
    assert broadcasts.preview(clarion, _draft(schedule=tomorrow)).skipped == {}


def test_preview_in_the_terminal_says_who_when_and_why_not(
    clarion: Clarion, capsys: pytest.CaptureFixture[str]
) -> None:
    add_crowd(clarion, 3)
    add_crowd(clarion, 2, first=4, zone="America/Los_Angeles")
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE code = 'T1'")
        connection.execute("UPDATE contact SET state = 'IL' WHERE code = 'T2'")
    _later(clarion, hours=-2)  # 10:00 in Chicago, 08:00 in Los Angeles
    show_preview(broadcasts.preview(clarion, _draft()))
    said = capsys.readouterr().out
    for line in (
        "4 of 5 people get it.",
        "  not 1: has texted STOP",
        "  at once: 2",
        "  held until 9:00 am Pacific: 2",
        "  by language: en 3 · es 1",
        "  by zone: America/Chicago 2 · America/Los_Angeles 2",
        "  by state: not known 3 · IL 1",
    ):
        assert line in said.splitlines(), said
    when = broadcasts.parse_when(
        "2026-09-24 08:30", None, clarion.clock.now(), True, ("America/Chicago",)
    )
    show_preview(broadcasts.preview(clarion, _draft(schedule=when)))
    said = capsys.readouterr().out
    assert "  held until Thu, Sep 24, 9:00 am Central: 2" in said.splitlines(), said


def test_preview_offers_a_cheaper_spelling(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    text = "Únete a la “llamada”. " * 5
    found = broadcasts.preview(clarion, _draft(texts={"en": "Call", "es": text}))
    spanish = next(one for one in found.texts if one.lang == "es")
    assert (spanish.parts, spanish.rewritten_parts) == (2, 1)
    assert spanish.rewritten.startswith("Unete")
    assert any("2 parts" in warning for warning in found.warnings)


def test_nearly_the_same_text_within_two_days_is_pointed_out(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    schedule(clarion, title="Monday's call")
    planning.fire_due(clarion)
    again = _draft(texts={"en": "Call {line} now!!"})
    assert trials.find_alike(clarion, again) == ("Monday's call",)
    assert any("Monday's call" in one for one in broadcasts.preview(clarion, again).warnings)
    assert trials.find_alike(clarion, _draft(texts={"en": "Come to the vigil tonight"})) == ()
    _later(clarion, hours=49)
    assert trials.find_alike(clarion, again) == ()


def test_test_text_goes_to_oneself_in_every_language(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    trials.send_test(clarion, _draft(), 1)
    outbox.send_due(clarion)
    assert sorted(simulator.texts_to(number(1))) == [
        "[TEST] Call (866) 473-5915 now.",
        "[TEST] Llama ya: (866) 473-5915.",
    ]
    with pytest.raises(NotFound):
        trials.send_test(clarion, _draft(), 99)


# --- when it begins ----------------------------------------------------------------------------


def test_local_time_comes_to_each_zone_at_its_own_hour(
    clarion: Clarion, simulator: Simulator
) -> None:
    for first, zone in ((1, "America/New_York"), (3, "America/Los_Angeles")):
        add_crowd(clarion, 2, first=first, zone=zone)
    when = broadcasts.parse_when(
        "2026-09-24 10:00", None, clarion.clock.now(), True, ("America/New_York",)
    )
    broadcast_id = schedule(clarion, schedule=when)
    _later(clarion, hours=21, minutes=1)  # 10:01 in New York
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert set(simulator.recipients()) == {number(1), number(2)}
    assert broadcasts.progress(clarion, broadcast_id).waiting == 2
    _later(clarion, hours=3)
    outbox.drain(clarion, broadcast_id)
    assert len(simulator.recipients()) == 4


def test_schedule_that_comes_too_late_is_missed(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 2)
    broadcast_id = schedule(clarion, lateness_s=600)
    _later(clarion, minutes=11)
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
    _later(clarion, hours=21)  # 10:00 in New York the day after, 07:00 in Los Angeles
    assert planning.fire_due(clarion) == []
    assert _state(clarion, broadcast_id) == "missed"
    broadcasts.resume(clarion, broadcast_id, None)
    [(due_at, local_at)] = rows(clarion, "SELECT due_at, local_at FROM broadcast")
    assert (due_at, local_at) == (clarion.clock.now(), None)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    assert set(simulator.recipients()) == {number(1), number(2)}
    assert states(clarion, broadcast_id) == {"accepted": 2, "planned": 2}
    _later(clarion, hours=2)  # nine in Los Angeles
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 4}


def test_broadcast_that_stood_still_too_long_waits_for_a_person(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    _later(clarion, minutes=61)
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
    _later(clarion, hours=-3, minutes=-30)  # 08:30 in Chicago
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert broadcasts.progress(clarion, broadcast_id).waiting == 2
    _later(clarion, minutes=31)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}


def test_before_their_hours_it_is_held_until_they_begin(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    _later(clarion, hours=-10)  # two at night in Chicago
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert broadcasts.progress(clarion, broadcast_id).waiting == 2
    verdict = why.explain(clarion, number(1), broadcast_id).verdict
    assert verdict == "They will get it at 2026-09-23 09:00 America/Chicago."
    _later(clarion, hours=6, minutes=59)
    outbox.drain(clarion, broadcast_id)
    assert simulator.recipients() == {}
    _later(clarion, minutes=1)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}


def test_after_their_hours_it_is_skipped_with_the_reason(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    _later(clarion, hours=9)  # nine at night
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    assert broadcasts.progress(clarion, broadcast_id).skipped == {"outside_hours": 2}
    assert simulator.recipients() == {}


def test_sent_now_it_can_be_taken_back_for_ten_seconds(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 20)
    broadcast_id = schedule(clarion, settings={})
    assert planning.fire_due(clarion) == []
    broadcasts.cancel(clarion, broadcast_id, None)
    _later(clarion, seconds=11)
    assert planning.fire_due(clarion) == []
    assert _state(clarion, broadcast_id) == "canceled"


def test_list_that_has_changed_since_it_was_counted_is_not_scheduled(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    with pytest.raises(Conflict, match="3 people get it now, not 2"):
        broadcasts.schedule(clarion, _draft(), None, expected=2)


def test_broadcast_repeats_on_weekdays_until_its_last_day(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    now = clarion.clock.now()  # a Wednesday
    when = Schedule(now + timedelta(hours=1), None, "America/Chicago")
    schedule(clarion, schedule=when, repeat=Repeat("weekday", date(2026, 9, 29)))
    began = []
    for _ in range(9):
        _later(clarion, hours=1, minutes=1)
        began += planning.fire_due(clarion)
        _later(clarion, hours=22, minutes=59)
    assert len(began) == 5  # Wednesday to Friday, Monday, Tuesday
    days = rows(clarion, "SELECT due_at FROM broadcast ORDER BY id")
    assert [day.day for (day,) in days] == [23, 24, 25, 28, 29]


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
    assert _state(clarion, broken) == "paused"
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
        clarion, broadcast_id, _draft(segment="called_off = KTR47", settings={"undo_s": 0}), None
    )
    assert planning.fire_due(clarion) == [broadcast_id]
    assert broadcasts.progress(clarion, broadcast_id).recipients == 2


def test_broadcast_that_began_is_not_edited(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 1)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    broadcasts.pause(clarion, broadcast_id, None)
    with pytest.raises(Conflict):
        broadcasts.edit(clarion, broadcast_id, _draft(), None)


# --- approval ----------------------------------------------------------------------------------


@pytest.fixture
def strict(clarion: Clarion) -> Iterator[Clarion]:
    """More than two people need a second organizer."""
    settings = clarion.settings.model_copy(update={"approval_above": 2})
    services = build(settings, clock=clarion.clock, pool_size=2)
    yield services
    services.record.dispose()


def test_big_broadcast_waits_for_a_second_organizer(strict: Clarion, simulator: Simulator) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, _draft(settings={"undo_s": 0}), 7)
    assert planning.fire_due(strict) == []
    assert _state(strict, broadcast_id) == "draft"
    with pytest.raises(Conflict, match="wrote"):
        broadcasts.approve(strict, broadcast_id, 7)
    with pytest.raises(Conflict, match="changed"):
        broadcasts.approve(strict, broadcast_id, 8, expected=2)
    broadcasts.approve(strict, broadcast_id, 8, expected=3)
    assert planning.fire_due(strict) == [broadcast_id]


def test_broadcast_for_now_goes_when_it_is_approved_however_late_that_is(
    strict: Clarion, simulator: Simulator
) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, _draft(settings={"undo_s": 0}), 7)
    _later(strict, hours=3)
    assert broadcasts.preview(strict, broadcasts.draft_of(strict, broadcast_id)).at_once == 3
    broadcasts.approve(strict, broadcast_id, 8, expected=3)
    assert planning.fire_due(strict) == [broadcast_id]
    assert _state(strict, broadcast_id) == "sending"


def test_a_lively_list_may_differ_by_one_in_a_hundred(clarion: Clarion) -> None:
    add_crowd(clarion, 200)
    with pytest.raises(Conflict, match="200 people get it now, not 197"):
        broadcasts.schedule(clarion, _draft(), None, expected=197)
    assert broadcasts.schedule(clarion, _draft(), None, expected=199)


def test_any_edit_voids_the_approval(strict: Clarion) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, _draft(settings={"undo_s": 0}), 7)
    broadcasts.approve(strict, broadcast_id, 8)
    broadcasts.edit(strict, broadcast_id, _draft(texts={"en": "Call me"}), 7)
    assert _state(strict, broadcast_id) == "draft"
    assert planning.fire_due(strict) == []


@pytest.mark.parametrize("change", ["segment = 'lang = es'", "media = '{https://x.test/a.png}'"])
def test_what_was_changed_behind_the_approval_is_not_sent(strict: Clarion, change: str) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, _draft(settings={"undo_s": 0}), 7)
    broadcasts.approve(strict, broadcast_id, 8)
    with strict.record.transaction() as connection:
        connection.execute(f"UPDATE broadcast SET {change}")  # type: ignore[arg-type]  # noqa: S608 - a test's own
    assert planning.fire_due(strict) == []
    found = broadcasts.progress(strict, broadcast_id)
    assert (found.state, "not what was approved" in str(found.state_reason)) == ("draft", True)


def test_kept_segment_that_changes_voids_the_approval(strict: Clarion) -> None:
    add_crowd(strict, 9)
    saved_segments.keep(strict, "English", "lang = en", 7)
    saved_segments.keep(strict, "Ours", 'segment "english" and not dj', 7)
    broadcast_id = broadcasts.schedule(
        strict, _draft(segment="segment ours", settings={"undo_s": 0}), 7
    )
    broadcasts.approve(strict, broadcast_id, 8)
    saved_segments.keep(strict, "english", "lang = en", 7)  # the same as before
    assert _state(strict, broadcast_id) == "approved"
    saved_segments.keep(strict, "English", "not lang = en", 7)
    assert planning.fire_due(strict) == []
    found = broadcasts.progress(strict, broadcast_id)
    assert found.state == "draft"
    assert found.state_reason == "the segment “English” has changed since it was approved"


def test_whoever_changed_it_cannot_approve_it(strict: Clarion) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, _draft(settings={"undo_s": 0}), 7)
    broadcasts.edit(strict, broadcast_id, _draft(texts={"en": "Call me"}), 8)
    for writer in (7, 8):
        with pytest.raises(Conflict):
            broadcasts.approve(strict, broadcast_id, writer)
    broadcasts.approve(strict, broadcast_id, 9)
    assert _state(strict, broadcast_id) == "approved"


def test_list_that_outgrew_its_approval_waits_again(strict: Clarion) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, _draft(settings={"undo_s": 0}), 7)
    broadcasts.approve(strict, broadcast_id, 8)
    add_crowd(strict, 60, first=10)
    assert planning.fire_due(strict) == []
    assert _state(strict, broadcast_id) == "draft"


def test_small_list_that_grew_big_before_its_time_waits(strict: Clarion) -> None:
    add_crowd(strict, 2)
    broadcast_id = broadcasts.schedule(strict, _draft(settings={"undo_s": 0}), 7)
    add_crowd(strict, 2, first=10)
    assert planning.fire_due(strict) == []
    assert _state(strict, broadcast_id) == "draft"


# --- afterwards --------------------------------------------------------------------------------


def test_result_is_csv_that_no_spreadsheet_runs(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 3)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE code = 'T2'")
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    found = list(csv.DictReader(io.StringIO("".join(results.lines(clarion, broadcast_id)))))
    assert [row["state"] for row in found] == ["accepted", "skipped", "accepted"]
    assert found[1]["reason"] == "has texted STOP"
    assert not any("+1" in value for row in found for value in row.values())
    assert results.inert("=1+1") == "'=1+1"
    assert results.inert("\tx") == "'\tx"


@pytest.mark.parametrize(
    ("prepare", "verdict"),
    [
        ("nothing", "They will get it when the broadcast begins."),
        ("stop", "They will not get it as things stand: stopped on"),
        ("night", "They will not get it as things stand"),
        ("plan", "They will get it as soon as their turn comes."),
        ("send", "The carrier took it"),
        ("join late", "They were not in the segment when the broadcast was planned."),
    ],
)
def test_why_gives_the_trail_of_rules(
    clarion: Clarion, simulator: Simulator, prepare: str, verdict: str
) -> None:
    add_crowd(clarion, 1)
    broadcast_id = schedule(clarion)
    if prepare == "stop":
        with clarion.record.transaction() as connection:
            connection.execute("UPDATE contact SET opted_out_at = now()")
    if prepare == "night":
        _later(clarion, hours=12)
    if prepare in ("plan", "send", "join late"):
        planning.fire_due(clarion)
    if prepare == "send":
        outbox.drain(clarion, broadcast_id)
    who = number(1)
    if prepare == "join late":
        add_crowd(clarion, 1, first=2)
        who = number(2)
    answer = why.explain(clarion, who, broadcast_id)
    assert answer.verdict.startswith(verdict)
    assert [step.rule for step in answer.steps][:4] == ["opt-in", "stop", "number", "broadcast"]


def test_why_about_nobody_says_so(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        why.explain(clarion, "312 555 0142")
    with pytest.raises(InputError):
        why.explain(clarion, "Ana")
