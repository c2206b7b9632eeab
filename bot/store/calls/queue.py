"""Calls that we are to make: who is next, at what pace, and what became of those in doubt.

`place` says what a wish waits for: confirm (a YES), waiting (until the line is free), free (nothing
but its turn).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection, sql
from psycopg.rows import class_row

from bot.store.calls.calls import CallRow

_COLUMNS = ", ".join(one.name for one in fields(CallRow))
# One claim at a time, over all machines: the account's pace is one for all of them.
_PACE_LOCK = 7_203_114_866_021
_WISHES = "direction IN ('out', 'back', 'list')"
_GOING_ON = "state IN ('claimed', 'unknown', 'ringing', 'answered', 'dialing') AND ended_at IS NULL"


def lock_pace(connection: Connection[Any]) -> None:
    """Be the only one who claims, until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_PACE_LOCK])


def going_on(connection: Connection[Any], since: datetime) -> int:
    """Calls of any direction that are not over and began since an instant."""
    row = connection.execute(
        f"SELECT count(*)::int FROM call WHERE {_GOING_ON}"  # noqa: S608 - constants
        " AND coalesce(claimed_at, created_at) > %s",
        [since],
    ).fetchone()
    return int(row[0]) if row else 0


def started_since(connection: Connection[Any], since: datetime) -> int:
    """Calls that we claimed since an instant: each may have been asked of the carrier."""
    row = connection.execute(
        "SELECT count(*)::int FROM call WHERE claimed_at > %s", [since]
    ).fetchone()
    return int(row[0]) if row else 0


def next_of(connection: Connection[Any], now: datetime, but: Sequence[int]) -> CallRow | None:
    """The wish whose turn it is, locked; some are passed over. None where nobody waits."""
    found = _many(
        connection,
        f"{_WISHES} AND state = 'planned' AND place = 'free' AND not_before <= %s AND id <> ALL(%s)"
        " ORDER BY not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED",
        [now, list(but)],
    )
    return found[0] if found else None


def claim(connection: Connection[Any], call_id: int, now: datetime, until: datetime) -> None:
    """Take a wish to ring it at once; until then nobody else does."""
    connection.execute(
        "UPDATE call SET state = 'claimed', claimed_at = %s, lease_until = %s, rings = rings + 1,"
        " looks = 0 WHERE id = %s",
        [now, until, call_id],
    )


def plan_again(connection: Connection[Any], call_id: int, at: datetime, *, was_rung: bool) -> bool:
    """A claimed wish goes back to its place in the queue. False where its call is known by now."""
    done = connection.execute(
        "UPDATE call SET state = 'planned', lease_until = NULL, claimed_at = NULL, not_before = %s,"
        " rings = rings - %s WHERE id = %s AND state IN ('claimed', 'unknown') AND sid IS NULL",
        [at, 0 if was_rung else 1, call_id],
    )
    return done.rowcount > 0


def ahead_of(connection: Connection[Any], row: CallRow) -> int:
    """How many wishes are before this one."""
    found = connection.execute(
        f"SELECT count(*)::int FROM call WHERE {_WISHES} AND state IN ('planned', 'claimed')"  # noqa: S608 - constants
        " AND place = 'free' AND (not_before, id) < (%s, %s)",
        [row.not_before, row.id],
    ).fetchone()
    return int(found[0]) if found else 0


def usual_s(connection: Connection[Any], since: datetime) -> float | None:
    """How many seconds the last calls lasted, from our claim to their end; None without any."""
    row = connection.execute(
        "SELECT avg(extract(epoch FROM ended_at - claimed_at))::float FROM (SELECT ended_at,"
        " claimed_at FROM call WHERE claimed_at IS NOT NULL AND ended_at > %s"
        " AND answered_at IS NOT NULL ORDER BY id DESC LIMIT 50) AS last",
        [since],
    ).fetchone()
    return None if row is None or row[0] is None else float(row[0])


