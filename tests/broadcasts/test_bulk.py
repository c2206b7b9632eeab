"""Acts on a segment: whom they touch, undone for those alone, and flows that keep every rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcasts import broadcasts, bulk
from bot.broadcasts.bulk_acts import Act
from bot.broadcasts.drafts import Draft
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.errors import Conflict, InputError
from tests.conftest import ROOT
from tests.factories import add_organizer, add_person, make_clarion, rows

NOON = datetime(2026, 9, 22, 16, tzinfo=UTC)  # noon in the East, morning in the West
ADA, BEA = 7, 8


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str):  # type: ignore[no-untyped-def]  # a generator
    made = make_clarion(settings, ROOT / "flows", NOON)
    yield made
    made.record.dispose()


def people(clarion: Clarion, count: int, first: int = 0, **more: object) -> list[int]:
    more.setdefault("zip", "60608")
    return [
        add_person(clarion, f"+1312555{1000 + first + index}", **more) for index in range(count)
    ]


def tags(clarion: Clarion) -> list[list[str]]:
    return [row[0] for row in rows(clarion, "SELECT tags FROM contact ORDER BY id")]


def done(clarion: Clarion, act: Act, by: int | None = ADA) -> int:
    return bulk.do(clarion, act, bulk.look(clarion, act).people, by).id


def begun(clarion: Clarion) -> list[int]:
    found = rows(clarion, "SELECT contact_id FROM message WHERE kind = 'follow_up' ORDER BY 1")
    return [row[0] for row in found]


def test_tag_is_put_on_and_taken_off_those_it_changed(clarion: Clarion) -> None:
    people(clarion, 2)
    people(clarion, 1, 10, tags=("host",))
    act = Act("tag", "all", tag="Host")
    assert bulk.look(clarion, act) == bulk.Look(2, 1, needs_approval=False)

    bulk_id = done(clarion, act)
    assert tags(clarion) == [["host"]] * 3
    assert bulk.find(clarion, bulk_id).state == "done"
    bulk.undo(clarion, bulk_id, BEA)
    assert tags(clarion) == [[], [], ["host"]]
    assert bulk.find(clarion, bulk_id).state == "undone"
    with pytest.raises(Conflict, match="undone already"):
        bulk.undo(clarion, bulk_id, BEA)


def test_untag_is_undone_too(clarion: Clarion) -> None:
    people(clarion, 2, tags=("a", "host"))
    people(clarion, 1, 10)
    bulk_id = done(clarion, Act("untag", "tag = host", tag="host"))
    assert tags(clarion) == [["a"], ["a"], []]
    bulk.undo(clarion, bulk_id, ADA)
    assert tags(clarion) == [["a", "host"], ["a", "host"], []]


def test_many_are_gone_through_in_batches_by_the_clock(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_BATCH", 2)
    monkeypatch.setattr(bulk, "_AT_ONCE", 1)
    people(clarion, 5)
    row = bulk.do(clarion, Act("tag", "all", tag="x"), 5, ADA)
    assert (row.state, row.people, row.done) == ("running", 5, 2)
    while bulk.run_due(clarion):
        pass
    assert tags(clarion) == [["x"]] * 5


def test_task_about_each_is_taken_back_where_nobody_did_it(clarion: Clarion) -> None:
    people(clarion, 3)
    act = Act(
        "assign",
        "all",
        what="ring them",
        due_at=NOON + timedelta(days=1),
        owner=add_organizer(clarion, BEA),
    )
    bulk_id = done(clarion, act)
    assert rows(clarion, "SELECT DISTINCT owner_id, made_by FROM task") == [(BEA, ADA)]
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE task SET done_at = now() WHERE id = 1")
    bulk.undo(clarion, bulk_id, ADA)
    assert rows(clarion, "SELECT id FROM task") == [(1,)]


def test_count_that_was_seen_has_to_hold(clarion: Clarion) -> None:
    people(clarion, 3)
    with pytest.raises(Conflict, match="has changed: it is about 3 people now, not 2"):
        bulk.do(clarion, Act("tag", "all", tag="x"), 2, ADA)
    with pytest.raises(Conflict, match="nobody"):
        bulk.do(clarion, Act("untag", "all", tag="x"), 0, ADA)
    assert tags(clarion) == [[], [], []]


@pytest.mark.parametrize(
    "act",
    [
        Act("tag", "all", tag=""),
        Act("tag", "all", tag="two words"),
        Act("tag", "lang = spanish", tag="x"),
        Act("flow", "all", flow="no"),
        Act("assign", "all", what=""),
        Act("assign", "all", what="x", due_at=NOON - timedelta(days=1)),
        Act("dance", "all"),
    ],
)
def test_what_cannot_be_done_is_refused(clarion: Clarion, act: Act) -> None:
    people(clarion, 1)
    with pytest.raises(InputError):
        bulk.look(clarion, act)


# --- flows ---------------------------------------------------------------------------------------


def test_flow_begins_with_those_who_may_be_texted(clarion: Clarion) -> None:
    [fine] = people(clarion, 1)
    people(clarion, 1, 10, opted_in_at=None)
    people(clarion, 1, 20, opted_out_at=NOON)
    [held, with_a_person] = people(clarion, 2, 30)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET held_at = now() WHERE id = %s", [held])
        connection.execute(
            "UPDATE contact SET handed_off_at = now() WHERE id = %s", [with_a_person]
        )
    act = Act("flow", "all", flow="call")
    assert bulk.look(clarion, act) == bulk.Look(1, 4, needs_approval=False)
    assert bulk.find(clarion, done(clarion, act)).state == "done"
    assert begun(clarion) == [fine]


def test_flow_counts_like_a_broadcast_towards_the_most(clarion: Clarion) -> None:
    found = people(clarion, 2)
    for _ in range(clarion.settings.most_a_day):
        done(clarion, Act("flow", "all", flow="call"))
    assert len(begun(clarion)) == 2 * clarion.settings.most_a_day
    bulk_id = done(clarion, Act("flow", "all", flow="call"))
    assert len(begun(clarion)) == 2 * clarion.settings.most_a_day
    assert (bulk.find(clarion, bulk_id).state, bulk.find(clarion, bulk_id).failed) == ("done", 2)

    draft = Draft("More", "all", {"en": "Hi", "es": "Hola"})
    preview = broadcasts.preview(clarion, draft)
    assert (preview.recipients, dict(preview.skipped)) == (0, {"capped": 2})
    assert found


def test_task_goes_to_an_organizer_who_is_there(clarion: Clarion) -> None:
    people(clarion, 1)
    act = Act("assign", "all", what="x", due_at=NOON + timedelta(days=1), owner=999)
    with pytest.raises(InputError, match="no such organizer"):
        bulk.look(clarion, act)


def test_more_than_a_handful_waits_for_somebody_else(clarion: Clarion) -> None:
    found = people(clarion, bulk.HANDFUL + 1)
    bulk_id = done(clarion, Act("flow", "all", flow="call"))
    bulk.run_due(clarion)
    assert (bulk.find(clarion, bulk_id).state, begun(clarion)) == ("waiting", [])
    for own in (ADA, None):
        with pytest.raises(Conflict):
            bulk.decide(clarion, bulk_id, own, is_yes=True)
    bulk.decide(clarion, bulk_id, BEA, is_yes=True)
    bulk.run_due(clarion)
    assert begun(clarion) == found
    assert bulk.find(clarion, bulk_id).state == "done"
    with pytest.raises(Conflict, match="cannot be taken back"):
        bulk.undo(clarion, bulk_id, ADA)


def test_refused_flow_begins_with_nobody(clarion: Clarion) -> None:
    people(clarion, bulk.HANDFUL + 1)
    bulk_id = done(clarion, Act("flow", "all", flow="call"))
    bulk.decide(clarion, bulk_id, BEA, is_yes=False)
    bulk.run_due(clarion)
    assert begun(clarion) == []
    with pytest.raises(Conflict):
        bulk.do(clarion, Act("flow", "all", flow="call"), bulk.HANDFUL + 1, None)


def test_flow_waits_for_each_one_s_hours_and_can_be_taken_back_till_then(clarion: Clarion) -> None:
    [east] = people(clarion, 1, zip="10001")
    [west] = people(clarion, 1, 10, zip="90012")
    early = replace(clarion, clock=SetClock(datetime(2026, 9, 22, 13, 30, tzinfo=UTC)))
    bulk_id = done(early, Act("flow", "all", flow="call"))
    assert begun(clarion) == [east]
    bulk.run_due(early)
    assert begun(clarion) == [east]
    later = replace(clarion, clock=SetClock(datetime(2026, 9, 22, 19, tzinfo=UTC)))
    bulk.run_due(later)
    assert begun(clarion) == [east, west]
    assert bulk.find(clarion, bulk_id).state == "done"


def test_flow_can_be_taken_back_from_those_who_have_not_begun(clarion: Clarion) -> None:
    people(clarion, 1, zip="90012")
    early = replace(clarion, clock=SetClock(datetime(2026, 9, 22, 13, 30, tzinfo=UTC)))
    bulk_id = done(early, Act("flow", "all", flow="call"))
    bulk.undo(early, bulk_id, ADA)
    bulk.run_due(clarion)
    assert begun(clarion) == []


def test_stop_between_yes_and_turn_is_kept(clarion: Clarion) -> None:
    [west] = people(clarion, 1, zip="90012")
    early = replace(clarion, clock=SetClock(datetime(2026, 9, 22, 13, 30, tzinfo=UTC)))
    bulk_id = done(early, Act("flow", "all", flow="call"))
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET opted_out_at = now() WHERE id = %s", [west])
    bulk.run_due(replace(clarion, clock=SetClock(datetime(2026, 9, 22, 19, tzinfo=UTC))))
    assert begun(clarion) == []
    assert bulk.find(clarion, bulk_id).failed == 1


def test_nothing_begins_while_sending_is_stopped(clarion: Clarion) -> None:
    people(clarion, 1)
    with clarion.record.transaction() as connection:
        connection.execute("INSERT INTO switch (name, is_on) VALUES ('sending', false)")
    done(clarion, Act("flow", "all", flow="call"))
    bulk.run_due(clarion)
    assert begun(clarion) == []


def test_somebody_who_cannot_begin_stops_no_other(
    clarion: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = people(clarion, 2)
    real = bulk.begin

    def begin(clarion: Clarion, contact_id: int, *rest: object) -> object:
        if contact_id == bad:
            raise ValueError("a bad row")
        return real(clarion, contact_id, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk, "begin", begin)
    bulk_id = done(clarion, Act("flow", "all", flow="call"))
    assert begun(clarion) == [good]
    assert bulk.find(clarion, bulk_id).failed == 1
