"""The connection to PostgreSQL: one pool per process, opened on first use (after a fork).

`transaction()` is the usual way in: psycopg's own connection, without SQLAlchemy's cost a statement
(docs/architecture). `session()` gives SQLAlchemy's session to the accounts of organizers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot.errors import ConfigError, RecordAway, RecordBusy

_AWAY = "PostgreSQL does not answer. Nothing committed is lost; try again when it is back."
_BUSY = "The record is busy: a row is held by a transaction left open. Try again in a moment."
_LOCKED = "55P03"  # lock_not_available: lock_timeout has passed


def as_sqlalchemy_url(database_url: str) -> str:
    """PostgreSQL URLs as people and platforms write them, for SQLAlchemy with psycopg 3."""
    for prefix in ("postgresql://", "postgres://"):
        if database_url.startswith(prefix):
            return "postgresql+psycopg://" + database_url.removeprefix(prefix)
    return database_url


@contextmanager
def away_as_record_away() -> Iterator[None]:
    """Turn "the server is away" errors of the libraries into RecordAway; let others through."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        _raise_as_ours(error.orig, error)
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise RecordAway(_AWAY) from error
        raise
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        _raise_as_ours(error, error)
        raise


def _raise_as_ours(error: BaseException | None, cause: Exception) -> None:
    if getattr(error, "sqlstate", None) == _LOCKED:
        raise RecordBusy(_BUSY) from cause
    if _is_away(error):
        raise RecordAway(_AWAY) from cause


def _is_away(error: BaseException | None) -> bool:
    """Class 08 (connection), 57P (shutdown, crash, starting up), 53 (no connections, disk full);
    no SQLSTATE at all means the connection itself broke
    (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
    state = getattr(error, "sqlstate", None)
    return state is None or state.startswith(("08", "57P", "53"))


# What a query is given: psycopg's connection, inside the caller's transaction.
Transaction: TypeAlias = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Write:
    """A change that goes in one statement with others of its turn, and sees none of theirs. Its
    parameters have names of their own, but for `contact_id` and `now`."""

    statement: str
    values: Mapping[str, Any]


def run_kept(
    connection: Transaction, statement: str, values: Mapping[str, Any]
) -> psycopg.Cursor[Any]:
    """Run a statement that comes with every text, on a cursor kept for it. A new one works out
    again how each column and parameter is read and written (30 µs of 110, for the largest).

    The result must be fetched before the statement is run again on this connection.
    """
    cursors: dict[str, psycopg.Cursor[Any]] = vars(connection).setdefault("kept_cursors", {})
    cursor = cursors.get(statement)
    if cursor is None:
        cursor = cursors[statement] = connection.cursor()
    return cursor.execute(statement, values, prepare=True)


class Record:
    """The record. Safe to share between threads; after a fork it opens its own connections.

    `pool_size` is the number of connections this process keeps.
    """

    def __init__(self, database_url: str, pool_size: int = 5, application: str = "clarion") -> None:
        self._url = as_sqlalchemy_url(database_url)
        self._pool_size = pool_size
        self._application = application
        self._engine: Engine | None = None
        self._pid = 0

    @property
    def engine(self) -> Engine:
        """The process's own engine. A forked child must not use its parent's sockets.

        Raises: ConfigError where there is no address of a database.
        """
        if self._engine is None or self._pid != os.getpid():
            self._engine = create_engine(
                _address(self._url),
                pool_size=self._pool_size,
                max_overflow=5,
                pool_timeout=5,
                pool_recycle=1800,
                # Each of the ways in below commits or rolls back before it gives one back.
                pool_reset_on_return=None,
                connect_args={
                    "connect_timeout": 3,
                    "application_name": self._application,
                    "keepalives_idle": 10,
                    "keepalives_interval": 3,
                    "keepalives_count": 3,
                },
            )
            self._pid = os.getpid()
        return self._engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back on an error. Raises: RecordAway."""
        with away_as_record_away(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Session]:
        """An ORM session in a transaction, for pages and commands. Raises: RecordAway."""
        maker = sessionmaker(self.engine, expire_on_commit=False)
        with away_as_record_away(), maker.begin() as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Any]]:
        """The usual way to the record: psycopg's own connection of the pool, in a transaction.

        Committed at the end, rolled back on an error. Raises: RecordAway.
        """
        with away_as_record_away():
            pooled = self.engine.raw_connection()
            driver: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
            try:
                yield driver
                driver.commit()
            except BaseException as error:
                if _give_up(pooled, driver, error):
                    self.engine.dispose()  # the others in the pool broke with it
                raise
            else:
                pooled.close()

    @contextmanager
    def alone(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection outside the pool, in autocommit, for what lasts: listening, locks.

        Raises: RecordAway.
        """
        url = self._url.replace("postgresql+psycopg://", "postgresql://", 1)
        with (
            away_as_record_away(),
            psycopg.connect(
                url, autocommit=True, connect_timeout=3, application_name=self._application
            ) as connection,
        ):
            yield connection

    def dispose(self) -> None:
        """Close this process's connections."""
        if self._engine is not None and self._pid == os.getpid():
            self._engine.dispose()


def _address(url: str) -> URL:
    if not url:
        raise ConfigError(
            "DATABASE_URL: is not set, and no Clarion is running here. Start it with `make run` in "
            "another terminal, or set DATABASE_URL."
        )
    try:
        return make_url(url)
    except ArgumentError:
        raise ConfigError(
            "DATABASE_URL: cannot be read; write it like postgresql://user:password@host/clarion"
        ) from None


def _give_up(pooled: Any, driver: psycopg.Connection[Any], error: BaseException) -> bool:
    """Roll back; throw a broken connection away instead of giving it back to the pool. Whether
    it was broken."""
    try:
        driver.rollback()
        is_broken = driver.broken or driver.closed
    except psycopg.Error:
        is_broken = True
    if is_broken:
        pooled.invalidate(error)
    pooled.close()
    return is_broken
