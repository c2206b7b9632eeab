"""Queries of what organizers ask for by text: who they are, what waits, what a code was."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class OrderRow(NamedTuple):
    """A text that may be an order. `tries` counts looks at the carrier, this one too."""

    message_id: int
    contact_id: int
    sid: str | None
    body_sealed: bytes | None
    value_sealed: bytes | None
    tries: int
    created_at: datetime


class Linked(NamedTuple):
    """An organizer whose phone it is. `secret` seals their authenticator's key, None without."""

    id: int
    roles: list[str]
    secret: str | None
    off_duty_at: datetime | None


def has_organizer(connection: Connection[Any], contact_id: int) -> bool:
    """Whether this is the linked phone of an organizer who may sign in."""
    row = connection.execute(
        "SELECT 1 FROM organizer WHERE contact_id = %s AND active LIMIT 1", [contact_id]
    ).fetchone()
    return row is not None


def put(connection: Connection[Any], message_id: int, contact_id: int, now: datetime) -> None:
    """Keep a text that may be an order until the carrier was asked."""
    connection.execute(
        "INSERT INTO texted_order (message_id, contact_id, due_at, created_at)"
        " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [message_id, contact_id, now, now],
    )


def lease(
    connection: Connection[Any], now: datetime, until: datetime, but: list[int]
) -> OrderRow | None:
    """Take the oldest that is due; it comes back at `until` unless it is ended."""
    row = connection.execute(
        """
        UPDATE texted_order t SET due_at = %(until)s, tries = t.tries + 1
        FROM (SELECT message_id FROM texted_order WHERE due_at <= %(now)s
              AND message_id <> ALL(%(but)s) ORDER BY message_id LIMIT 1
              FOR UPDATE SKIP LOCKED) due
        LEFT JOIN message m ON m.id = due.message_id
        LEFT JOIN address a ON a.id = m.address_id
        WHERE t.message_id = due.message_id
        RETURNING t.message_id, t.contact_id, m.sid, m.body_sealed, a.value_sealed, t.tries,
            t.created_at
        """,
        {"now": now, "until": until, "but": but},
    ).fetchone()
    return OrderRow._make(row) if row else None


def again(connection: Connection[Any], message_id: int, at: datetime) -> None:
    """Look at it again then."""
    connection.execute(
        "UPDATE texted_order SET due_at = %s WHERE message_id = %s", [at, message_id]
    )


def end(connection: Connection[Any], message_id: int) -> bool:
    """It waits no longer. False where somebody else has ended it."""
    done = connection.execute("DELETE FROM texted_order WHERE message_id = %s", [message_id])
    return done.rowcount == 1


def organizers_of(connection: Connection[Any], contact_id: int) -> list[Linked]:
    """Whose phone it is, locked: one code is looked at after the other."""
    rows = connection.execute(
        """
        SELECT o.id, ARRAY(SELECT r.name FROM organizer_role x JOIN role r ON r.id = x.role_id
                           WHERE x.organizer_id = o.id),
            CASE WHEN o.tf_primary_method IS NOT NULL THEN o.tf_totp_secret END, o.off_duty_at
        FROM organizer o WHERE o.contact_id = %s AND o.active ORDER BY o.id FOR UPDATE OF o
        """,
        [contact_id],
    )
    return [Linked._make(row) for row in rows]


def spend_code(connection: Connection[Any], organizer_id: int, step: int) -> bool:
    """Use a one-time code up. False where it, or a later one, was used before."""
    done = connection.execute(
        "UPDATE organizer SET code_step = %(step)s WHERE id = %(id)s"
        " AND coalesce(code_step, 0) < %(step)s",
        {"id": organizer_id, "step": step},
    )
    return done.rowcount == 1


def is_locked(connection: Connection[Any], contact_id: int) -> bool:
    """Whether orders from this phone are locked."""
    row = connection.execute(
        "SELECT 1 FROM order_lock WHERE contact_id = %s AND locked_at IS NOT NULL", [contact_id]
    ).fetchone()
    return row is not None


def count_wrong(connection: Connection[Any], contact_id: int, most: int, now: datetime) -> int:
    """Count a wrong code; with the last one that may be, the phone is locked. How many so far."""
    row = connection.execute(
        """
        INSERT INTO order_lock AS l (contact_id, wrong, locked_at)
        VALUES (%(id)s, 1, CASE WHEN %(most)s <= 1 THEN %(now)s::timestamptz END)
        ON CONFLICT (contact_id) DO UPDATE SET wrong = l.wrong + 1,
            locked_at = CASE WHEN l.wrong + 1 >= %(most)s THEN %(now)s::timestamptz END
        RETURNING wrong
        """,
        {"id": contact_id, "most": most, "now": now},
    ).fetchone()
    return int(row[0]) if row else 0


def unlock(connection: Connection[Any], contact_id: int) -> None:
    """No wrong codes any more: a right one, or the phone was linked anew."""
    connection.execute("DELETE FROM order_lock WHERE contact_id = %s", [contact_id])


def answers_since(connection: Connection[Any], contact_id: int, since: datetime) -> int:
    """Answers by the API to texts of a person since an instant."""
    row = connection.execute(
        "SELECT count(*)::int FROM message WHERE contact_id = %s AND kind = 'reply'"
        " AND via = 'api' AND created_at > %s",
        [contact_id, since],
    ).fetchone()
    return int(row[0]) if row else 0


def add_answer(
    connection: Connection[Any],
    order: OrderRow,
    *,
    body: bytes,
    lang: str,
    parts: int,
    now: datetime,
    until: datetime,
) -> int:
    """Plan the answer to an order. It goes out also while all sending is stopped: whoever stopped
    it has to know. Its row id."""
    row = connection.execute(
        """
        INSERT INTO message (contact_id, address_id, kind, via, state, reason, body_sealed, lang,
            parts, in_reply_to, not_before, not_after, created_at)
        SELECT m.contact_id, m.address_id, 'reply', 'api', 'planned', 'order', %s, %s, %s, m.id,
            %s, %s, %s FROM message m WHERE m.id = %s RETURNING id
        """,
        [body, lang, parts, now, until, now, order.message_id],
    ).fetchone()
    return int(row[0]) if row else 0


def set_duty(connection: Connection[Any], organizer_id: int, *, is_on: bool, now: datetime) -> None:
    """Say whether an organizer is on duty."""
    connection.execute(
        "UPDATE organizer SET off_duty_at = %s WHERE id = %s",
        [None if is_on else now, organizer_id],
    )
