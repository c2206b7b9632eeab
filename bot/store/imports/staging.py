"""The people of a list in a table of this transaction, and who of them is in the record.

The table is PostgreSQL's own temporary one and filled by COPY: a row a statement would cost more
than everything else that an import does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString, NamedTuple

from psycopg import Connection

_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_person (
    n integer, digests bytea[], traces bytea[], value_sealed bytea, reach text, code text,
    lang text, name_sealed bytea, zip text, city text, state text, zones text[], area_states text[],
    tags text[], binding bytea, salt_sealed bytea
) ON COMMIT DELETE ROWS
"""
_COLUMNS: LiteralString = (
    "n, digests, traces, value_sealed, reach, code, lang, name_sealed, zip, city, state, zones,"
    " area_states, tags, binding, salt_sealed"
)


class Staged(NamedTuple):
    """Somebody of a list as they would be written. `digests` are the address's under every key,
    the newest first; `traces` what a stop of it may be kept by."""

    n: int
    digests: list[bytes]
    traces: list[bytes]
    value_sealed: bytes
    reach: str
    code: str
    lang: str | None
    name_sealed: bytes | None
    zip: str | None
    city: str | None
    state: str | None
    zones: list[str]
    area_states: list[str]
    tags: list[str]
    binding: bytes
    salt_sealed: bytes


class KnownRow(NamedTuple):
    """What the record says of somebody of a list. `contact_id` is None for whom only the consent
    ledger knows; `last_act` is its last word. `is_from_list`: brought by a list, and has never
    written."""

    n: int
    contact_id: int | None
    is_opted_in: bool
    is_opted_out: bool
    last_act: str | None
    lang: str | None
    zip: str | None
    city: str | None
    state: str | None
    zones: list[str]
    tags: list[str]
    name_sealed: bytes | None
    is_from_list: bool
    reach: str | None


def stage_digests(
    connection: Connection[Any],
    digests: Iterable[tuple[int, Sequence[bytes], Sequence[bytes]]],
) -> None:
    """Put only addresses in the table, to ask who is known."""
    _prepare(connection)
    with connection.cursor().copy(_copy("n, digests, traces")) as copy:
        copy.set_types(["int4", "bytea[]", "bytea[]"])
        for n, found, traces in digests:
            copy.write_row((n, list(found), list(traces)))


def stage(connection: Connection[Any], people: Iterable[Staged]) -> None:
    """Put people in the table."""
    _prepare(connection)
    with connection.cursor().copy(_copy(_COLUMNS)) as copy:
        copy.set_types([
            "int4", "bytea[]", "bytea[]", "bytea", "text", "text", "text", "bytea", "text", "text",
            "text", "text[]", "text[]", "text[]", "bytea", "bytea",
        ])  # fmt: skip
        for person in people:
            copy.write_row(person)


def taken_codes(connection: Connection[Any], codes: Iterable[str]) -> set[str]:
    """Which of these codes somebody has."""
    rows = connection.execute("SELECT code FROM contact WHERE code = ANY(%s)", [list(codes)])
    return {row[0] for row in rows.fetchall()}


def _prepare(connection: Connection[Any]) -> None:
    """Plans of this transaction go by index: while the first list comes in, the planner still
    takes the tables for empty, and a scan for each person made 30,000 take a minute."""
    connection.execute(_TABLE)
    connection.execute("SET LOCAL enable_seqscan = off")


def _copy(columns: LiteralString) -> LiteralString:
    return f"COPY staged_person ({columns}) FROM STDIN (FORMAT BINARY)"


def lock(connection: Connection[Any]) -> None:
    """Keep a first text of somebody staged from making them a second time (newcomers.py takes
    the same locks)."""
    connection.execute(
        "SELECT pg_advisory_xact_lock(k) FROM (SELECT ('x' || encode(substr(digests[1], 1, 8),"
        " 'hex'))::bit(64)::bigint AS k FROM staged_person ORDER BY 1) AS keys"
    )


_KNOWN = """
SELECT s.n, c.id, c.opted_in_at IS NOT NULL, c.opted_out_at IS NOT NULL,
    last.act, c.lang, c.zip,
    c.city, c.state, coalesce(c.zones, '{}'), coalesce(c.tags, '{}'), c.name_sealed,
    c.import_id IS NOT NULL AND talk.last_inbound_at IS NULL, a.reach
FROM staged_person s
LEFT JOIN LATERAL (
    SELECT contact_id, reach FROM address WHERE digest = ANY(s.digests) LIMIT 1) a ON true
LEFT JOIN contact c ON c.id = a.contact_id
LEFT JOIN session talk ON talk.contact_id = c.id
LEFT JOIN LATERAL (
    -- No ORDER BY … LIMIT 1: the planner would walk the whole ledger backwards for each person.
    SELECT CASE WHEN EXISTS (SELECT 1 FROM suppression x WHERE x.digest = ANY(s.traces))
        THEN 'opt_out' ELSE (array_agg(k.act ORDER BY k.id DESC))[1] END AS act FROM consent k
    WHERE k.address_digest = ANY(s.traces) AND k.scope = 'all'
        AND NOT EXISTS (SELECT 1 FROM people_import i
                        WHERE i.id = k.import_id AND i.undone_at IS NOT NULL)) last ON true
WHERE c.id IS NOT NULL OR last.act IS NOT NULL
"""


def known(connection: Connection[Any], *, is_locking: bool = False) -> list[KnownRow]:
    """Everybody staged whom the record or its consent ledger knows; kept from changing until the
    transaction ends, if asked for."""
    if is_locking:
        connection.execute(
            "SELECT 1 FROM contact WHERE id IN (SELECT a.contact_id FROM staged_person s"
            " JOIN LATERAL unnest(s.digests) d ON true JOIN address a ON a.digest = d)"
            " ORDER BY id FOR UPDATE"
        )
    return [KnownRow._make(row) for row in connection.execute(_KNOWN, prepare=False).fetchall()]
