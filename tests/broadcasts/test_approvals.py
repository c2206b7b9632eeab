"""Who may let a big broadcast go, and what takes that back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning, saved_segments
from bot.clarion import Clarion
from bot.errors import Conflict
from tests.broadcasts.drafting import make_draft, pass_time, state_of
from tests.crowd import add_crowd
from tests.simulator_process import Simulator


@pytest.fixture
def strict(clarion: Clarion) -> Iterator[Clarion]:
    """More than two people need a second organizer."""
    settings = clarion.settings.model_copy(update={"approval_above": 2})
    services = build(settings, clock=clarion.clock, pool_size=2)
    yield services
    services.record.dispose()


def test_big_broadcast_waits_for_a_second_organizer(strict: Clarion, simulator: Simulator) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, make_draft(settings={"undo_s": 0}), 7)
    assert planning.fire_due(strict) == []
    assert state_of(strict, broadcast_id) == "draft"
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
    broadcast_id = broadcasts.schedule(strict, make_draft(settings={"undo_s": 0}), 7)
    pass_time(strict, hours=3)
    assert broadcasts.preview(strict, broadcasts.draft_of(strict, broadcast_id)).at_once == 3
    broadcasts.approve(strict, broadcast_id, 8, expected=3)
    assert planning.fire_due(strict) == [broadcast_id]
    assert state_of(strict, broadcast_id) == "sending"


def test_a_lively_list_may_differ_by_one_in_a_hundred(clarion: Clarion) -> None:
    add_crowd(clarion, 200)
    with pytest.raises(Conflict, match="200 people get it now, not 197"):
        broadcasts.schedule(clarion, make_draft(), None, expected=197)
    assert broadcasts.schedule(clarion, make_draft(), None, expected=199)


def test_any_edit_voids_the_approval(strict: Clarion) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, make_draft(settings={"undo_s": 0}), 7)
    broadcasts.approve(strict, broadcast_id, 8)
    broadcasts.edit(strict, broadcast_id, make_draft(texts={"en": "Call me"}), 7)
    assert state_of(strict, broadcast_id) == "draft"
    assert planning.fire_due(strict) == []


@pytest.mark.parametrize("change", ["segment = 'lang = es'", "media = '{https://x.test/a.png}'"])
def test_what_was_changed_behind_the_approval_is_not_sent(strict: Clarion, change: str) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, make_draft(settings={"undo_s": 0}), 7)
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
        strict, make_draft(segment="segment ours", settings={"undo_s": 0}), 7
    )
    broadcasts.approve(strict, broadcast_id, 8)
    saved_segments.keep(strict, "english", "lang = en", 7)  # the same as before
    assert state_of(strict, broadcast_id) == "approved"
    saved_segments.keep(strict, "English", "not lang = en", 7)
    assert planning.fire_due(strict) == []
    found = broadcasts.progress(strict, broadcast_id)
    assert found.state == "draft"
    assert found.state_reason == "the segment “English” has changed since it was approved"


def test_whoever_changed_it_cannot_approve_it(strict: Clarion) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, make_draft(settings={"undo_s": 0}), 7)
    broadcasts.edit(strict, broadcast_id, make_draft(texts={"en": "Call me"}), 8)
    for writer in (7, 8):
        with pytest.raises(Conflict):
            broadcasts.approve(strict, broadcast_id, writer)
    broadcasts.approve(strict, broadcast_id, 9)
    assert state_of(strict, broadcast_id) == "approved"


def test_list_that_outgrew_its_approval_waits_again(strict: Clarion) -> None:
    add_crowd(strict, 3)
    broadcast_id = broadcasts.schedule(strict, make_draft(settings={"undo_s": 0}), 7)
    broadcasts.approve(strict, broadcast_id, 8)
    add_crowd(strict, 60, first=10)
    assert planning.fire_due(strict) == []
    assert state_of(strict, broadcast_id) == "draft"


def test_small_list_that_grew_big_before_its_time_waits(strict: Clarion) -> None:
    add_crowd(strict, 2)
    broadcast_id = broadcasts.schedule(strict, make_draft(settings={"undo_s": 0}), 7)
    add_crowd(strict, 2, first=10)
    assert planning.fire_due(strict) == []
    assert state_of(strict, broadcast_id) == "draft"
