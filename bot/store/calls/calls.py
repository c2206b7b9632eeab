"""Calls in the record: taken in once, moved forward only, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import class_row

# A state only moves to the right; canceled and ended are both the end.
STATES = ("planned", "claimed", "unknown", "ringing", "answered", "dialing", "ended", "canceled")
OVER = ("ended", "canceled")
_COLUMNS = (
    "id, sid, direction, state, contact_id, caller_digest, number, line, lang, place, turns,"
    " source, extension, area_state, dialed, connected_s, outcome, outcome_by, report_id,"
    " after_id, tries, claimed_at, rings, looks,"
    " not_before, lease_until, reason, asked_at, answered_at, dialed_at, ended_at, created_at"
)
_RANK = sql.SQL("array_position(ARRAY[{}]::varchar[], {})")


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call as it is stored; bot/store/tables/calls.py says what each column is."""

    id: int
    sid: str | None
    direction: str
    state: str
    contact_id: int | None
    caller_digest: bytes | None
    number: str | None
    line: str | None
    lang: str | None
    place: str
    turns: int
    source: str | None
    extension: str | None
    area_state: str | None
    dialed: str | None
    connected_s: int | None
    outcome: str | None
    outcome_by: str | None
    report_id: int | None
    after_id: int | None
    tries: int
    not_before: datetime | None
    lease_until: datetime | None
    reason: str | None
    asked_at: datetime | None
    answered_at: datetime | None
    dialed_at: datetime | None
    ended_at: datetime | None
    claimed_at: datetime | None
    rings: int
    looks: int
    created_at: datetime

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come of it."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call that begins, or the wish for one (state "planned", with `not_before`)."""

    direction: str
    state: str
    sid: str | None = None
    contact_id: int | None = None
    caller_digest: bytes | None = None
    number: str | None = None
    line: str | None = None
    lang: str | None = None
    place: str = "greeting"
    source: str | None = None
    area_state: str | None = None
    after_id: int | None = None
    not_before: datetime | None = None


def add(connection: Connection[Any], new: NewCall, now: datetime) -> int | None:
    """Store a call. Its id; None where one of this sid, or this wish of that call, is there."""
    row = connection.execute(
        "INSERT INTO call (direction, state, sid, contact_id, caller_digest, number, line, lang,"
        " place, source, area_state, after_id, not_before, created_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING RETURNING id",
        [
            new.direction, new.state, new.sid, new.contact_id, new.caller_digest, new.number,
            new.line, new.lang, new.place, new.source, new.area_state, new.after_id,
            new.not_before, now,
        ],
    ).fetchone()  # fmt: skip
    return None if row is None else int(row[0])


def find(connection: Connection[Any], sid: str) -> CallRow | None:
    """The call of a sid, locked; None where it is not known."""
    return _one(connection, "sid = %s FOR UPDATE", [sid])


def get(connection: Connection[Any], call_id: int) -> CallRow | None:
    """A call by its id, locked; None where there is none."""
    return _one(connection, "id = %s FOR UPDATE", [call_id])


def move(connection: Connection[Any], call_id: int, state: str, **columns: object) -> bool:
    """Move a call to a state further right and set columns with it. False, and nothing is set,
    where it is there or further already: whatever is reported twice has no second effect."""
    parts = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in (*columns, "state")]
    states = sql.SQL(", ").join(sql.Literal(one) for one in STATES)
    found = connection.execute(
        sql.SQL("UPDATE call SET {} WHERE id = %s AND {} < {} AND ended_at IS NULL").format(
            sql.SQL(", ").join(parts),
            _RANK.format(states, sql.SQL("state")),
            _RANK.format(states, sql.SQL("%s")),
        ),
        [*columns.values(), state, call_id, state],
    )
    return found.rowcount > 0


def change(connection: Connection[Any], call_id: int, **columns: object) -> None:
    """Set columns of a call that is locked; its state stays."""
    parts = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns]
    connection.execute(
        sql.SQL("UPDATE call SET {} WHERE id = %s").format(sql.SQL(", ").join(parts)),
        [*columns.values(), call_id],
    )


def count_of(
    connection: Connection[Any], digests: Sequence[bytes], since: datetime, but: int = 0
) -> int:
    """How many calls of a number were served since, whoever rang whom; those that were turned away
    count for nothing, and neither does the call `but`."""
    row = connection.execute(
        "SELECT count(*)::int FROM call WHERE caller_digest = ANY(%s) AND created_at > %s"
        " AND sid IS NOT NULL AND id <> %s"
        " AND coalesce(reason, '') NOT IN ('often', 'budget', 'blocked', 'closed', 'missed')",
        [list(digests), since, but],
    ).fetchone()
    return int(row[0]) if row else 0


