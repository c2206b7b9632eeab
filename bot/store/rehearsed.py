"""What a rehearsal looks at when a story has ended, and the database it is played in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import Connection, sql
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class KeptDj:
    """A DJ as signed up. `recruited_by` is a contact id."""

    station_sealed: bytes | None
    market_sealed: bytes | None
    langs: list[str]
    slot: str | None
    recruited_by: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What the record keeps of one person. `reports` are sums by kind that are not taken back,
    `rsvps` the states of their sign-ups, oldest first."""

    contact_id: int
    lang: str | None
    name_sealed: bytes | None
    opted_in_at: datetime | None
    opted_out_at: datetime | None
    held_at: datetime | None
    handed_off_at: datetime | None
    dj: KeptDj | None
    reports: Mapping[str, int]
    rsvps: Sequence[str]


def make_database(server_url: str, name: str, like: str = "template0") -> str:
    """A new database, empty or like another that nobody is connected to; its URL. By its files,
    which takes 16 ms of PostgreSQL's processor: by its log 120."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(like)))
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()


def kept_of(connection: Connection[Any], digests: Sequence[bytes]) -> Kept | None:
    """What is kept of the person with one of these address digests."""
    row = connection.execute(
        """
        SELECT c.id, c.lang, c.name_sealed, c.opted_in_at, c.opted_out_at, c.held_at,
               c.handed_off_at
        FROM contact c JOIN address a ON a.contact_id = c.id WHERE a.digest = ANY(%s)
        """,
        [list(digests)],
    ).fetchone()
    if row is None:
        return None
    contact_id = row[0]
    with connection.cursor(row_factory=class_row(KeptDj)) as cursor:
        cursor.execute(
            "SELECT station_sealed, market_sealed, langs, slot, recruited_by FROM dj"
            " WHERE contact_id = %s",
            [contact_id],
        )
        dj = cursor.fetchone()
    reports = connection.execute(
        """
        SELECT kind, sum(count)::int FROM report
        WHERE contact_id = %s AND taken_back_at IS NULL GROUP BY kind HAVING sum(count) <> 0
        """,
        [contact_id],
    ).fetchall()
    rsvps = connection.execute(
        "SELECT state FROM rsvp WHERE contact_id = %s ORDER BY at", [contact_id]
    ).fetchall()
    facts = (*row, dj, dict(reports), [state for (state,) in rsvps])
    return Kept(*facts)


def texts_unasked(connection: Connection[Any], digests: Sequence[bytes]) -> list[bytes]:
    """The sealed texts for a person that answered none of theirs, oldest first."""
    rows = connection.execute(
        """
        SELECT m.body_sealed FROM message m JOIN address a ON a.id = m.address_id
        WHERE a.digest = ANY(%s) AND m.kind <> 'inbound' AND m.in_reply_to IS NULL
          AND m.body_sealed IS NOT NULL
        ORDER BY m.id
        """,
        [list(digests)],
    ).fetchall()
    return [bytes(body) for (body,) in rows]


def place_of(connection: Connection[Any], digests: Sequence[bytes]) -> str:
    """The question somebody is asked, as "flow/step"; "" where they are asked nothing."""
    row = connection.execute(
        """
        SELECT s.flow || '/' || s.step FROM session s JOIN address a USING (contact_id)
        WHERE a.digest = ANY(%s) AND s.flow IS NOT NULL
        """,
        [list(digests)],
    ).fetchone()
    return row[0] if row and row[0] else ""


_NOT_BANK = "e.kind <> 'phone_bank' AND e.host_id <> r.contact_id"
_RSVP = "FROM rsvp r JOIN event e ON e.id = r.event_id WHERE"
_FIGURES = {
    "joined": "SELECT count(DISTINCT contact_id) FROM consent WHERE act = 'opt_in'",
    "brought": "SELECT coalesce(sum(count), 0) FROM counted_report WHERE kind = 'brought'",
    "asked": "SELECT coalesce(sum(count), 0) FROM counted_report WHERE kind = 'asked'",
    "wishes": "SELECT count(*) FROM event_wish",
    "led": "SELECT count(*) FROM event WHERE kind <> 'phone_bank'",
    "approved": "SELECT count(*) FROM event WHERE reviewed_at IS NOT NULL",
    "declined": "SELECT count(*) FROM event WHERE state = 'declined'",
    "moved": "SELECT count(*) FROM event_change WHERE what IN ('time', 'day')",
    "called off": "SELECT count(*) FROM event WHERE state = 'called_off'",
    "more seats": "SELECT count(*) FROM event_change WHERE what = 'seats'",
    "co-hosts": "SELECT count(*) FROM event_host WHERE accepted_at IS NOT NULL",
    "words to all": "SELECT count(*) FROM event_change WHERE what = 'words'",
    "words passed": "SELECT count(*) FROM audit WHERE act = 'passed_host_words'",
    "words refused": "SELECT count(*) FROM audit WHERE act = 'refused_host_words'",
    "short notice": "SELECT count(*) FROM event_change WHERE approved_at IS NOT NULL",
    "going": f"SELECT count(*) {_RSVP} r.state = 'going' AND {_NOT_BANK}",
    "seats": f"SELECT coalesce(sum(r.party), 0) {_RSVP} r.state = 'going' AND {_NOT_BANK}",
    "helpers": "SELECT coalesce(sum(cardinality(r.needs)), 0)"
    f" {_RSVP} r.state = 'going' AND {_NOT_BANK}",
    "not going": f"SELECT count(*) {_RSVP} r.state <> 'going' AND e.kind <> 'phone_bank'",
    "came": "SELECT coalesce(sum(count), 0) FROM counted_report WHERE kind = 'came'",
    "guests told": "SELECT coalesce(sum(count), 0) FROM counted_report WHERE kind = 'guests'",
    "banks": "SELECT count(*) FROM event WHERE kind = 'phone_bank'",
    "members": f"SELECT count(*) {_RSVP} r.state = 'going' AND e.kind = 'phone_bank'"
    " AND e.host_id <> r.contact_id",
    "calls in rooms": "SELECT coalesce(sum(r.count), 0) FROM counted_report r JOIN event e"
    " ON e.id = r.event_id AND e.kind = 'phone_bank' WHERE r.kind IN ('called', 'tallied')",
    "calls": "SELECT coalesce(sum(count), 0) FROM counted_report"
    " WHERE kind IN ('called', 'tallied')",
    "measured": "SELECT coalesce(sum(count), 0) FROM counted_report WHERE kind = 'called'"
    " AND confidence = 'measured'",
    "rang": "SELECT count(*) FROM call WHERE direction = 'in'",
    "calls held": "SELECT coalesce(sum(count), 0) FROM report WHERE kind IN ('called', 'tallied')"
    " AND held IS NOT NULL AND taken_back_at IS NULL",
    "stations": "SELECT count(*) FROM station_ask",
    "djs": "SELECT count(*) FROM dj",
    "djs recruited": "SELECT count(*) FROM dj WHERE recruited_by IS NOT NULL",
    "airings": "SELECT coalesce(sum(count), 0) FROM counted_report WHERE kind = 'aired'",
    "starts": "SELECT count(*) FROM consent c WHERE c.act = 'opt_in' AND EXISTS (SELECT 1"
    " FROM consent o WHERE o.contact_id = c.contact_id AND o.act = 'opt_out' AND o.id < c.id)",
    "stops": "SELECT count(*) FROM consent WHERE act = 'opt_out'",
    "erased": "SELECT count(*) FROM erased",
    "answers": "SELECT count(*) FROM message WHERE kind = 'answer'",
    "stopped now": "SELECT count(*) FROM contact WHERE opted_out_at IS NOT NULL",
    "texts in": "SELECT count(*) FROM message WHERE kind = 'inbound'",
    "texts out": "SELECT count(*) FROM message WHERE kind <> 'inbound'"
    " AND state IN ('claimed', 'accepted', 'sent', 'delivered')",
}


def figures(connection: Connection[Any]) -> dict[str, int]:
    """What the record says of a week that was played, by name."""
    found = {}
    for name, statement in _FIGURES.items():
        row = connection.execute(statement).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def capped(connection: Connection[Any]) -> list[int]:
    """The texts that count for what one person gets in a day: of broadcasts and series."""
    rows = connection.execute(
        "SELECT id FROM message WHERE kind = 'broadcast'"
        " UNION SELECT message_id FROM series_sent WHERE message_id IS NOT NULL"
    ).fetchall()
    return [int(row[0]) for row in rows]


def overfull(connection: Connection[Any]) -> list[tuple[str, int, int]]:
    """(code, seats, seats taken or held) of each action that has more of the one than the other."""
    return connection.execute(
        """
        SELECT e.code, e.capacity, sum(r.party)::int FROM event e JOIN rsvp r ON r.event_id = e.id
        WHERE e.capacity IS NOT NULL AND r.state IN ('going', 'offered')
        GROUP BY e.id HAVING sum(r.party) > e.capacity
        """
    ).fetchall()
