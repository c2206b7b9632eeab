"""Two who are one: what moves, what gives way, and a stop that outlives it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import bot.store.tables  # noqa: F401 - fills Base.metadata
from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import Conflict, InputError, NotFound
from bot.people import finding, merging, story
from bot.store.base import Base
from bot.store.people import merging as queries
from bot.store.people import people, suppressions
from tests.factories import add_person, make_form, rows

HOME, WORK = "+17185550150", "+17185550160"
_POINTERS = {
    "contact_id",
    "host_id",
    "credit_id",
    "recruited_by",
    "dj_id",
    "kept_id",
    "brought_by",
    "caller_id",
}


@pytest.fixture
def work(clarion: Clarion) -> int:
    """Made first, so that its number has the lower id."""
    return add_person(
        clarion, WORK, name="M. Núñez", tags=("host",), zip="60608", fields={"size": "L"}
    )


@pytest.fixture
def home(clarion: Clarion, work: int) -> int:
    return add_person(clarion, HOME, name="María", tags=("caller",), lang="es")


def change(clarion: Clarion, statement: str, *values: Any) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(statement, values)


def test_every_column_that_points_at_a_person_is_known() -> None:
    points = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name in _POINTERS
        or any(key.target_fullname == "contact.id" for key in column.foreign_keys)
    }
    assert points == queries.MOVES.keys() | queries.LEFT.keys()


def test_what_is_unique_is_given_way_to() -> None:
    """A table whose rows are one a person, or one a person and thing, says so in MOVES."""
    for (name, column), unique in queries.MOVES.items():
        table = Base.metadata.tables[name]
        keys = [{c.name for c in table.primary_key}]
        keys += [{c.name for c in i.columns} for i in table.indexes if i.unique]
        keys += [
            {c.name for c in constraint.columns}
            for constraint in table.constraints
            if type(constraint).__name__ == "UniqueConstraint"
        ]
        wanted = [key - {column} for key in keys if column in key]
        if name in ("message", "ticket"):
            continue  # partial ones, settled by statements of their own
        assert wanted == ([] if unique is None else [set(unique)]), name


def test_all_of_the_other_moves(clarion: Clarion, home: int, work: int) -> None:
    inbound.receive(clarion, make_form(WORK, "CALL"))
    change(clarion, "INSERT INTO report (contact_id, kind) VALUES (%s, 'called')", work)
    texts = rows(clarion, "SELECT count(*) FROM message WHERE contact_id = %s", work)[0][0]
    shown = merging.preview(clarion, home, work)
    assert {str(words): count for words, count in shown.moves} == {
        "numbers": 1, "texts": texts, "reports": 1, "lines of consent": 1,
    }  # fmt: skip

    merging.merge(clarion, home, work, 7)

    found = story.read(clarion, home)
    assert (found.name, found.row.lang, found.row.zip) == ("María", "es", "60608")
    assert found.row.tags == ["caller", "host"]
    assert found.fields["size"] == "L"
    assert len(found.reports) == 1
    assert rows(clarion, "SELECT count(*) FROM message WHERE contact_id = %s", home) == [(texts,)]
    assert found.changes[0].after.startswith(f"#{work}, M. Núñez")
    assert story.merged_into(clarion, work) == home
    with pytest.raises(NotFound):
        story.read(clarion, work)


def test_texts_go_to_the_kept_number_and_both_write_as_one(
    clarion: Clarion, home: int, work: int
) -> None:
    merging.merge(clarion, home, work, 7)

    found = story.read(clarion, home).addresses
    assert [(one.ends_in, one.is_texted) for one in found] == [("… 50", True), ("… 60", False)]
    inbound.receive(clarion, make_form(WORK, "CALL"))
    [(whose, address)] = rows(
        clarion, "SELECT contact_id, address_id FROM message WHERE kind = 'inbound'"
    )
    assert (whose, address) == (home, found[1].id)


@pytest.mark.parametrize("who", ["kept", "gone"])
def test_stop_of_either_stays_for_both_numbers(
    clarion: Clarion, home: int, work: int, who: str
) -> None:
    inbound.receive(clarion, make_form(HOME if who == "kept" else WORK, "STOP"))

    merging.merge(clarion, home, work, 7)

    assert story.read(clarion, home).row.opted_out_at is not None
    with clarion.record.transaction() as connection:
        for number in (HOME, WORK):
            assert suppressions.since(connection, clarion.sealer.traces("sms", number))


def test_hold_of_either_stays(clarion: Clarion, home: int, work: int) -> None:
    change(clarion, "UPDATE contact SET held_at = now() WHERE id = %s", work)
    merging.merge(clarion, home, work, 7)
    assert story.read(clarion, home).row.held_at is not None


def test_consent_of_one_number_is_not_given_to_the_other(clarion: Clarion, work: int) -> None:
    silent = add_person(clarion, HOME, opted_in_at=None)

    assert merging.preview(clarion, silent, work).refusal is not None
    with pytest.raises(Conflict, match=f"Keep #{work} instead"):
        merging.merge(clarion, silent, work, 7)
    merging.merge(clarion, work, silent, 7)
    assert story.read(clarion, work).row.opted_in_at is not None


def test_where_only_one_may_be_the_better_stays(clarion: Clarion, home: int, work: int) -> None:
    now = clarion.clock.now()
    change(
        clarion,
        "INSERT INTO event (code, kind, host_id, state, day)"
        " VALUES ('OAK3', 'rally', %s, 'open', %s)",
        work, now.date(),
    )  # fmt: skip
    for contact_id, state in ((home, "canceled"), (work, "going")):
        rsvp = "INSERT INTO rsvp (event_id, contact_id, state) VALUES (1, %s, %s)"
        change(clarion, rsvp, contact_id, state)
        timer = "INSERT INTO timer (contact_id, name, due_at) VALUES (%s, 'later:x', %s)"
        change(clarion, timer, contact_id, now)
        change(
            clarion,
            "INSERT INTO ticket (contact_id, kind, urgency, waiting_since)"
            " VALUES (%s, 'question', 2, %s)",
            contact_id, now - timedelta(hours=contact_id),
        )  # fmt: skip
        change(
            clarion,
            "INSERT INTO message (contact_id, address_id, kind, state, broadcast_id, body_sealed)"
            " VALUES (%s, 1, 'broadcast', 'planned', 1, '\\x01')",
            contact_id,
        )

    merging.merge(clarion, home, work, 7)

    assert rows(clarion, "SELECT contact_id, state FROM rsvp") == [(home, "going")]
    assert rows(clarion, "SELECT contact_id FROM timer") == [(home,)]
    assert rows(clarion, "SELECT host_id FROM event") == [(home,)]
    states = rows(clarion, "SELECT contact_id, state FROM ticket ORDER BY state")
    assert states == [(home, "closed"), (home, "open")]
    sent = rows(
        clarion,
        "SELECT contact_id, state, reason, body_sealed IS NULL FROM message ORDER BY contact_id",
    )
    assert sorted(sent) == sorted([
        (home, "planned", None, False), (work, "skipped", "merged", True),
    ])  # fmt: skip


def test_code_of_the_other_lives_on(clarion: Clarion, home: int, work: int) -> None:
    [(code,)] = rows(clarion, "SELECT code FROM contact WHERE id = %s", work)
    friend = add_person(clarion, "+13125550199", source=f"code:{code}")

    merging.merge(clarion, home, work, 7)

    with clarion.record.transaction() as connection:
        assert people.find_code(connection, code) == home
    assert story.read(clarion, home).brought == [friend]
    assert finding.search(clarion, code, None).people[0].id == home


def test_audit_says_what_moved_by_id(clarion: Clarion, home: int, work: int) -> None:
    merging.merge(clarion, home, work, 7)
    [(who, about, detail)] = rows(
        clarion, "SELECT organizer_id, object_id, detail FROM audit WHERE act = 'merged'"
    )
    assert (who, about, detail["gone"], detail["moved address"]) == (7, home, work, 1)


def test_one_and_nobody_are_refused(clarion: Clarion, home: int) -> None:
    with pytest.raises(InputError):
        merging.merge(clarion, home, home, 7)
    with pytest.raises(NotFound):
        merging.merge(clarion, home, 999_999, 7)
