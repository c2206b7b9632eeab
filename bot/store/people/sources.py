"""Queries of sources: which poster, link, number or DJ a code, an extension or a number is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from bot.store.people.limits import CALLS

_COLUMNS = (
    "s.id, s.code, s.kind, s.label, s.flow, s.place, s.city, s.state, s.zip, s.chapter_id,"
    " s.extension, s.number, s.dj_id, s.broadcast_id, s.made_by, s.created_at, s.closed_at"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A source as in the table. `name` is how `contact.source` and `report.source` call it."""

    id: int
    code: str
    kind: str
    label: str
    flow: str
    place: str | None
    city: str | None
    state: str | None
    zip: str | None
    chapter_id: int | None
    extension: str | None
    number: str | None
    dj_id: int | None
    broadcast_id: int | None
    made_by: int | None
    created_at: datetime
    closed_at: datetime | None

    @property
    def name(self) -> str:
        """ "source:ELM"."""
        return f"source:{self.code}"

    @property
    def is_open(self) -> bool:
        """Whether what comes by it is still credited to it."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source to add: the columns of the same names."""

    code: str
    kind: str
    label: str
    flow: str = "call"
    place: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    chapter_id: int | None = None
    extension: str | None = None
    number: str | None = None
    dj_id: int | None = None
    broadcast_id: int | None = None


def by_code(connection: Connection[Any], code: str) -> Source | None:
    """The source of a code in capitals, closed or not."""
    return _one(connection, "s.code = %s", code)


def by_extension(connection: Connection[Any], extension: str) -> Source | None:
    """The open source whose digits these are."""
    return _one(connection, "s.extension = %s AND s.closed_at IS NULL", extension)


def by_number(connection: Connection[Any], number: str) -> Source | None:
    """The open source that has this number of ours (E.164) to itself."""
    return _one(connection, "s.number = %s AND s.closed_at IS NULL", number)


def by_id(connection: Connection[Any], source_id: int) -> Source | None:
    """A source by its id."""
    return _one(connection, "s.id = %s", source_id)


def _one(connection: Connection[Any], where: str, value: object) -> Source | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM source s WHERE {where}",  # noqa: S608 - constants
        [value],
    ).fetchone()
    return None if row is None else Source(*row)


def list_all(connection: Connection[Any], *, with_closed: bool = False) -> list[Source]:
    """Sources, the newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM source s WHERE %s OR s.closed_at IS NULL"  # noqa: S608 - a constant
        " ORDER BY s.id DESC",
        [with_closed],
    )
    return [Source(*row) for row in rows]


def codes(connection: Connection[Any]) -> list[str]:
    """Every code that was ever given."""
    return [row[0] for row in connection.execute("SELECT code FROM source ORDER BY code")]


def extensions(connection: Connection[Any]) -> list[str]:
    """Digits of open sources."""
    rows = connection.execute(
        "SELECT extension FROM source WHERE extension IS NOT NULL AND closed_at IS NULL"
    )
    return [row[0] for row in rows]


def add(
    connection: Connection[Any], new: NewSource, made_by: int | None, now: datetime
) -> int | None:
    """Add a source. Its id; None where its code, extension or number is another's."""
    row = connection.execute(
        """
        INSERT INTO source (code, kind, label, flow, place, city, state, zip, chapter_id, extension,
                            number, dj_id, broadcast_id, made_by, created_at)
        VALUES (%(code)s, %(kind)s, %(label)s, %(flow)s, %(place)s, %(city)s, %(state)s, %(zip)s,
                %(chapter)s, %(extension)s, %(number)s, %(dj)s, %(broadcast)s, %(by)s, %(now)s)
        ON CONFLICT DO NOTHING RETURNING id
        """,
        {
            "code": new.code, "kind": new.kind, "label": new.label, "flow": new.flow,
            "place": new.place, "city": new.city, "state": new.state, "zip": new.zip,
            "chapter": new.chapter_id, "extension": new.extension, "number": new.number,
            "dj": new.dj_id, "broadcast": new.broadcast_id, "by": made_by, "now": now,
        },
    ).fetchone()  # fmt: skip
    return None if row is None else int(row[0])


def close(connection: Connection[Any], source_id: int, now: datetime) -> bool:
    """Credit nothing more to a source. False where it is closed already, or there is none."""
    row = connection.execute(
        "UPDATE source SET closed_at = %s WHERE id = %s AND closed_at IS NULL RETURNING id",
        [now, source_id],
    ).fetchone()
    return row is not None


def note_text(connection: Connection[Any], contact_id: int, source_id: int, now: datetime) -> None:
    """Note that a person texted a source's code."""
    connection.execute(
        """
        INSERT INTO source_text AS t (contact_id, source_id, first_at, at)
        VALUES (%(contact)s, %(source)s, %(now)s, %(now)s)
        ON CONFLICT (contact_id, source_id) DO UPDATE SET at = excluded.at, times = t.times + 1
        """,
        {"contact": contact_id, "source": source_id, "now": now},
    )


def came_by(connection: Connection[Any]) -> dict[int, tuple[int, int, int]]:
    """For each source that brought anything: people who texted its code or came by it, those of
    them who are on the list, and calls that count and are credited to it."""
    rows = connection.execute(
        """
        WITH people AS (
            SELECT t.source_id, t.contact_id FROM source_text t
            UNION SELECT s.id, c.id FROM source s JOIN contact c ON c.source = 'source:' || s.code),
        texted AS (
            SELECT p.source_id AS id, count(*)::int AS people,
                   count(*) FILTER (WHERE c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL)::int
                       AS joined
            FROM people p JOIN contact c ON c.id = p.contact_id GROUP BY 1),
        called AS (
            SELECT s.id, sum(r.count)::int AS calls FROM source s
            JOIN counted_report r ON r.source = 'source:' || s.code
            WHERE r.kind = ANY(%s) GROUP BY 1)
        SELECT id, coalesce(people, 0), coalesce(joined, 0), coalesce(calls, 0)
        FROM texted FULL JOIN called USING (id)
        """,
        [list(CALLS)],
    )
    return {int(row[0]): (row[1], row[2], row[3]) for row in rows}


def chapters(connection: Connection[Any]) -> Sequence[tuple[int, str, str]]:
    """Chapters: id, slug, name."""
    return connection.execute("SELECT id, slug, name FROM chapter ORDER BY name").fetchall()
