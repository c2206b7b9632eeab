"""Which airing calls follow: one in their state in the hour before, where there was only one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

HOUR = timedelta(hours=1)

# The airing that a call at {at} in {state} follows; NULL where there was none, or several: then it
# cannot be told.
FOLLOWS = """(SELECT CASE WHEN count(*) = 1 THEN min(a.id) END FROM counted_report a
    WHERE a.kind = 'aired' AND a.state = {state}
      AND a.at <= {at} AND a.at > {at}::timestamptz - interval '1 hour')"""


def follow_again(connection: Connection[Any], airing_at: datetime, state: str | None) -> None:
    """Say anew which airing the calls of the hour after an instant follow, in one state: an airing
    was told, confirmed or taken back."""
    if state is None:
        return
    connection.execute(
        f"UPDATE report r SET airing_id = {FOLLOWS.format(at='r.at', state='r.state')}"  # noqa: S608 - constants
        " WHERE r.kind IN ('called', 'tallied') AND r.state = %s AND r.at >= %s AND r.at < %s",
        [state, airing_at, airing_at + HOUR],
    )


# The source that a report of contact `c` is credited to: the code they last texted in the day
# before `%(now)s`, else what first brought them.
CREDITED = """
    coalesce((SELECT 'source:' || s.code FROM source_text t JOIN source s ON s.id = t.source_id
              WHERE t.contact_id = c.id AND t.at > %(now)s - interval '24 hours'
              ORDER BY t.at DESC LIMIT 1), c.source)
"""


def follow_anew(connection: Connection[Any], airing_ids: Sequence[int]) -> None:
    """The same for calls after airings by row id, of any state: they were taken back, or count."""
    connection.execute(
        f"UPDATE report r SET airing_id = {FOLLOWS.format(at='r.at', state='r.state')}"  # noqa: S608 - constants
        " WHERE r.kind IN ('called', 'tallied') AND EXISTS (SELECT 1 FROM report x"
        " WHERE x.id = ANY(%s) AND x.kind = 'aired' AND x.state = r.state"
        " AND r.at >= x.at AND r.at < x.at + %s)",
        [list(airing_ids), HOUR],
    )
