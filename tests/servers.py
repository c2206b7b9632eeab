"""The PostgreSQL and the Valkey the tests run against: servers of their own, or the ones in
DATABASE_URL and REDIS_URL. In a server that was there before, tests touch only a database they
made and a Redis database number they found empty.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql

from bot.services import start_postgres, start_valkey
from tests import engines

# In a container it often has 64 MB, and nothing in it can be run.
_SHM, _ROOM = "/dev/shm", 4 * 2**30  # noqa: S108 - folders in it are made by mkdtemp
_CLAIM = "clarion:test:claim"
# Takes a database number only if nothing is in it, in one step.
_CLAIM_IF_EMPTY = """
if redis.call('DBSIZE') > 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
return 1
"""


def memory() -> str | None:
    """A folder whose files are kept in memory, if this machine has one with room for servers.

    On a disk, what the tests' databases write and remove took a third of their time.
    """
    try:
        found = os.statvfs(_SHM)
    except OSError:
        return None
    has_room = found.f_bavail * found.f_frsize > _ROOM
    return _SHM if has_room and not found.f_flag & os.ST_NOEXEC else None


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder with a short path (sockets' paths are limited), removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="clarion-test-", dir=memory()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Databases:
    """Makes and drops databases in one PostgreSQL server; forgets none."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._made: list[str] = []

    def create(self, template: str = "") -> str:
        """The URL of a new database: empty, or a copy of `template` (the URL of another)."""
        name = f"clarion_test_{secrets.token_hex(6)}"
        _let_go(template)  # nobody may be connected to what is copied
        engines.close_free()
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        source = sql.Identifier(self._name(template)) if template else sql.Identifier("template0")
        self._execute(statement + sql.SQL(" TEMPLATE {}").format(source))
        self._made.append(name)
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop a database made here, whoever is still connected."""
        name = self._name(url)
        self._made.remove(name)
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._execute(statement.format(sql.Identifier(name)))

    def drop_all(self) -> None:
        """Drop every database made here."""
        for name in tuple(self._made):
            self.drop(self._url(name))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        return urllib.parse.urlsplit(self._server_url)._replace(path=f"/{name}").geturl()

    @staticmethod
    def _name(url: str) -> str:
        return urllib.parse.urlsplit(url).path.removeprefix("/")


def tables_with_rows(url: str) -> list[str]:
    """The quoted names of the tables that hold rows, Alembic's own aside."""
    with psycopg.connect(url, autocommit=True) as connection:
        return _tables_with_rows(connection)


def _tables_with_rows(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        "SELECT quote_ident(tablename) FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
    )
    probes = [f"(SELECT '{name}' FROM {name} LIMIT 1)" for (name,) in found]  # noqa: S608
    if not probes:
        return []
    return [name for (name,) in connection.execute(" UNION ALL ".join(probes))]


def empty(url: str) -> None:
    """Remove every row and begin all ids at 1 again. Ends connections left in a transaction.

    Tables without rows are left alone, small ones deleted from: 3 ms of PostgreSQL, where
    TRUNCATE of two took 14, of all 100, and copying the database from a template 240 to 370.
    Over a connection that stays: a new one cost 9 ms, most of it to learn of every table.
    """
    try:
        _empty(_standing(url))
    except psycopg.OperationalError:  # a test has ended it
        _let_go(url)
        _empty(_standing(url))


def _empty(connection: psycopg.Connection) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    names = _tables_with_rows(connection)
    if not names:
        return
    small = connection.execute(_SMALL, [names, _SMALL_BYTES]).fetchall()
    large = set(names).difference(name for (name,) in small)
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")  # in any order
        for (name,) in small:
            connection.execute(f"DELETE FROM {name}")  # noqa: S608 - a quoted name of a table
        connection.execute(_BEGIN_AT_1, [names])
        if large:
            connection.execute(f"TRUNCATE {', '.join(large)} RESTART IDENTITY CASCADE")


# What is deleted stays in the file until it is vacuumed, so a file that has grown is truncated.
_SMALL_BYTES = 128 * 1024
_SMALL = "SELECT name FROM unnest(%s::text[]) name WHERE pg_relation_size(name::regclass) < %s"
_BEGIN_AT_1 = """
SELECT setval(sequence.objid::regclass, 1, false)
FROM pg_depend sequence
JOIN pg_class AS made ON made.oid = sequence.objid AND made.relkind = 'S'
WHERE sequence.refobjid = ANY(%s::text[]::regclass[]) AND sequence.classid = 'pg_class'::regclass
AND sequence.refclassid = 'pg_class'::regclass AND sequence.deptype IN ('a', 'i')
"""
_stand: dict[str, psycopg.Connection] = {}


def _standing(url: str) -> psycopg.Connection:
    """This process's own connection to a database, in autocommit."""
    if url not in _stand:
        _stand[url] = psycopg.connect(url, autocommit=True)
    return _stand[url]


def _let_go(url: str) -> None:
    if url in _stand:
        _stand.pop(url).close()


@contextmanager
def postgres_databases(folder: Path) -> Iterator[Databases]:
    """Databases in DATABASE_URL's server if that is set, else in one started in `folder`."""
    given = os.environ.get("DATABASE_URL", "")
    server = None if given else start_postgres(folder, durable=False)
    databases = Databases(server.url if server else _for_libpq(given))
    try:
        yield databases
    finally:
        for url in tuple(_stand):
            _let_go(url)
        if server:
            server.stop()
        else:
            databases.drop_all()


def _for_libpq(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme.split('+')[0]}://{rest}"


@contextmanager
def redis_database(folder: Path) -> Iterator[str]:
    """The URL of an empty Redis database that is ours to flush."""
    given = os.environ.get("REDIS_URL", "")
    if not given:
        server = start_valkey(folder, durable=False)
        try:
            yield server.url
        finally:
            _standing_redis(server.url).close()
            server.stop()
        return
    url = _claim_empty(given)
    try:
        yield url
    finally:
        flush(url, keep_claim=False)
        _standing_redis(url).close()


def _claim_empty(url: str) -> str:
    for number in range(15, -1, -1):
        candidate = _with_number(url, number)
        with redis.Redis.from_url(candidate) as client:
            try:
                claimed = client.eval(_CLAIM_IF_EMPTY, 1, _CLAIM, str(os.getpid()))
            except redis.ResponseError:  # a server with fewer databases than sixteen
                continue
        if claimed:
            return candidate
    pytest.exit("REDIS_URL: all its databases hold data. Give the tests one that is empty.", 2)


def _with_number(url: str, number: int) -> str:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "unix":
        return parts._replace(query=f"db={number}").geturl()
    return parts._replace(path=f"/{number}").geturl()


def flush(url: str, *, keep_claim: bool = True) -> None:
    """Empty the tests' own Redis database. Over a connection that stays: a new client cost six
    times as much."""
    with _standing_redis(url).pipeline(transaction=True) as pipeline:
        pipeline.flushdb()
        if keep_claim and os.environ.get("REDIS_URL"):
            pipeline.set(_CLAIM, str(os.getpid()))
        pipeline.execute()


@cache
def _standing_redis(url: str) -> redis.Redis:
    """This process's own client; a connection that was lost is made again."""
    return redis.Redis.from_url(url)