def wish_of(connection: Connection[Any], contact_id: int) -> CallRow | None:
    """The call that somebody waits for or is on, that we make, locked; the newest."""
    found = _many(
        connection,
        "contact_id = %s AND direction IN ('out', 'back') AND ended_at IS NULL AND state NOT IN"
        " ('ended', 'canceled') ORDER BY id DESC LIMIT 1 FOR UPDATE",
        [contact_id],
    )
    return found[0] if found else None


def is_rung_for(connection: Connection[Any], contact_id: int, direction: str) -> bool:
    """Whether somebody waits for a call of a direction, or is on it."""
    row = connection.execute(
        "SELECT 1 FROM call WHERE contact_id = %s AND direction = %s AND ended_at IS NULL LIMIT 1",
        [contact_id, direction],
    ).fetchone()
    return row is not None


def count_rung(
    connection: Connection[Any], contact_id: int, direction: str, since: datetime
) -> int:
    """How many calls of a direction we asked for since, to somebody."""
    row = connection.execute(
        "SELECT count(*)::int FROM call WHERE contact_id = %s AND direction = %s"
        " AND claimed_at > %s AND sid IS NOT NULL",
        [contact_id, direction, since],
    ).fetchone()
    return int(row[0]) if row else 0


def asked(connection: Connection[Any], contact_id: int, place: str) -> tuple[int, datetime | None]:
    """How often a page asked somebody who never answered, and when last."""
    row = connection.execute(
        "SELECT count(*)::int, max(created_at) FROM call WHERE contact_id = %s AND place = %s",
        [contact_id, place],
    ).fetchone()
    return (int(row[0]), row[1]) if row else (0, None)


def expire_asks(connection: Connection[Any], place: str, since: datetime, now: datetime) -> int:
    """What pages asked before an instant and nobody answered is over. How many."""
    done = connection.execute(
        "UPDATE call SET state = 'canceled', reason = 'unanswered', ended_at = %s"
        " WHERE state = 'planned' AND place = %s AND created_at < %s",
        [now, place, since],
    )
    return done.rowcount


def cancel_of(connection: Connection[Any], contact_id: int, reason: str, now: datetime) -> int:
    """Call off the wishes of somebody that were not rung yet. How many."""
    done = connection.execute(
        f"UPDATE call SET state = 'canceled', reason = %s, ended_at = %s"  # noqa: S608 - constants
        f" WHERE contact_id = %s AND {_WISHES} AND state = 'planned'",
        [reason, now, contact_id],
    )
    return done.rowcount


def ringing_stopped(connection: Connection[Any]) -> list[str]:
    """Calls that ring at somebody who has stopped since, by the carrier's name."""
    rows = connection.execute(
        f"SELECT k.sid FROM call k JOIN contact c ON c.id = k.contact_id WHERE {_WISHES}"  # noqa: S608 - constants
        " AND k.state = 'ringing' AND k.sid IS NOT NULL AND k.ended_at IS NULL"
        " AND c.opted_out_at IS NOT NULL"
    )
    return [str(row[0]) for row in rows]


def number_of(connection: Connection[Any], address_id: int) -> bytes | None:
    """A number, sealed."""
    row = connection.execute(
        "SELECT value_sealed FROM address WHERE id = %s AND channel = 'sms'", [address_id]
    ).fetchone()
    return None if row is None or row[0] is None else bytes(row[0])


# --- whose outcome nobody heard ---------------------------------------------------------------


def expire_leases(connection: Connection[Any], now: datetime) -> int:
    """Claims whose time is over are in doubt. How many."""
    done = connection.execute(
        "UPDATE call SET state = 'unknown', lease_until = %s WHERE state = 'claimed'"
        " AND lease_until < %s",
        [now, now],
    )
    return done.rowcount


def doubt(connection: Connection[Any], call_id: int, at: datetime) -> None:
    """Nobody knows whether the carrier took it: look at an instant."""
    connection.execute(
        "UPDATE call SET state = 'unknown', lease_until = %s WHERE id = %s AND state = 'claimed'",
        [at, call_id],
    )


