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
from tests import beginnings, engines

# In a container it often has 64 MB, and nothing in it can be run.
_SHM, _ROOM = "/dev/shm", 4 * 2**30  # noqa: S108 - folders in it are made by mkdtemp
_END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
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
        if template:  # nobody may be connected to what is copied
            beginnings.let_go(template)
            engines.close_free()
            self._execute(sql.SQL(_END_ALL).format(sql.Literal(self._name(template))))
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        source = sql.Identifier(self._name(template)) if template else sql.Identifier("template0")
        how = sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY")  # by its log it took eight times as long
        self._execute(statement + how.format(source))
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


@contextmanager
def postgres_databases(folder: Path) -> Iterator[Databases]:
    """Databases in DATABASE_URL's server if that is set, else in one started in `folder`."""
    given = os.environ.get("DATABASE_URL", "")
    server = None if given else start_postgres(folder, durable=False)
    databases = Databases(server.url if server else _for_libpq(given))
    try:
        yield databases
    finally:
        beginnings.let_go_of_all()
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
