"""Migrations: the record is what the tables in code say, from nothing and by several at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import RecordAway
from bot.store import migrate
from tests.servers import Databases


def test_migrations_make_what_the_code_says(record: str) -> None:
    assert migrate.current(record) == migrate.head()
    assert migrate.differences(record) == []


def test_head_is_the_one_alembic_finds() -> None:
    from alembic.script import ScriptDirectory

    assert migrate.head() == ScriptDirectory.from_config(migrate._config()).get_current_head()


def test_several_at_once_migrate_once(databases: Databases) -> None:
    url = databases.create()
    assert migrate.current(url) == ""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate.upgrade, [url] * 4))
    assert migrate.current(url) == migrate.head()
    databases.drop(url)


def test_database_that_is_away_is_said_as_such() -> None:
    with pytest.raises(RecordAway):
        migrate.upgrade("postgresql://nobody@127.0.0.1:9/none")
