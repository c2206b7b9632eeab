"""Queries for who wants a text when there is an action near them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from bot.store.events.near import MILES_A_DEGREE, MILES_BETWEEN


def add(
    connection: Connection[Any],
    contact_id: int,
    zip_code: str,
    point: tuple[float, float],
    now: datetime,
) -> None:
    """Note the wish, in place of an older one."""
    connection.execute(
        "INSERT INTO event_wish (contact_id, zip, latitude, longitude, at)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (contact_id) DO UPDATE SET zip = excluded.zip,"
        " latitude = excluded.latitude, longitude = excluded.longitude, at = excluded.at,"
        " told_at = NULL",
        [contact_id, zip_code, *point, now],
    )


def due(
    connection: Connection[Any],
    since: datetime,
    today: date,
    miles: float,
    limit: int,
    held: Sequence[str],
) -> list[tuple[int, str]]:
    """Contacts whose wish has come true by an action that people can find since `since`, and its
    code: the nearest. Without those who stopped, and the contacts `held`."""
    rows = connection.execute(
        f"""
        SELECT DISTINCT ON (w.contact_id) w.contact_id, e.code
        FROM event e JOIN event_wish w ON w.told_at IS NULL
            AND w.latitude BETWEEN e.latitude - %(tall)s AND e.latitude + %(tall)s
        JOIN contact c ON c.id = w.contact_id AND c.opted_out_at IS NULL AND c.held_at IS NULL
        WHERE e.state = 'open' AND e.is_listed AND e.kind <> 'phone_bank' AND e.closed_at IS NULL
            AND greatest(e.reviewed_at, e.created_at) > %(since)s
            AND greatest(e.reviewed_at, e.created_at) > w.at AND e.day >= %(today)s
            AND {MILES_BETWEEN.format(lat="w.latitude", lon="w.longitude")} <= %(miles)s
            AND w.contact_id::text <> ALL(%(held)s::text[]) AND w.contact_id <> e.host_id
        ORDER BY w.contact_id, {MILES_BETWEEN.format(lat="w.latitude", lon="w.longitude")}, e.id
        LIMIT %(limit)s
        """,  # noqa: S608 - constants
        {
            "since": since, "today": today, "miles": miles, "tall": miles / MILES_A_DEGREE,
            "limit": limit, "held": list(held),
        },
    )  # fmt: skip
    return [(int(row[0]), str(row[1])) for row in rows]


def mark_told(connection: Connection[Any], contact_id: int, now: datetime) -> bool:
    """They are told, if they were not yet; whether it is so now by us."""
    return bool(
        connection.execute(
            "UPDATE event_wish SET told_at = %s WHERE contact_id = %s AND told_at IS NULL",
            [now, contact_id],
        ).rowcount
    )
