"""Queries of what kind of line a number is, as its carrier said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection


def known(
    connection: Connection[Any], digests: Sequence[bytes], since: datetime
) -> dict[bytes, str]:
    """The kinds of those that were looked up since, by digest."""
    rows = connection.execute(
        "SELECT digest, kind FROM line_type WHERE digest = ANY(%s) AND at > %s",
        [list(digests), since],
    )
    return {bytes(digest): str(kind) for digest, kind in rows}


def keep(connection: Connection[Any], found: Sequence[tuple[bytes, str]], now: datetime) -> None:
    """Keep what the carrier said."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO line_type (digest, kind, at) VALUES (%s, %s, %s) ON CONFLICT (digest)"
            " DO UPDATE SET kind = excluded.kind, at = excluded.at",
            [(digest, kind, now) for digest, kind in found],
        )


def forget(connection: Connection[Any], before: datetime) -> None:
    """Delete what was looked up before an instant."""
    connection.execute("DELETE FROM line_type WHERE at < %s", [before])
