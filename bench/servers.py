"""One PostgreSQL for a whole run of the bench, committing durably; a database for every subject.

Making a cluster and migrating it takes seconds that measure nothing: it is done once, and every
subject gets a copy of the migrated database, as fresh as the first.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import psycopg

from bot.services import start_postgres
from bot.store import migrate
from tests.servers import Databases


@contextmanager
def database(*, is_migrated: bool = True) -> Iterator[str]:
    """The URL of a database of our own: with our tables and no rows, or with nothing at all.

    What others left to be written to disk is written first. Raises: ServiceError, RecordAway.
    """
    databases, template = _server()
    url = databases.create(template if is_migrated else "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    try:
        yield url
    finally:
        databases.drop(url)


@cache
def _server() -> tuple[Databases, str]:
    """Started at first use, ended with the process; and the migrated database to copy."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="clarion-bench-"))
    os.chmod(folder, 0o711)  # noqa: S103 - PostgreSQL runs as another user when we are root
    postgres = start_postgres(Path(folder) / "pg")
    stack.callback(postgres.stop)
    databases = Databases(postgres.url)
    template = databases.create()
    migrate.upgrade(template)
    return databases, template
