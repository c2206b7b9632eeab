"""Brings a database to the newest schema. Several machines may try at once; one does it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from bot.store.record import as_sqlalchemy_url, away_as_record_away

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it works: every web process asks for `head`, every start whether there
# is anything to do, and alembic with the tables costs half a second to import.

_FOLDER = Path(__file__).parent / "migrations"
_REVISION = re.compile(r'^revision = "(\w+)"', re.MULTILINE)
_FOLLOWS = re.compile(r'^down_revision = "(\w+)"', re.MULTILINE)
# Any constant: two processes that migrate take the same advisory lock, one waits.
_LOCK = 0x436C6172696F6E  # "Clarion"


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def head() -> str:
    """The revision this code was written for: the one that no other one follows."""
    sources = [path.read_text() for path in (_FOLDER / "versions").glob("[0-9]*.py")]
    made = {found[1] for source in sources if (found := _REVISION.search(source))}
    followed = {found[1] for source in sources if (found := _FOLLOWS.search(source))}
    return max(made - followed, default="")


def current(database_url: str) -> str:
    """The revision the database is at, "" when it is empty. Raises: RecordAway."""
    with _connection(database_url) as connection:
        return _current(connection)


def upgrade(database_url: str) -> None:
    """Migrate to the newest schema, under a lock. Does nothing when it is there already.

    Raises: RecordAway.
    """
    with _connection(database_url) as connection:
        if _current(connection) == head():
            return
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        try:
            _migrate(connection)
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
            connection.commit()


def _migrate(connection: Connection) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()


def _current(connection: Connection) -> str:
    is_made = connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    found = connection.scalar(text("SELECT version_num FROM alembic_version")) if is_made else ""
    connection.commit()
    return found or ""


@contextmanager
def _connection(database_url: str) -> Iterator[Connection]:
    with away_as_record_away():
        engine = create_engine(as_sqlalchemy_url(database_url), poolclass=NullPool)
        with engine.connect() as connection:
            yield connection


def differences(database_url: str) -> list[object]:
    """What the tables in code have that the migrations do not, for a test."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from bot.store.tables import Base

    engine = create_engine(as_sqlalchemy_url(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
