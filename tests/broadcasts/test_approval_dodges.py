"""Nobody gets round a second person's yes: not by splitting, not by links, not all at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.broadcasts import broadcasts, bulk
from bot.broadcasts.broadcasts import NOW, Draft, Schedule
from bot.broadcasts.bulk_acts import Act
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.errors import Conflict
from bot.organizers import organizers
from bot.organizers.organizers import Role
from tests.factories import add_person, rows

MOST = 5
HIT = "SELECT count(*)::int FROM broadcast WHERE state = 'scheduled'"


@pytest.fixture
def listed(clarion: Clarion) -> Clarion:
    """Ten people, four in each of two cities; more than five of a writer's take a second person."""
    for n in range(8):
        zip_code = "60608" if n % 2 else "10001"
        add_person(clarion, f"+1312555{n:04}", zip=zip_code, tags=[f"group{n % 2}"])
    object.__setattr__(clarion.settings, "approval_above", MOST)
    for who in ("olga", "rosa"):
        organizers.ensure(clarion.record, f"{who}@clarion.test", Role.ADMIN)
    return clarion


def write(
    clarion: Clarion, segment: str, schedule: Schedule = NOW, by: int | None = 1, **more: object
) -> str:
    """Schedule a broadcast; its state."""
    draft = Draft("Kickoff", segment, {"en": "Call {line}", "es": "Llama {line}"}, schedule)
    made = broadcasts.schedule(clarion, replace(draft, **more), by)  # type: ignore[arg-type]
    return str(rows(clarion, "SELECT state FROM broadcast WHERE id = %s", made)[0][0])


def at(clarion: Clarion, hours: float) -> Schedule:
    return replace(NOW, due_at=clarion.clock.now() + timedelta(hours=hours), zone="UTC")


def test_parts_of_one_list_count_together(listed: Clarion) -> None:
    assert write(listed, "tag = group0") == "scheduled"
    assert write(listed, "tag = group1") == "draft"
    [(_, reason)] = rows(listed, "SELECT id, state_reason FROM broadcast WHERE state = 'draft'")
    assert "with its writer" in str(reason)


def test_so_do_parts_that_are_spread_over_the_day(listed: Clarion) -> None:
    assert write(listed, "tag = group0", at(listed, 2)) == "scheduled"
    assert write(listed, "tag = group0", at(listed, 25)) == "draft"
    assert write(listed, "tag = group0", at(listed, 27)) == "scheduled"


def test_what_somebody_else_approved_or_wrote_does_not_count(listed: Clarion) -> None:
    assert write(listed, "tag = group0") == "scheduled"
    assert write(listed, "tag = group1", by=2) == "scheduled"
    assert write(listed, "tag = group1") == "draft"
    broadcasts.approve(listed, 3, 2)
    broadcasts.cancel(listed, 1, 1)
    assert write(listed, "tag = group0") == "scheduled"


def test_whoever_changes_a_broadcast_is_its_writer_too(listed: Clarion) -> None:
    write(listed, "tag = group0", at(listed, 2), by=2)
    draft = replace(broadcasts.draft_of(listed, 1), title="Other")
    broadcasts.edit(listed, 1, draft, 1)
    assert write(listed, "tag = group1", at(listed, 3)) == "draft"


def test_nobody_s_name_is_one_writer_and_then_none(listed: Clarion) -> None:
    assert write(listed, "tag = group0", by=None) == "scheduled"
    with pytest.raises(Conflict, match="--as EMAIL"):
        write(listed, "tag = group1", by=None)


def test_many_at_the_same_moment_are_counted_one_after_the_other(listed: Clarion) -> None:
    threads = [
        threading.Thread(target=write, args=(listed, f"tag = group{n % 2}")) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(listed, HIT) == [(1,)]


def test_a_list_that_grew_meanwhile_waits(listed: Clarion) -> None:
    write(listed, "tag = group0", at(listed, 1))
    for n in range(4):
        add_person(listed, f"+1312556{n:04}", tags=["group0"])
    later = SetClock(listed.clock.now() + timedelta(hours=1))
    broadcasts.fire_due(replace(listed, clock=later))
    assert rows(listed, "SELECT state FROM broadcast") == [("draft",)]


def test_flows_begun_with_a_handful_again_and_again_count_together(
    listed: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "HANDFUL", 5)
    states = []
    for group in ("group0", "group1"):
        act = Act("flow", f"tag = {group}", "", "call", "", None, 1)
        look = bulk.look(listed, act)
        states.append(bulk.do(listed, act, look.people, 1).state)
    assert states[0] != "waiting"
    assert states[1] == "waiting"


@pytest.mark.parametrize("made_by", [1, 3])
def test_a_link_of_the_writer_s_making_lets_nobody_in_who_may_approve(
    listed: Clarion, made_by: int
) -> None:
    organizers.ensure(listed.record, "ana@clarion.test", Role.ADMIN)
    rows(listed, "UPDATE organizer SET let_in_by = %s WHERE id = 2 RETURNING id", made_by)
    write(listed, "all")
    approve: Callable[[], None] = lambda: broadcasts.approve(listed, 1, 2)  # noqa: E731
    if made_by == 1:
        with pytest.raises(Conflict, match="let in by a link"):
            approve()
        assert rows(listed, "SELECT state FROM broadcast") == [("draft",)]
    else:
        approve()
        assert rows(listed, "SELECT state FROM broadcast") == [("approved",)]
