"""Queries of what nobody understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.record import Write


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


def kept(words_sealed: bytes, lang: str, where: str, offered: str) -> Write:
    """What keeps somebody's text; `where` is "flow/step" or empty, `offered` what was suggested or
    empty."""
    flow, _, step = where.partition("/")
    return Write(
        "INSERT INTO misunderstood (contact_id, words_sealed, lang, flow, step, verdict, offered,"
        " at) VALUES (%(contact_id)s, %(words_sealed)s, %(words_lang)s, %(words_flow)s,"
        " %(words_step)s, %(words_verdict)s, %(words_offered)s, %(now)s)",
        {
            "words_sealed": words_sealed,
            "words_lang": lang,
            "words_flow": flow or None,
            "words_step": step or None,
            "words_verdict": "suggestion" if offered else "unknown",
            "words_offered": offered or None,
        },
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
