"""The calling lists themselves: made, changed, looked at, and how far each has come."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from bot.store.events.rooms import ROOM_OF


@dataclass(frozen=True, slots=True)
class ListRow:
    """A calling list as it stands (bot/store/tables/calling_lists.py)."""

    id: int
    code: str
    title: str
    state: str
    is_paper: bool
    event_id: int | None
    gap_s: int
    most_tries: int
    an_hour: int
    from_at: time
    until_at: time
    scripts: dict[str, str]
    ends_on: date
    made_by: int | None
    ended_at: datetime | None
    created_at: datetime


_COLUMNS = ", ".join(f"l.{one.name}" for one in fields(ListRow))
_CHANGEABLE = frozenset(
    {"title", "state", "is_paper", "event_id", "gap_s", "most_tries", "an_hour", "from_at",
     "until_at", "scripts", "ends_on", "ended_at"}
)  # fmt: skip


def add(
    connection: Connection[Any], code: str, made_by: int | None, now: datetime, **values: Any
) -> int:
    """Make a list. Its id."""
    row = connection.execute(
        "INSERT INTO calling_list (code, title, is_paper, event_id, gap_s, most_tries, an_hour,"
        " from_at, until_at, scripts, ends_on, made_by, created_at)"
        " VALUES (%(code)s, %(title)s, %(is_paper)s, %(event_id)s, %(gap_s)s, %(most_tries)s,"
        " %(an_hour)s, %(from_at)s, %(until_at)s, %(scripts)s, %(ends_on)s, %(made_by)s, %(now)s)"
        " RETURNING id",
        {**values, "scripts": json.dumps(values["scripts"]), "code": code, "made_by": made_by,
         "now": now},
    ).fetchone()  # fmt: skip
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def find(connection: Connection[Any], list_id: int, *, lock: bool = False) -> ListRow | None:
    """A list, kept from changing until the transaction ends if asked for."""
    found = _read(connection, f"WHERE l.id = %s{' FOR UPDATE' if lock else ''}", [list_id])
    return found[0] if found else None


def by_code(connection: Connection[Any], code: str) -> ListRow | None:
    """The list with a code, however its letters are written."""
    found = _read(connection, "WHERE l.code = upper(%s)", [code])
    return found[0] if found else None


def newest(connection: Connection[Any], limit: int) -> list[ListRow]:
    """Lists, the newest first."""
    return _read(connection, "ORDER BY l.id DESC LIMIT %s", [limit])


def callable_by(connection: Connection[Any], contact_id: int, at: datetime) -> list[ListRow]:
    """Lists that somebody may call: of the room they are in now first, then those that they called
    last, then the newest. Ended ones are not among them."""
    return _read(
        connection,
        f"""
        LEFT JOIN list_caller k ON k.list_id = l.id AND k.contact_id = %(contact_id)s
        WHERE l.state <> 'ended' AND l.ends_on >= %(at)s::date - 1
          AND (k.state = 'in' OR (l.event_id = {ROOM_OF} AND k.state IS DISTINCT FROM 'out'))
        ORDER BY coalesce(l.event_id = {ROOM_OF}, false) DESC,
            (SELECT max(c.claimed_at) FROM list_call c
             WHERE c.list_id = l.id AND c.caller_id = %(contact_id)s) DESC NULLS LAST, l.id DESC
        """,  # noqa: S608 - a constant
        {"contact_id": contact_id, "at": at},
    )


def _read(connection: Connection[Any], rest: str, values: Any) -> list[ListRow]:
    with connection.cursor(row_factory=class_row(ListRow)) as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM calling_list l {rest}", values)  # noqa: S608 - constants
        return cursor.fetchall()


def change(connection: Connection[Any], list_id: int, **changes: Any) -> None:
    """Set columns. Raises: KeyError on one not open to it."""
    unknown = set(changes) - _CHANGEABLE
    if unknown:
        raise KeyError(f"calling_list.{min(unknown)} may not be changed")
    values = {n: json.dumps(v) if isinstance(v, dict) else v for n, v in changes.items()}
    assigned = ", ".join(f"{name} = %({name})s" for name in values)
    connection.execute(
        f"UPDATE calling_list SET {assigned} WHERE id = %(id)s",  # noqa: S608 - names of _CHANGEABLE
        {**values, "id": list_id},
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a list has come. `waits` are people who may be called, now or at another time; `out`
    are with a caller now; `reached` were talked with. `by_outcome` counts the last word of each
    person, `by_tries` people by how often they were tried in vain; `calls` every try that was
    told."""

    people: int
    waits: int
    out: int
    reached: int
    aside: int
    done: int
    calls: int
    by_outcome: dict[str, int]
    by_tries: dict[int, int]


def progress(connection: Connection[Any], list_id: int, now: datetime) -> Progress:
    """How far a list has come."""
    values = {"id": list_id, "now": now}
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE state = 'open'),"
        " count(*) FILTER (WHERE state = 'open' AND claimed_until > %(now)s),"
        " count(*) FILTER (WHERE outcome = 'talked'), count(*) FILTER (WHERE state = 'aside'),"
        " count(*) FILTER (WHERE state = 'done') FROM listed_person WHERE list_id = %(id)s",
        values,
    ).fetchone()
    outcomes = connection.execute(
        "SELECT outcome, count(*)::int FROM listed_person WHERE list_id = %(id)s"
        " AND outcome IS NOT NULL GROUP BY 1",
        values,
    )
    tries = connection.execute(
        "SELECT tries, count(*)::int FROM listed_person WHERE list_id = %(id)s GROUP BY 1"
        " ORDER BY 1",
        values,
    )
    calls = connection.execute(
        "SELECT count(*) FROM list_call WHERE list_id = %(id)s AND state = 'told'"
        " AND taken_back_at IS NULL",
        values,
    ).fetchone()
    people, waits, out, reached, aside, done = row or (0,) * 6
    return Progress(
        people, waits, out, reached, aside, done, int(calls[0]) if calls else 0,
        dict(outcomes.fetchall()), dict(tries.fetchall()),
    )  # fmt: skip