def has_wish(connection: Connection[Any], after_id: int, direction: str) -> bool:
    """Whether a call brought a wish of this direction that is not called off."""
    row = connection.execute(
        "SELECT 1 FROM call WHERE after_id = %s AND direction = %s AND state <> 'canceled'",
        [after_id, direction],
    ).fetchone()
    return row is not None


def running_s(connection: Connection[Any], now: datetime, longest_s: int) -> tuple[int, float]:
    """Calls that are going on: how many, and for how many seconds together so far. One that would
    have lasted longer than any may is over, whoever has not told us."""
    row = connection.execute(
        "SELECT count(*)::int, coalesce(sum(extract(epoch FROM %(now)s - answered_at)), 0)::float"
        " FROM call WHERE ended_at IS NULL AND answered_at <= %(now)s"
        " AND answered_at > %(now)s - make_interval(secs => %(longest)s)",
        {"now": now, "longest": longest_s},
    ).fetchone()
    return (int(row[0]), float(row[1])) if row else (0, 0.0)


def silent_since(
    connection: Connection[Any], before: datetime, most: int, but: Sequence[int] = ()
) -> list[CallRow]:
    """Calls with a sid that began before an instant and whose end nobody has reported, the oldest
    first; some are passed over."""
    return _many(
        connection,
        "ended_at IS NULL AND sid IS NOT NULL AND created_at < %s AND id <> ALL(%s)"
        " ORDER BY created_at LIMIT %s",
        [before, list(but), most],
    )


def line_unheard(
    connection: Connection[Any], before: datetime, since: datetime, most: int, but: Sequence[int]
) -> list[CallRow]:
    """Calls that are over, for which the line was rung and nobody has told what it did; some are
    passed over."""
    return _many(
        connection,
        "ended_at < %s AND created_at > %s AND tries > 0 AND dialed IS NULL AND sid IS NOT NULL"
        " AND coalesce(reason, '') <> 'unknown' AND id <> ALL(%s) ORDER BY ended_at LIMIT %s",
        [before, since, list(but), most],
    )


def known_sids(connection: Connection[Any], sids: Sequence[str]) -> set[str]:
    """Those of these calls that are in the record."""
    rows = connection.execute("SELECT sid FROM call WHERE sid = ANY(%s)", [list(sids)])
    return {str(row[0]) for row in rows}


def of_contact(connection: Connection[Any], contact_id: int, most: int = 20) -> list[CallRow]:
    """A person's calls, the newest first."""
    return _many(connection, "contact_id = %s ORDER BY id DESC LIMIT %s", [contact_id, most])


def last_asked(connection: Connection[Any], contact_id: int, since: datetime) -> CallRow | None:
    """The last call of somebody that they were asked about and that nothing is known of, locked."""
    return _one(
        connection,
        "contact_id = %s AND asked_at > %s AND outcome IS NULL AND report_id IS NULL"
        " AND tries > 0 ORDER BY id DESC LIMIT 1 FOR UPDATE",
        [contact_id, since],
    )


def recent(connection: Connection[Any], most: int) -> list[CallRow]:
    """The newest calls of all, wishes too."""
    return _many(connection, "true ORDER BY id DESC LIMIT %s", [most])


def count_by(connection: Connection[Any], since: datetime) -> dict[tuple[str, str], int]:
    """How many calls began since, by direction and by what came of each: its outcome, else what the
    far line did, else why it went no further, else its state."""
    rows = connection.execute(
        "SELECT direction, coalesce(outcome, reason, dialed, state), count(*)::int FROM call"
        " WHERE created_at >= %s GROUP BY 1, 2",
        [since],
    )
    return {(direction, what): count for direction, what, count in rows}


def _one(connection: Connection[Any], where: str, values: Sequence[Any]) -> CallRow | None:
    found = _many(connection, where, values)
    return found[0] if found else None


def _many(connection: Connection[Any], where: str, values: Sequence[Any]) -> list[CallRow]:
    with connection.cursor(row_factory=class_row(CallRow)) as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM call WHERE {where}", values)  # noqa: S608 - constants
        return cursor.fetchall()
