"""Composing, scheduling, repeating and ending broadcasts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.broadcasts import broadcasts, planning, trials
from bot.broadcasts.broadcasts import Repeat, Schedule
from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.sending import outbox
from tests.broadcasts.drafting import make_draft, pass_time, state_of
from tests.crowd import add_crowd, number, schedule
from tests.factories import rows
from tests.simulator_process import Simulator


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
        broadcasts.schedule(clarion, make_draft(**changes), None)
    assert says in str(refusal.value)
    assert refusal.value.field == field
    assert broadcasts.list_recent(clarion) == []


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


def test_test_text_goes_to_oneself_in_every_language(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    trials.send_test(clarion, make_draft(), 1)
    outbox.send_due(clarion)
    assert sorted(simulator.texts_to(number(1))) == [
        "[TEST] Call (866) 473-5915 now.",
        "[TEST] Llama ya: (866) 473-5915.",
    ]
    with pytest.raises(NotFound):
        trials.send_test(clarion, make_draft(), 99)


def test_sent_now_it_can_be_taken_back_for_ten_seconds(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 20)
    broadcast_id = schedule(clarion, settings={})
    assert planning.fire_due(clarion) == []
    broadcasts.cancel(clarion, broadcast_id, None)
    pass_time(clarion, seconds=11)
    assert planning.fire_due(clarion) == []
    assert state_of(clarion, broadcast_id) == "canceled"


def test_list_that_has_changed_since_it_was_counted_is_not_scheduled(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    with pytest.raises(Conflict, match="3 people get it now, not 2"):
        broadcasts.schedule(clarion, make_draft(), None, expected=2)


def test_broadcast_repeats_on_weekdays_until_its_last_day(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    now = clarion.clock.now()  # a Wednesday
    when = Schedule(now + timedelta(hours=1), None, "America/Chicago")
    schedule(clarion, schedule=when, repeat=Repeat("weekday", date(2026, 9, 29)))
    began = []
    for _ in range(9):
        pass_time(clarion, hours=1, minutes=1)
        began += planning.fire_due(clarion)
        pass_time(clarion, hours=22, minutes=59)
    assert len(began) == 5  # Wednesday to Friday, Monday, Tuesday
    days = rows(clarion, "SELECT due_at FROM broadcast ORDER BY id")
    assert [day.day for (day,) in days] == [23, 24, 25, 28, 29]


def test_broadcast_that_began_is_not_edited(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 1)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    broadcasts.pause(clarion, broadcast_id, None)
    with pytest.raises(Conflict):
        broadcasts.edit(clarion, broadcast_id, make_draft(), None)
