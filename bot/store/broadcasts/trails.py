"""Everything the record knows about one person and one broadcast, for `bot/broadcasts/why.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class Found(NamedTuple):
    """A contact, as far as rules ask."""

    id: int
    opted_in_at: datetime | None
    opted_out_at: datetime | None
    zones: list[str]
    state: str | None
    area_states: list[str] | None
    reach: str | None
    opt_in_source: str | None
    opt_out_source: str | None


class MessageRow(NamedTuple):
    """The person's row in a broadcast."""

    id: int
    state: str
    reason: str | None
    sid: str | None
    error_code: int | None
    not_before: datetime | None
    claimed_at: datetime | None
    status_at: datetime | None
    looks: int


class SeriesRow(NamedTuple):
    """A text of a series that was planned for somebody. No message: it began a conversation."""

    series: str
    name: str
    event_code: str | None
    message_id: int | None
    state: str | None
    reason: str | None
    at: datetime


_PERSON = """
SELECT c.id, c.opted_in_at, c.opted_out_at, c.zones, c.state, c.area_states,
    (SELECT reach FROM address WHERE contact_id = c.id AND channel = 'sms' ORDER BY
        reach IN ('bad', 'landline', 'no_reply', 'reassigned'), id LIMIT 1),
    (SELECT source FROM consent WHERE contact_id = c.id AND act = 'opt_in'
        ORDER BY id DESC LIMIT 1),
    (SELECT source FROM consent WHERE contact_id = c.id AND act = 'opt_out'
        ORDER BY id DESC LIMIT 1)
FROM contact c WHERE c.id = %s
"""


class Trail:
    """Questions over one connection."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def person(self, contact_id: int) -> Found | None:
        """A contact by id."""
        row = self._connection.execute(_PERSON, [contact_id]).fetchone()
        return Found._make(row) if row else None

    def person_by_digests(self, digests: Sequence[bytes]) -> Found | None:
        """A contact by any digest of an address."""
        row = self._connection.execute(
            "SELECT contact_id FROM address WHERE digest = ANY(%s)", [list(digests)]
        ).fetchone()
        return self.person(row[0]) if row else None

    def message(self, broadcast_id: int, contact_id: int) -> MessageRow | None:
        """The person's row in a broadcast."""
        row = self._connection.execute(
            "SELECT id, state, reason, sid, error_code, not_before, claimed_at, status_at, looks"
            " FROM message WHERE broadcast_id = %s AND contact_id = %s AND kind = 'broadcast'",
            [broadcast_id, contact_id],
        ).fetchone()
        return MessageRow._make(row) if row else None

    def is_in(self, contact_id: int, condition: str, parameters: Mapping[str, Any]) -> bool:
        """Whether a contact is in a segment now."""
        row = self._connection.execute(
            f"SELECT EXISTS (SELECT 1 FROM contact c WHERE c.id = %(id)s AND {condition})",  # noqa: S608 - compiled
            {**parameters, "id": contact_id},
        ).fetchone()
        return bool(row and row[0])

    def broadcasts_since(self, contact_id: int, since: datetime) -> int:
        """Broadcasts, texts of series and flows of acts the person was sent since."""
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM message WHERE contact_id = %(who)s"
            " AND kind = 'broadcast' AND claimed_at > %(since)s AND state IN"
            " ('claimed', 'unknown', 'accepted', 'sent', 'delivered', 'undelivered'))"
            " + (SELECT count(*) FROM series_sent WHERE contact_id = %(who)s AND at > %(since)s)"
            " + (SELECT count(*) FROM bulk_person p JOIN bulk_act b ON b.id = p.bulk_id"
            " WHERE p.contact_id = %(who)s AND b.kind = 'flow' AND p.done_at > %(since)s"
            " AND p.failed IS NULL)",
            {"who": contact_id, "since": since},
        ).fetchone()
        return int(row[0]) if row else 0

    def series_texts(self, contact_id: int, limit: int) -> list[SeriesRow]:
        """The newest texts of series this person was planned for."""
        rows = self._connection.execute(
            "SELECT x.series, x.name, e.code, m.id, m.state, m.reason, x.at FROM series_sent x"
            " LEFT JOIN message m ON m.id = x.message_id LEFT JOIN event e ON e.id = x.event_id"
            " WHERE x.contact_id = %s ORDER BY x.at DESC LIMIT %s",
            [contact_id, limit],
        )
        return [SeriesRow._make(row) for row in rows.fetchall()]
