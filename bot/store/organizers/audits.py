"""The audit table, read back: who did what when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from bot.sentences import recalled


class ActRow(NamedTuple):
    """One act. `organizer` is the e-mail of whoever did it, None for the machine itself or for
    somebody who has been removed."""

    id: int
    at: datetime
    organizer_id: int | None
    organizer: str | None
    act: str
    object: str
    object_id: int | None
    detail: dict[str, Any]


def newest(
    connection: Connection[Any],
    *,
    before: int | None,
    organizer_id: int | None,
    of: tuple[str, int] | None,
    act: str,
    between: tuple[datetime, datetime] | None,
    limit: int,
) -> list[ActRow]:
    """Acts, newest first: of one organizer, about one object (its kind and id), of one kind, within
    a time, where asked for; those with an id below `before`."""
    rows = connection.execute(
        """
        SELECT a.id, a.at, a.organizer_id, o.email, a.act, a.object, a.object_id, a.detail
        FROM audit a LEFT JOIN organizer o ON o.id = a.organizer_id
        WHERE (%(before)s::bigint IS NULL OR a.id < %(before)s)
            AND (%(who)s::bigint IS NULL OR a.organizer_id = %(who)s)
            AND (%(kind)s::text IS NULL OR (a.object = %(kind)s AND a.object_id = %(object)s))
            AND (%(act)s::text = '' OR a.act = %(act)s)
            AND (%(from)s::timestamptz IS NULL OR (a.at >= %(from)s AND a.at < %(until)s))
        ORDER BY a.id DESC LIMIT %(limit)s
        """,
        {
            "before": before,
            "who": organizer_id,
            "kind": of[0] if of else None,
            "object": of[1] if of else None,
            "act": act,
            "from": between[0] if between else None,
            "until": between[1] if between else None,
            "limit": limit,
        },
    )
    return [
        ActRow._make((*row[:-1], {name: recalled(value) for name, value in row[-1].items()}))
        for row in rows.fetchall()
    ]


def links_of_others(
    connection: Connection[Any], organizer_id: int, since: datetime
) -> list[tuple[str, datetime]]:
    """Who made links to sign in as an organizer since an instant, and when: others by address, the
    command line as "clarion organizers link"."""
    rows = connection.execute(
        "SELECT coalesce(o.email, 'clarion organizers link'), a.at FROM audit a"
        " LEFT JOIN organizer o ON o.id = a.organizer_id"
        " WHERE a.act = 'link_made' AND a.object = 'organizer' AND a.object_id = %s AND a.at > %s"
        " AND a.organizer_id IS DISTINCT FROM %s ORDER BY a.id LIMIT 5",
        [organizer_id, since, organizer_id],
    )
    return [(str(who), at) for who, at in rows.fetchall()]


class Chain(NamedTuple):
    """What came of looking at the whole chain: lines, the newest link as "n:hash", and the ids of
    lines that were changed, taken out or put between."""

    lines: int
    newest: str
    wrong: list[int]


def acts(connection: Connection[Any]) -> list[str]:
    """Every kind of act there is in the audit."""
    found = connection.execute("SELECT DISTINCT act FROM audit ORDER BY act")
    return [str(act) for (act,) in found.fetchall()]


# Of lines that came meanwhile, some commit behind newer ones; a look at so many ids finds them.
_BEHIND = 10_000


def chain(connection: Connection[Any], *, is_whole: bool = False) -> int:
    """Chain the lines that are not yet. How many. `is_whole` looks for them all the way back."""
    row = connection.execute(
        "SELECT audit_chain(CASE WHEN %s THEN 0 ELSE"
        " coalesce((SELECT max(audit_id) FROM audit_link), 0) - %s END)",
        [is_whole, _BEHIND],
    ).fetchone()
    return int(row[0]) if row else 0


def verify(connection: Connection[Any]) -> Chain:
    """Look at every line and link."""
    row = connection.execute(
        """
        SELECT count(*)::int,
            (SELECT n || ':' || encode(hash, 'hex') FROM audit_link ORDER BY n DESC LIMIT 1),
            coalesce(array_agg(audit_id ORDER BY n) FILTER (WHERE is_wrong), '{}')
        FROM (
            SELECT l.n, l.audit_id, a.id IS NULL OR l.n <> row_number() OVER chain
                OR l.hash <> audit_hash(a, coalesce(lag(l.hash) OVER chain, ''::bytea)) AS is_wrong
            FROM audit_link l LEFT JOIN audit a ON a.id = l.audit_id
            WINDOW chain AS (ORDER BY l.n)) AS looked
        """
    ).fetchone()
    return Chain(int(row[0]), row[1] or "", list(row[2])) if row else Chain(0, "", [])


def link_at(connection: Connection[Any], n: int) -> str:
    """The hash of the nth link; "" where there is none."""
    row = connection.execute(
        "SELECT encode(hash, 'hex') FROM audit_link WHERE n = %s", [n]
    ).fetchone()
    return str(row[0]) if row else ""
