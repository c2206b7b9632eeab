"""Queries of acts on everybody of a segment: whom they are about, one batch at a time, undone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

# Of a segment, whom an act is about; the rest of it needs nothing, or may not be reached.
_ABOUT: Mapping[str, str] = {
    "tag": "NOT %(tag)s = ANY(c.tags)",
    "untag": "%(tag)s = ANY(c.tags)",
    "assign": "true",
    "flow": "c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL AND c.held_at IS NULL"
    " AND c.handed_off_at IS NULL AND EXISTS (SELECT 1 FROM address a WHERE a.contact_id = c.id"
    " AND a.channel = 'sms' AND a.reach NOT IN ('bad', 'landline', 'no_reply', 'reassigned'))",
}


@dataclass(frozen=True, slots=True)
class BulkRow:
    """An act. `done` people are through, `failed` of them without an effect."""

    id: int
    kind: str
    segment: str
    detail: dict[str, Any]
    state: str
    people: int
    left_out: int
    made_by: int | None
    approved_by: int | None
    undone_by: int | None
    created_at: datetime
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Where some of the people of a flow live, as far as texting hours ask."""

    zones: list[str]
    state: str | None
    area_states: list[str]


def count(
    connection: Connection[Any], kind: str, tag: str, condition: str, parameters: Mapping[str, Any]
) -> tuple[int, int]:
    """Whom an act is about, and how many of the segment it is not."""
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE {_ABOUT[kind]}), count(*) FROM contact c WHERE {condition}",  # noqa: S608 - compiled
        {**parameters, "tag": tag},
    ).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always gives a row
    return int(row[0]), int(row[1]) - int(row[0])


