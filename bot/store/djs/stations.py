"""Queries for stations that volunteers ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection


def ask_station(
    connection: Connection[Any],
    station_sealed: bytes,
    digests: Sequence[bytes],
    contact_id: int,
    now: datetime,
) -> int:
    """Note that a volunteer asks a station; `digests` of it under every key, the newest first. Who
    has it: the first to ask."""
    connection.execute(
        "INSERT INTO station_ask (station_sealed, station_digest, contact_id, state, at)"
        " SELECT %(sealed)s, %(digest)s, %(contact)s, 'asked', %(now)s"
        " WHERE NOT EXISTS (SELECT 1 FROM station_ask WHERE station_digest = ANY(%(digests)s))"
        " ON CONFLICT (station_digest) DO NOTHING",
        {
            "sealed": station_sealed, "digest": digests[0], "digests": list(digests),
            "contact": contact_id, "now": now,
        },
    )  # fmt: skip
    row = connection.execute(
        "SELECT contact_id FROM station_ask WHERE station_digest = ANY(%s) ORDER BY id",
        [list(digests)],
    ).fetchone()
    assert row is not None  # noqa: S101 - inserted, or there before
    return int(row[0])


def count_asks(connection: Connection[Any], contact_id: int, since: datetime) -> int:
    """How many stations a volunteer took on since."""
    row = connection.execute(
        "SELECT count(*) FROM station_ask WHERE contact_id = %s AND at > %s", [contact_id, since]
    ).fetchone()
    return int(row[0]) if row else 0


def sign_up_station(
    connection: Connection[Any], digests: Sequence[bytes], dj_id: int, recruited_by: int | None
) -> None:
    """The station a volunteer asked has a DJ on the list now: the station by its name, else the
    one the recruiter asked last."""
    connection.execute(
        """
        UPDATE station_ask SET state = 'signed_up', dj_id = %(dj)s WHERE id = coalesce(
            (SELECT id FROM station_ask WHERE station_digest = ANY(%(digests)s) LIMIT 1),
            (SELECT id FROM station_ask WHERE contact_id = %(by)s AND state = 'asked'
             ORDER BY id DESC LIMIT 1))
        """,
        {"dj": dj_id, "digests": list(digests), "by": recruited_by},
    )
