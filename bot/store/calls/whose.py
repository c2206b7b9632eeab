"""Whose a number is that calls: by keyed digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Whose:
    """The contact of a number, as far as a call asks. `reach` is the number's."""

    contact_id: int
    lang: str | None
    state: str | None
    opted_out_at: datetime | None
    reach: str


def find(connection: Connection[Any], digests: Sequence[bytes]) -> Whose | None:
    """Who has a number; None where nobody does, or somebody else has it by now."""
    with connection.cursor(row_factory=class_row(Whose)) as cursor:
        cursor.execute(
            "SELECT c.id AS contact_id, c.lang, c.state, c.opted_out_at, a.reach FROM address a"
            " JOIN contact c ON c.id = a.contact_id"
            " WHERE a.digest = ANY(%s) AND a.reach <> 'reassigned' ORDER BY a.id LIMIT 1",
            [list(digests)],
        )
        return cursor.fetchone()


def set_language(connection: Connection[Any], contact_id: int, lang: str) -> None:
    """Keep the language that somebody chose, where none was known."""
    connection.execute(
        "UPDATE contact SET lang = %s WHERE id = %s AND lang IS NULL", [lang, contact_id]
    )
