"""Queries that forget: what is past its time, as bot/store/tables/kept.yaml tells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection, sql

from bot.store.kept import Purging

_MARK = "bodies purged"
_OPEN = "state IN ('planned', 'held', 'claimed', 'unknown')"


def purged_until(connection: Connection[Any]) -> datetime | None:
    """Up to when bodies have been purged; None at first: from the oldest text on."""
    row = connection.execute("SELECT at FROM mark WHERE name = %s", [_MARK]).fetchone()
    if row is not None:
        return row[0]  # type: ignore[no-any-return]  # a timestamptz column
    oldest = connection.execute("SELECT min(created_at) FROM message").fetchone()
    return oldest[0] if oldest else None


def purge_bodies(connection: Connection[Any], since: datetime, until: datetime) -> int:
    """Empty the texts stored in a span of time, and remember how far that is. How many.

    The rows stay: a MessageSid is known for ever, and counts stay true.
    """
    done = connection.execute(
        "UPDATE message SET body_sealed = NULL, media = NULL"  # noqa: S608 - a constant
        " WHERE created_at >= %s AND created_at < %s AND body_sealed IS NOT NULL"
        f" AND NOT {_OPEN}",
        [since, until],
    )
    connection.execute(
        "INSERT INTO mark (name, at) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
        [_MARK, until],
    )
    return done.rowcount


def purge_waiting(connection: Connection[Any], before: datetime) -> int:
    """Empty texts that were to go out, or were on their way, and whose time was over before then:
    they wait for nobody any more. How many. One that is still to come keeps its words."""
    done = connection.execute(
        f"""
        UPDATE message SET body_sealed = NULL, media = NULL, lease_until = NULL,
            reason = CASE WHEN state IN ('planned', 'held') THEN 'late' ELSE 'never_taken' END,
            state = CASE WHEN state IN ('planned', 'held') THEN 'skipped' ELSE 'failed' END
        WHERE {_OPEN} AND greatest(created_at, not_before, not_after) < %s
        """,  # noqa: S608 - a constant
        [before],
    )
    return done.rowcount


def forget_sessions(connection: Connection[Any], before: datetime) -> int:
    """End conversations that nobody has touched since. How many."""
    done = connection.execute(
        "UPDATE session SET flow = NULL, step = NULL, flow_hash = NULL, state_sealed = NULL,"
        " timers = '{}', wake_at = NULL, recent_sealed = NULL"
        " WHERE updated_at < %s AND (state_sealed IS NOT NULL OR recent_sealed IS NOT NULL)",
        [before],
    )
    return done.rowcount


def purge_table(connection: Connection[Any], table: str, rule: Purging, before: datetime) -> int:
    """Delete a table's rows, or empty its columns, where they are older than that. How many."""
    old = sql.SQL("{} < %s").format(sql.Identifier(rule.by))
    if rule.row:
        statement = sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(table), old)
    else:
        columns = [sql.Identifier(column) for column in rule.empty]
        statement = sql.SQL("UPDATE {} SET {} WHERE {} AND NOT ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(sql.SQL("{} = NULL").format(column) for column in columns),
            old,
            sql.SQL(" AND ").join(sql.SQL("{} IS NULL").format(column) for column in columns),
        )
    return connection.execute(statement, [before]).rowcount
