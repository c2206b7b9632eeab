"""Queries for what waits on a contact: session timers and lasting timers that are due."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from bot.store.conversations.conversations import WHO_COLUMNS, Taken


def due_contacts(
    connection: Connection[Any], now: datetime, limit: int, but: Sequence[int] = ()
) -> Sequence[int]:
    """Contacts with a timer due, the longest overdue first; some are passed over."""
    rows = connection.execute(
        """
        SELECT contact_id FROM (
            (SELECT contact_id, wake_at AS due_at FROM session
             WHERE wake_at <= %(now)s AND contact_id <> ALL(%(but)s)
             ORDER BY wake_at LIMIT %(limit)s)
            UNION ALL
            (SELECT contact_id, due_at FROM timer
             WHERE due_at <= %(now)s AND name NOT LIKE 'act:%%' AND contact_id <> ALL(%(but)s)
             ORDER BY due_at LIMIT %(limit)s)
        ) AS due
        GROUP BY contact_id ORDER BY min(due_at) LIMIT %(limit)s
        """,
        {"now": now, "limit": limit, "but": list(but)},
    )
    return [int(row[0]) for row in rows]


def lock_contact(connection: Connection[Any], contact_id: int) -> Taken | None:
    """Lock one contact and its session. None when it is gone or somebody else has it now."""
    return _lock(connection, contact_id, "SKIP LOCKED")


def wait_for_contact(connection: Connection[Any], contact_id: int) -> Taken | None:
    """Lock one contact and its session, after whoever has it now. None when it is gone."""
    return _lock(connection, contact_id, "")


def _lock(connection: Connection[Any], contact_id: int, patience: str) -> Taken | None:
    row = connection.execute(
        f"""
        SELECT {WHO_COLUMNS}, NULL
        FROM contact c
        JOIN session s ON s.contact_id = c.id
        JOIN address a ON a.contact_id = c.id
        WHERE c.id = %s
        ORDER BY a.id LIMIT 1
        FOR UPDATE OF c, s {patience}
        """,  # noqa: S608 - the columns are a constant of this package, the patience one of two
        [contact_id],
    ).fetchone()
    return None if row is None else Taken(*row)


def take_lasting_timers(
    connection: Connection[Any], contact_id: int, now: datetime
) -> list[tuple[str, datetime]]:
    """Take the due timers that outlive the session, oldest first; they are gone afterwards."""
    rows = connection.execute(
        "DELETE FROM timer WHERE contact_id = %s AND due_at <= %s AND name NOT LIKE 'act:%%'"
        " RETURNING name, due_at",
        [contact_id, now],
    )
    return sorted(((str(name), due) for name, due in rows), key=lambda pair: pair[1])


# --- acts that wait for somebody outside: a timer named after the act, its arguments sealed ------


def ask_outside(
    connection: Connection[Any], contact_id: int, act: str, sealed: bytes, now: datetime
) -> None:
    """Note that a conversation waits for an answer from outside; a newer question replaces it."""
    args = json.dumps({"sealed": base64.b64encode(sealed).decode(), "tries": 0})
    connection.execute(
        "INSERT INTO timer (contact_id, name, args, due_at, created_at)"
        " VALUES (%(contact)s, %(name)s, %(args)s, %(now)s, %(now)s)"
        " ON CONFLICT (contact_id, name)"
        " DO UPDATE SET args = excluded.args, due_at = excluded.due_at",
        {"contact": contact_id, "name": f"act:{act}", "args": args, "now": now},
    )


def lease_outside(
    connection: Connection[Any], act: str, now: datetime, until: datetime, but: Sequence[int] = ()
) -> tuple[int, int, int, bytes] | None:
    """Take the longest waiting question of an act: contact id, its own id, how often it has been
    tried with this one, sealed arguments. It comes back at `until` unless it is ended. Those in
    `but` are passed over."""
    row = connection.execute(
        """
        UPDATE timer SET due_at = %(until)s,
            args = jsonb_set(args, '{tries}', to_jsonb((args ->> 'tries')::int + 1))
        WHERE id = (SELECT id FROM timer WHERE name = %(name)s AND due_at <= %(now)s
                    AND id <> ALL(%(but)s)
                    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING contact_id, id, args
        """,
        {"name": f"act:{act}", "now": now, "until": until, "but": list(but)},
    ).fetchone()
    if row is None:
        return None
    return int(row[0]), int(row[1]), int(row[2]["tries"]), base64.b64decode(row[2]["sealed"])


def end_outside(connection: Connection[Any], question_id: int) -> None:
    """The question is answered, or given up."""
    connection.execute("DELETE FROM timer WHERE id = %s", [question_id])
