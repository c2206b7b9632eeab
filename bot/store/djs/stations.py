"""Queries for stations that volunteers ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection


def ask_station(connection: Connection[Any], station: str, contact_id: int, now: datetime) -> int:
    """Note that a volunteer asks a station (folded). Who has it: the first to ask."""
    connection.execute(
        "INSERT INTO station_ask (station, contact_id, state, at) VALUES (%s, %s, 'asked', %s)"
        " ON CONFLICT (station) DO NOTHING",
        [station, contact_id, now],
    )
    row = connection.execute(
        "SELECT contact_id FROM station_ask WHERE station = %s", [station]
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
    connection: Connection[Any], station: str, dj_id: int, recruited_by: int | None
) -> None:
    """The station a volunteer asked has a DJ on the list now: the station by its name, else the
    one the recruiter asked last."""
    connection.execute(
        """
        UPDATE station_ask SET state = 'signed_up', dj_id = %(dj)s WHERE id = coalesce(
            (SELECT id FROM station_ask WHERE station = %(station)s),
            (SELECT id FROM station_ask WHERE contact_id = %(by)s AND state = 'asked'
             ORDER BY id DESC LIMIT 1))
        """,
        {"dj": dj_id, "station": station, "by": recruited_by},
    )
