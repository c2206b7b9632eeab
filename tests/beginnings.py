"""The rows that a test begins with: none, or those that hundreds of tests begin with.

Both over one connection of a process that stays (a new one costs PostgreSQL 9 ms, most of it to
learn of every table), and that asks no trigger and no foreign key, as a replica does: the rows go
and come in any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from bot.clarion import Clarion

# What is deleted stays in the file until it is vacuumed, so a file that has grown is truncated.
_SMALL_BYTES = 128 * 1024
_TABLES = """
SELECT quote_ident(tablename) FROM pg_tables
WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1
"""
# A function of the connection: PostgreSQL plans what is in it once.
_EMPTY = """
CREATE OR REPLACE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS $function$
DECLARE
    filled text[];
    large text[];
    name text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle';
    filled := ARRAY({probes});
    FOREACH name IN ARRAY filled LOOP
        IF pg_relation_size(name::regclass) < {small} THEN
            EXECUTE 'DELETE FROM ' || name;
        ELSE
            large := large || name;
        END IF;
    END LOOP;
    PERFORM setval(sequence.objid::regclass, 1, false)
        FROM pg_depend sequence
        JOIN pg_class AS made ON made.oid = sequence.objid AND made.relkind = 'S'
        WHERE sequence.refobjid = ANY(filled::regclass[])
        AND sequence.classid = 'pg_class'::regclass
        AND sequence.refclassid = 'pg_class'::regclass AND sequence.deptype IN ('a', 'i');
    IF large IS NOT NULL THEN
        EXECUTE 'TRUNCATE ' || array_to_string(large, ', ') || ' RESTART IDENTITY CASCADE';
    END IF;
END $function$
"""
_COLUMNS = """
SELECT quote_ident(attname) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY attnum
"""
_COUNTED = """
SELECT format('SELECT setval(%L, %s)', quote_ident(sequencename), last_value) FROM pg_sequences
WHERE schemaname = 'public' AND last_value IS NOT NULL
"""
_stand: dict[str, psycopg.Connection] = {}


def tables_with_rows(url: str) -> list[str]:
    """The quoted names of the tables that hold rows, Alembic's own aside."""
    with psycopg.connect(url, autocommit=True) as connection:
        return _tables_with_rows(connection)


def _tables_with_rows(connection: psycopg.Connection) -> list[str]:
    probes = _probes(connection)
    return [name for (name,) in connection.execute(probes)] if probes else []


def _probes(connection: psycopg.Connection) -> str:
    names = [name for (name,) in connection.execute(_TABLES)]
    return " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names)  # noqa: S608


def empty(url: str) -> None:
    """Remove every row and begin all ids at 1 again. Ends connections left in a transaction.

    Tables without rows are left alone, small ones deleted from: 1 ms of PostgreSQL, where
    TRUNCATE of two took 14, of all 100, and copying the database from a template 240 to 370.
    """
    try:
        _standing(url).execute("SELECT pg_temp.empty()")
    except psycopg.OperationalError:  # a test has ended it
        let_go(url)
        _standing(url).execute("SELECT pg_temp.empty()")


def _standing(url: str) -> psycopg.Connection:
    """This process's own connection to a database, in autocommit."""
    if url not in _stand:
        options = "-c session_replication_role=replica"
        connection = psycopg.connect(url, autocommit=True, options=options)
        probes = _probes(connection) or "SELECT NULL WHERE false"
        connection.execute(_EMPTY.format(probes=probes, small=_SMALL_BYTES).encode())
        _stand[url] = connection
    return _stand[url]


def let_go(url: str) -> None:
    """Close this process's own connection to a database, if there is one."""
    if url in _stand:
        _stand.pop(url).close()


def let_go_of_all() -> None:
    """Close them all."""
    for url in tuple(_stand):
        let_go(url)


@dataclass(frozen=True)
class _Kept:
    """What was put into the record, as statements, and all that the rows could come of."""

    of: tuple[str, datetime, str, dict[str, Any]]
    statements: bytes


_kept: list[_Kept] = []
_PLACES = ("data_dir", "database_url", "redis_url")


def put_in(clarion: Clarion, name: str, put: Callable[[], object]) -> None:
    """Put rows into an empty record: by `put` the first time, and after that, where clock, campaign
    and settings are the same, the very same rows and ids in one statement: 1 ms of PostgreSQL
    and nearly none of ours, where the three people of the samples take 7 of each.

    `put` does nothing but write rows. `name` is only its.
    """
    url = clarion.settings.database_url.get_secret_value()
    settings = {k: v for k, v in clarion.settings.__dict__.items() if k not in _PLACES}
    of = (name, clarion.clock.now(), clarion.campaign.current().hash, settings)
    for kept in _kept:
        if kept.of == of:
            _standing(url).execute(kept.statements)
            return
    assert tables_with_rows(url) == [], "only what is put into an empty record can be kept"
    put()
    _kept.append(_Kept(of, _as_statements(_standing(url))))


def _as_statements(connection: psycopg.Connection) -> bytes:
    """Every row there is, and how far the ids have been counted."""
    made = [_rows_of(connection, name) for name in _tables_with_rows(connection)]
    made.extend(line for (line,) in connection.execute(_COUNTED))
    return f"BEGIN; {'; '.join(made)}; COMMIT".encode()


def _rows_of(connection: psycopg.Connection, table: str) -> str:
    columns = [name for (name,) in connection.execute(_COLUMNS, [table])]
    quoted = ", ".join(f"coalesce(quote_literal({name}::text), 'NULL')" for name in columns)
    found = connection.execute(f"SELECT concat_ws(', ', {quoted}) FROM {table}".encode())  # noqa: S608
    lines = ", ".join(f"({line})" for (line,) in found)
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES {lines}"  # noqa: S608
