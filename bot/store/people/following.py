"""Which airing calls follow: one in their state in the hour before, where there was only one. Calls
that came by a DJ's own number or extension follow that DJ's, whatever others read in that hour."""

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
# The airing that a call at {at} follows that came by the DJ {dj}: their only one in that hour.
OF_DJ = """(SELECT CASE WHEN count(*) = 1 THEN min(a.id) END FROM counted_report a
    WHERE a.kind = 'aired' AND a.contact_id = {dj}
      AND a.at <= {at} AND a.at > {at}::timestamptz - interval '1 hour')"""
# Measured calls that came by a source of their own, a poster or a DJ: nothing else is credited.
_BY_SOURCE = "r.details ? 'by_source'"
_AGAIN = f"""UPDATE report r SET airing_id = {FOLLOWS.format(at="r.at", state="r.state")}
    WHERE r.kind IN ('called', 'tallied') AND NOT {_BY_SOURCE}"""  # noqa: S608 - constants
_AGAIN_OF_DJ = f"""UPDATE report r SET airing_id = {OF_DJ.format(at="r.at", dj="s.dj_id")}
    FROM source s WHERE {_BY_SOURCE} AND r.kind = 'called' AND s.dj_id IS NOT NULL
      AND r.source = 'source:' || s.code"""  # noqa: S608 - constants


# The source that a report of contact `c` is credited to: the code they last texted in the day
# before `%(now)s`, else what first brought them.
CREDITED = """
    coalesce((SELECT 'source:' || s.code FROM source_text t JOIN source s ON s.id = t.source_id
              WHERE t.contact_id = c.id AND t.at > %(now)s - interval '24 hours'
              ORDER BY t.at DESC LIMIT 1), c.source)
"""


def follow_again(connection: Connection[Any], airing_at: datetime, state: str | None) -> None:
    """Say anew which airing the calls of the hour after an instant follow, in one state, or by a
    DJ's own number: an airing was told, confirmed or taken back."""
    span = [airing_at, airing_at + HOUR]
    connection.execute(f"{_AGAIN_OF_DJ} AND r.at >= %s AND r.at < %s", span)
    if state is not None:
        connection.execute(
            f"{_AGAIN} AND r.state = %s AND r.at >= %s AND r.at < %s", [state, *span]
        )


def follow_anew(connection: Connection[Any], airing_ids: Sequence[int]) -> None:
    """The same for calls after airings by row id, of any state: they were taken back, or count."""
    of_airing = (
        "AND EXISTS (SELECT 1 FROM report x WHERE x.id = ANY(%s) AND x.kind = 'aired' AND {same}"
        " AND r.at >= x.at AND r.at < x.at + %s)"
    )
    values = [list(airing_ids), HOUR]
    connection.execute(f"{_AGAIN} {of_airing.format(same='x.state = r.state')}", values)
    connection.execute(f"{_AGAIN_OF_DJ} {of_airing.format(same='x.contact_id = s.dj_id')}", values)
