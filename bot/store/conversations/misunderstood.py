"""Queries of what nobody understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class MisunderstoodRow(NamedTuple):
    """One text that was not understood, its words sealed."""

    id: int
    contact_id: int
    words_sealed: bytes
    lang: str | None
    flow: str | None
    step: str | None
    verdict: str
    offered: str | None
    at: datetime
    name_sealed: bytes | None


def add(
    connection: Connection[Any],
    *,
    contact_id: int,
    words_sealed: bytes,
    lang: str,
    where: str,
    offered: str,
    now: datetime,
) -> None:
    """Keep a text; `where` is "flow/step" or empty, `offered` what was suggested or empty."""
    flow, _, step = where.partition("/")
    verdict = "suggestion" if offered else "unknown"
    connection.execute(
        "INSERT INTO misunderstood (contact_id, words_sealed, lang, flow, step, verdict, offered,"
        " at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [contact_id, words_sealed, lang, flow or None, step or None, verdict, offered or None, now],
    )


def since(
    connection: Connection[Any], began: datetime, lang: str | None, limit: int
) -> Sequence[MisunderstoodRow]:
    """The newest texts since an instant, of one language or of all, the newest first."""
    rows = connection.execute(
        "SELECT m.id, m.contact_id, m.words_sealed, m.lang, m.flow, m.step, m.verdict, m.offered,"
        " m.at, c.name_sealed FROM misunderstood m JOIN contact c ON c.id = m.contact_id"
        " WHERE m.at >= %(began)s AND (%(lang)s::text IS NULL OR m.lang = %(lang)s)"
        " ORDER BY m.at DESC, m.id DESC LIMIT %(limit)s",
        {"began": began, "lang": lang, "limit": limit},
    )
    return [MisunderstoodRow._make(row) for row in rows.fetchall()]
