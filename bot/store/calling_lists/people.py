"""The people of calling lists: brought, known, taken back, set aside, forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection


class NewListed(NamedTuple):
    """Somebody to put on a list."""

    digest: bytes
    value_sealed: bytes
    name_sealed: bytes | None
    lang: str | None
    zip: str | None
    city: str | None
    place: str


def lock_list(connection: Connection[Any], list_id: int) -> bool:
    """Keep a list and its rows' numbers from changing. False where there is none."""
    row = connection.execute("SELECT 1 FROM calling_list WHERE id = %s FOR UPDATE", [list_id])
    return row.fetchone() is not None


def add(
    connection: Connection[Any],
    list_id: int,
    import_id: int,
    people: Sequence[NewListed],
    now: datetime,
) -> int:
    """Put people on a list, locked; who is on it already stays as they are. How many are new."""
    row = connection.execute(
        "SELECT coalesce(max(n), 0) FROM listed_person WHERE list_id = %s", [list_id]
    ).fetchone()
    last = int(row[0]) if row else 0
    count = 0
    for n, one in enumerate(people, last + 1):
        done = connection.execute(
            "INSERT INTO listed_person (list_id, import_id, n, digest, value_sealed, name_sealed,"
            " lang, zip, city, place, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
            " %s) ON CONFLICT (list_id, digest) DO NOTHING",
            [list_id, import_id, n, *one, now],
        )
        count += done.rowcount
    return count


def on_list(connection: Connection[Any], list_id: int, digests: Iterable[bytes]) -> set[bytes]:
    """Which of these digests are on a list."""
    rows = connection.execute(
        "SELECT digest FROM listed_person WHERE list_id = %s AND digest = ANY(%s)",
        [list_id, list(digests)],
    )
    return {bytes(row[0]) for row in rows}


_STOPPED = """
SELECT g.n, CASE
    WHEN EXISTS (SELECT 1 FROM suppression s WHERE s.digest = ANY(g.traces)) THEN 'stopped'
    WHEN EXISTS (SELECT 1 FROM address a JOIN contact c ON c.id = a.contact_id
                 WHERE a.digest = ANY(g.digests)
                   AND (c.opted_out_at IS NOT NULL OR c.held_at IS NOT NULL)) THEN 'stopped'
    WHEN last.calls = 'no_calls' THEN 'stopped'
    WHEN last.texts = 'opt_out' THEN 'stopped'
    WHEN last.texts IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM address a WHERE a.digest = ANY(g.digests)) THEN 'erased' END
FROM (SELECT n, array_agg(digest) FILTER (WHERE is_trace) AS traces,
             array_agg(digest) FILTER (WHERE NOT is_trace) AS digests
      FROM unnest(%(n)s::int[], %(digest)s::bytea[], %(is_trace)s::bool[])
          AS t(n, digest, is_trace) GROUP BY n) g
LEFT JOIN LATERAL (
    SELECT (array_agg(k.act ORDER BY k.id DESC) FILTER (WHERE k.scope = 'calls'))[1] AS calls,
           (array_agg(k.act ORDER BY k.id DESC) FILTER (WHERE k.scope <> 'calls'))[1] AS texts
    FROM consent k WHERE k.address_digest = ANY(g.traces)
        AND NOT EXISTS (SELECT 1 FROM people_import i
                        WHERE i.id = k.import_id AND i.undone_at IS NOT NULL)) last ON true
"""


def not_to_be_called(
    connection: Connection[Any], known: Sequence[tuple[Sequence[bytes], Sequence[bytes]]]
) -> dict[int, str]:
    """Who of these, by their place in `known` (digests, traces), must not be called, and why:
    "stopped" (also who may want out, and who asked for no calls) or "erased"."""
    numbers: list[int] = []
    digests: list[bytes] = []
    is_trace: list[bool] = []
    for n, (own, traces) in enumerate(known):
        for found, marks in ((own, False), (traces, True)):
            numbers += [n] * len(found)
            digests += found
            is_trace += [marks] * len(found)
    rows = connection.execute(_STOPPED, {"n": numbers, "digest": digests, "is_trace": is_trace})
    return {int(n): str(why) for n, why in rows if why is not None}


def set_aside(connection: Connection[Any], digests: Sequence[bytes], outcome: str) -> int:
    """Call somebody no more, whatever list they are on. On how many they were."""
    return connection.execute(
        "UPDATE listed_person SET state = 'aside', outcome = %s, claimed_until = NULL"
        " WHERE digest = ANY(%s) AND state <> 'aside'",
        [outcome, list(digests)],
    ).rowcount


def bring_back(connection: Connection[Any], digests: Sequence[bytes], outcome: str) -> None:
    """Somebody who was set aside with an outcome is to be called again, where they were."""
    connection.execute(
        "UPDATE listed_person SET state = 'open', outcome = NULL"
        " WHERE digest = ANY(%s) AND state = 'aside' AND outcome = %s",
        [list(digests), outcome],
    )


def first_call(connection: Connection[Any], import_id: int) -> bool:
    """Whether anybody of an import has been given to a caller. Its people are kept from being
    given until the transaction ends."""
    connection.execute("SELECT 1 FROM listed_person WHERE import_id = %s FOR UPDATE", [import_id])
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM list_call c JOIN listed_person p ON p.id = c.person_id"
        " WHERE p.import_id = %s AND c.state IN ('claimed', 'told'))",
        [import_id],
    ).fetchone()
    return bool(row and row[0])


def take_back(connection: Connection[Any], import_id: int) -> int:
    """Take an import's people off their list. How many."""
    return connection.execute(
        "DELETE FROM listed_person WHERE import_id = %s", [import_id]
    ).rowcount


def forget(connection: Connection[Any], digests: Sequence[bytes]) -> int:
    """Take a number off every list. Off how many."""
    return connection.execute(
        "DELETE FROM listed_person WHERE digest = ANY(%s)", [list(digests)]
    ).rowcount


class SheetRow(NamedTuple):
    """A row of a sheet or a file; number and name are sealed."""

    n: int
    value_sealed: bytes
    name_sealed: bytes | None
    lang: str | None
    city: str | None
    state: str
    outcome: str | None
    tries: int
    next_at: datetime | None


def rows_of(
    connection: Connection[Any], list_id: int, *, only_open: bool = False
) -> list[SheetRow]:
    """Everybody of a list by their row, or who is still to be called."""
    rows = connection.execute(
        "SELECT n, value_sealed, name_sealed, lang, city, state, outcome, tries, next_at"
        " FROM listed_person WHERE list_id = %s AND (state = 'open' OR NOT %s) ORDER BY n",
        [list_id, only_open],
    )
    return [SheetRow._make(row) for row in rows.fetchall()]
