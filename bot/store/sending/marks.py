"""How far something that looks back has come, and a lock so that one process looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection, OperationalError


@contextmanager
def only_one(connection: Connection[Any], name: str) -> Iterator[bool]:
    """Whether this connection is the only one that looks under that name, until the block ends.

    For a connection in autocommit (`Record.alone`): what is looked at takes its time, and no
    transaction stays open meanwhile. A closed connection lets go too, but PostgreSQL sees that
    later, and a look right after it would find the lock taken.
    """
    [(is_ours,)] = connection.execute(
        "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]
    ).fetchall()
    try:
        yield is_ours
    finally:
        if is_ours:
            with suppress(OperationalError):  # the connection is lost, and the lock with it
                connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def read(connection: Connection[Any], name: str) -> datetime | None:
    """The instant up to which it has looked."""
    row = connection.execute("SELECT at FROM mark WHERE name = %s", [name]).fetchone()
    return row[0] if row else None


def write(connection: Connection[Any], name: str, at: datetime) -> None:
    """It has looked up to `at`."""
    connection.execute(
        "INSERT INTO mark (name, at) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
        [name, at],
    )


def take_turn(connection: Connection[Any], name: str, now: datetime, every: timedelta) -> bool:
    """Whether so long has passed since the instant under that name, which then is now. Of several
    who ask at once one gets the turn."""
    last = read(connection, name)
    if last is not None and last > now - every:
        return False
    done = connection.execute(
        "INSERT INTO mark AS m (name, at) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE m.at <= %s",
        [name, now, now - every],
    )
    return done.rowcount == 1


def stored_sids(connection: Connection[Any], sids: Sequence[str]) -> frozenset[str]:
    """Which of these SIDs are stored."""
    rows = connection.execute("SELECT sid FROM message WHERE sid = ANY(%s)", [list(sids)])
    return frozenset(row[0] for row in rows.fetchall())