def begin(
    connection: Connection[Any],
    kind: str,
    segment: str,
    detail: Mapping[str, Any],
    state: str,
    made_by: int | None,
    now: datetime,
) -> int:
    """Write an act down, without its people. Its id."""
    row = connection.execute(
        "INSERT INTO bulk_act (kind, segment, detail, state, people, made_by, created_at)"
        " VALUES (%s, %s, %s, %s, 0, %s, %s) RETURNING id",
        [kind, segment, json.dumps(detail), state, made_by, now],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def take_people(
    connection: Connection[Any],
    bulk_id: int,
    kind: str,
    tag: str,
    condition: str,
    parameters: Mapping[str, Any],
) -> int:
    """Keep whom the act is about, as the segment stands. How many."""
    found = connection.execute(
        "INSERT INTO bulk_person (bulk_id, contact_id)"  # noqa: S608 - compiled
        f" SELECT %(bulk)s, c.id FROM contact c WHERE {condition} AND {_ABOUT[kind]}",
        {**parameters, "tag": tag, "bulk": bulk_id},
    )
    return found.rowcount


def settle(
    connection: Connection[Any], bulk_id: int, people: int, left_out: int, state: str
) -> None:
    """How many it is about, and where it stands."""
    connection.execute(
        "UPDATE bulk_act SET people = %s, left_out = %s, state = %s WHERE id = %s",
        [people, left_out, state, bulk_id],
    )


def find(connection: Connection[Any], bulk_id: int, *, lock: bool = False) -> BulkRow | None:
    """An act, locked if asked."""
    if lock:
        connection.execute("SELECT 1 FROM bulk_act WHERE id = %s FOR UPDATE", [bulk_id])
    found = _rows(connection, "b.id = %(value)s", bulk_id, 1)
    return found[0] if found else None


def newest(connection: Connection[Any], most: int) -> list[BulkRow]:
    """The newest acts."""
    return _rows(connection, "%(value)s = 0", 0, most)


def open_ids(connection: Connection[Any]) -> list[int]:
    """Acts that have people left to go through."""
    rows = connection.execute(
        "SELECT id FROM bulk_act WHERE state IN ('running', 'undoing') ORDER BY id"
    )
    return [int(row[0]) for row in rows]


def change_state(connection: Connection[Any], bulk_id: int, state: str) -> None:
    """Where it stands now."""
    connection.execute("UPDATE bulk_act SET state = %s WHERE id = %s", [state, bulk_id])


def decide(connection: Connection[Any], bulk_id: int, state: str, by: int | None) -> None:
    """Somebody said yes or no to it."""
    connection.execute(
        "UPDATE bulk_act SET state = %s, approved_by = %s WHERE id = %s", [state, by, bulk_id]
    )


def take_back(
    connection: Connection[Any], bulk_id: int, state: str, by: int | None, now: datetime
) -> None:
    """Somebody undoes it."""
    connection.execute(
        "UPDATE bulk_act SET state = %s, undone_by = %s, undone_at = %s WHERE id = %s",
        [state, by, now, bulk_id],
    )


def places(connection: Connection[Any], bulk_id: int) -> list[PlaceRow]:
    """Where those live who have not begun a flow."""
    with connection.cursor(row_factory=class_row(PlaceRow)) as cursor:
        cursor.execute(
            "SELECT DISTINCT c.zones, c.state, coalesce(c.area_states, '{}') AS area_states"
            " FROM bulk_person p JOIN contact c ON c.id = p.contact_id"
            " WHERE p.bulk_id = %s AND p.done_at IS NULL",
            [bulk_id],
        )
        return cursor.fetchall()


def due(
    connection: Connection[Any],
    bulk_id: int,
    among: Sequence[PlaceRow],
    now: datetime,
    most: int,
) -> list[int]:
    """People in these places who have not begun a flow, and are in the middle of no other."""
    keys = [_place_key(one.zones, one.state, one.area_states) for one in among]
    rows = connection.execute(
        """
        SELECT p.contact_id FROM bulk_person p JOIN contact c ON c.id = p.contact_id
        JOIN session s ON s.contact_id = c.id
        WHERE p.bulk_id = %(bulk)s AND p.done_at IS NULL
          AND concat_ws('|', array_to_string(c.zones, ','), coalesce(c.state, ''),
                        array_to_string(coalesce(c.area_states, '{}'), ',')) = ANY(%(keys)s)
          AND NOT (s.flow IS NOT NULL
                   AND coalesce(s.last_inbound_at > %(now)s - interval '15 minutes', false))
        ORDER BY p.contact_id LIMIT %(most)s
        """,
        {"bulk": bulk_id, "now": now, "most": most, "keys": keys},
    )
    return [int(row[0]) for row in rows]


def _place_key(zones: Sequence[str], state: str | None, area_states: Sequence[str]) -> str:
    return "|".join([",".join(zones), state or "", ",".join(area_states)])


def claim(connection: Connection[Any], bulk_id: int, contact_id: int, now: datetime) -> bool:
    """This person's turn is taken; False where somebody else took it, or it was taken back."""
    found = connection.execute(
        "UPDATE bulk_person SET done_at = %s"
        " WHERE bulk_id = %s AND contact_id = %s AND done_at IS NULL",
        [now, bulk_id, contact_id],
    )
    return found.rowcount > 0


def mark_failed(connection: Connection[Any], bulk_id: int, contact_id: int, why: str) -> None:
    """It could not be done with this person."""
    connection.execute(
        "UPDATE bulk_person SET failed = %s WHERE bulk_id = %s AND contact_id = %s",
        [why, bulk_id, contact_id],
    )


def have_begun(connection: Connection[Any], since: datetime) -> bool:
    """Whether any flow of an act began since."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM bulk_act b WHERE b.kind = 'flow' AND EXISTS ("
        "SELECT 1 FROM bulk_person p WHERE p.bulk_id = b.id AND p.done_at > %s))",
        [since],
    ).fetchone()
    return bool(row and row[0])


def left(connection: Connection[Any], bulk_id: int) -> int:
    """How many people of an act are still to come."""
    row = connection.execute(
        "SELECT count(*) FROM bulk_person WHERE bulk_id = %s AND done_at IS NULL", [bulk_id]
    ).fetchone()
    return int(row[0]) if row else 0


def forget_due(connection: Connection[Any], bulk_id: int) -> int:
    """Whoever was still to come is out of it. How many."""
    done = connection.execute(
        "DELETE FROM bulk_person WHERE bulk_id = %s AND done_at IS NULL", [bulk_id]
    )
    return done.rowcount


def _rows(connection: Connection[Any], where: str, value: int, most: int) -> list[BulkRow]:
    with connection.cursor(row_factory=class_row(BulkRow)) as cursor:
        cursor.execute(
            f"""
            SELECT b.id, b.kind, b.segment, b.detail, b.state, b.people, b.left_out, b.made_by,
                   b.approved_by, b.undone_by, b.created_at,
                   CASE WHEN b.state = 'running' THEN (SELECT count(*) FROM bulk_person p
                       WHERE p.bulk_id = b.id AND p.done_at IS NOT NULL) ELSE b.people END AS done,
                   CASE WHEN b.kind = 'flow' THEN (SELECT count(*) FROM bulk_person p
                       WHERE p.bulk_id = b.id AND p.failed IS NOT NULL) ELSE 0 END AS failed
            FROM bulk_act b WHERE {where} ORDER BY b.id DESC LIMIT %(most)s
            """,  # noqa: S608 - ours
            {"value": value, "most": most},
        )
        return cursor.fetchall()