def lock_doubts(
    connection: Connection[Any], now: datetime, most: int, hold: timedelta
) -> list[CallRow]:
    """Calls in doubt that are due to be looked for; nobody else looks for as long as `hold`."""
    found = _many(
        connection,
        "state = 'unknown' AND lease_until <= %s ORDER BY lease_until LIMIT %s"
        " FOR UPDATE SKIP LOCKED",
        [now, most],
    )
    connection.execute(
        "UPDATE call SET lease_until = %s WHERE id = ANY(%s)",
        [now + hold, [row.id for row in found]],
    )
    return found


def look_again(connection: Connection[Any], call_id: int, at: datetime, *, counts: bool) -> None:
    """Look for a call in doubt once more; `counts`: the carrier had answered, and had it not."""
    connection.execute(
        "UPDATE call SET lease_until = %s, looks = looks + %s WHERE id = %s AND state = 'unknown'",
        [at, int(counts), call_id],
    )


def known_sids(connection: Connection[Any], sids: Sequence[str]) -> set[str]:
    """Those of the carrier's names that are rows already."""
    rows = connection.execute("SELECT sid FROM call WHERE sid = ANY(%s)", [list(sids)])
    return {str(row[0]) for row in rows}


def name(connection: Connection[Any], call_id: int, sid: str) -> bool:
    """The carrier's name of a call that we asked for. False where it has one, or is over."""
    done = connection.execute(
        "UPDATE call SET sid = %s, lease_until = NULL, state = CASE WHEN state IN ('claimed',"
        " 'unknown') THEN 'ringing' ELSE state END WHERE id = %s AND sid IS NULL"
        " AND state IN ('claimed', 'unknown')",
        [sid, call_id],
    )
    return done.rowcount > 0


# --- waiting until the line is free -------------------------------------------------------------


def waiting(connection: Connection[Any], line: str | None, most: int = 1) -> list[CallRow]:
    """Who waits until a line is free, the first first, locked; of any line with None."""
    where = sql.SQL("") if line is None else sql.SQL(" AND line = {}").format(sql.Literal(line))
    return _many(
        connection,
        "direction = 'back' AND state = 'planned' AND place = 'waiting'"
        f"{where.as_string(connection)} ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
        [most],
    )


def lines_waited_for(connection: Connection[Any]) -> list[str | None]:
    """Lines for which somebody waits."""
    rows = connection.execute(
        "SELECT DISTINCT line FROM call WHERE direction = 'back' AND state = 'planned'"
        " AND place = 'waiting'"
    )
    return [row[0] for row in rows]


def tries_since(connection: Connection[Any], line: str, since: datetime) -> int:
    """How often a line was tried since."""
    row = connection.execute(
        "SELECT count(*)::int FROM call WHERE direction = 'try' AND line = %s AND created_at > %s",
        [line, since],
    ).fetchone()
    return int(row[0]) if row else 0


def tries_that_ring(connection: Connection[Any]) -> list[str]:
    """Tries that are known to have found the line free and are not over, by the carrier's name."""
    rows = connection.execute(
        "SELECT sid FROM call WHERE direction = 'try' AND reason = 'free' AND sid IS NOT NULL"
        " AND ended_at IS NULL"
    )
    return [str(row[0]) for row in rows]


def being_served(connection: Connection[Any], line: str, since: datetime) -> bool:
    """Whether somebody who waited for a line is being rung or is on it, or it is being tried."""
    row = connection.execute(
        "SELECT 1 FROM call WHERE line = %s AND ended_at IS NULL AND (direction = 'try'"
        " OR direction = 'back' AND place <> 'waiting') AND coalesce(claimed_at, not_before) > %s"
        " LIMIT 1",
        [line, since],
    ).fetchone()
    return row is not None


def _many(connection: Connection[Any], where: str, values: Sequence[Any]) -> list[CallRow]:
    with connection.cursor(row_factory=class_row(CallRow)) as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM call WHERE {where}", values)  # noqa: S608 - constants
        return cursor.fetchall()
