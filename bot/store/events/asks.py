"""Queries for numbers that a page brought: asked by text whether they want to come to an event."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that was asked: for which event, with which words, for how many, who do what; by
    which text, when last, how often, and by which source's link they came to the page."""

    event_id: int
    lang: str
    words: str
    party: int
    needs: list[str]
    message_id: int
    at: datetime
    times: int
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """A question that a YES answers, and the event's code."""

    ask: Ask
    code: str


_COLUMNS = "event_id, lang, words, party, needs, message_id, at, times, source_id"
_NOT_SAID = "('planned', 'held', 'skipped', 'canceled')"  # of texts: nobody has read them
_FIND_OPEN = f"""
SELECT a.event_id, a.lang, a.words, a.party, a.needs, a.message_id, a.at, a.times, a.source_id,
    e.code
FROM event_ask a JOIN event e ON e.id = a.event_id JOIN message m ON m.id = a.message_id
WHERE a.contact_id = %s AND a.at > %s AND m.state NOT IN {_NOT_SAID}
    AND NOT EXISTS (SELECT 1 FROM message n WHERE n.contact_id = a.contact_id
        AND n.id > a.message_id AND n.kind <> 'inbound' AND n.state NOT IN {_NOT_SAID})
"""  # noqa: S608 - constants


def before(connection: Connection[Any], contact_id: int) -> Ask | None:
    """What somebody was asked last and has not answered, however old."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM event_ask WHERE contact_id = %s",  # noqa: S608 - constants
        [contact_id],
    ).fetchone()
    return Ask(*row) if row else None


def put(connection: Connection[Any], contact_id: int, ask: Ask) -> None:
    """They are asked; a newer question replaces the older."""
    connection.execute(
        f"INSERT INTO event_ask (contact_id, {_COLUMNS})"  # noqa: S608 - constants
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (contact_id) DO UPDATE SET event_id = excluded.event_id,"
        " lang = excluded.lang, words = excluded.words, party = excluded.party,"
        " needs = excluded.needs, message_id = excluded.message_id, at = excluded.at,"
        " times = excluded.times, source_id = excluded.source_id",
        [contact_id, *astuple(ask)],
    )


def find_open(connection: Connection[Any], contact_id: int, since: datetime) -> OpenAsk | None:
    """What somebody was asked since then, where it has gone out and nothing was said to them after
    it: a YES is for what was asked last."""
    row = connection.execute(_FIND_OPEN, [contact_id, since]).fetchone()
    return OpenAsk(Ask(*row[:9]), str(row[9])) if row else None


def answered(connection: Connection[Any], contact_id: int) -> None:
    """They have said."""
    connection.execute("DELETE FROM event_ask WHERE contact_id = %s", [contact_id])
