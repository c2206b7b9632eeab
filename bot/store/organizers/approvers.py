"""Who may be behind an organizer's yes, and how much they have begun without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

_DAY = timedelta(days=1)


def behind(connection: Connection[Any], organizer_id: int) -> frozenset[int]:
    """An organizer, and whoever let them in by a link: either may be at the keys."""
    row = connection.execute(
        "SELECT let_in_by FROM organizer WHERE id = %s", [organizer_id]
    ).fetchone()
    return frozenset({organizer_id, *filter(None, row or ())})


def begun_alone(
    connection: Connection[Any], writers: Sequence[int | None], due_at: datetime, besides: int
) -> int:
    """People of the broadcasts of any of these writers that go, or went, within a day of an instant
    without anybody else's yes. None among them is whoever the command line did not name.

    `besides` is a broadcast that is not counted, with those it repeats. What else they schedule
    waits until this transaction ends: a hundred at once are counted one after the other.
    """
    for writer in sorted({one or 0 for one in writers}):
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, writer])
    row = connection.execute(
        """
        SELECT coalesce(sum(coalesce(recipients, (settings->>'people')::int, 0)), 0)::int
        FROM broadcast
        WHERE approved_by IS NULL AND state IN ('scheduled', 'sending', 'paused', 'done')
            AND (created_by = ANY(%(writers)s) OR settings->'writers' @> ANY(%(among)s::jsonb[])
                OR (%(nobody)s AND created_by IS NULL))
            AND due_at > %(from)s AND due_at < %(until)s
            AND id <> %(besides)s AND parent_id IS DISTINCT FROM %(besides)s
            AND id IS DISTINCT FROM (SELECT parent_id FROM broadcast WHERE id = %(besides)s)
        """,
        {
            "writers": [one for one in writers if one is not None],
            "among": [str(one) for one in writers if one is not None],
            "nobody": None in writers,
            "from": due_at - _DAY,
            "until": due_at + _DAY,
            "besides": besides,
        },
    ).fetchone()
    return int(row[0]) if row else 0


_LOCK = 0x617070  # "app"


def flows_begun_alone(connection: Connection[Any], organizer_id: int | None, now: datetime) -> int:
    """People with whom somebody began flows in the last day without anybody else's yes."""
    connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, organizer_id or 0])
    row = connection.execute(
        "SELECT coalesce(sum(people), 0)::int FROM bulk_act WHERE kind = 'flow'"
        " AND made_by IS NOT DISTINCT FROM %s AND approved_by IS NULL"
        " AND state NOT IN ('waiting', 'refused') AND created_at > %s",
        [organizer_id, now - _DAY],
    ).fetchone()
    return int(row[0]) if row else 0
