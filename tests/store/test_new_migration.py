"""`make migration`: the tables in code, written down as a migration in the house's form."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from bot.store import migrate
from tests.migration import write
from tests.servers import Databases


@pytest.fixture
def at_head(databases: Databases, record: str) -> str:
    url = databases.create(record)
    yield url  # type: ignore[misc]  # a fixture
    databases.drop(url)


def test_what_is_missing_is_written_after_the_newest(at_head: str, tmp_path: Path) -> None:
    with psycopg.connect(at_head) as connection:
        connection.execute("ALTER TABLE switch DROP COLUMN reason")
    path = write(at_head, "why_it_was_switched", tmp_path)
    number = f"{int(migrate.head()) + 1:04}"
    written = path.read_text()
    assert path.name == f"{number}_why_it_was_switched.py"
    assert written.startswith('"""why it was switched"""')
    assert f'revision = "{number}"\ndown_revision = "{migrate.head()}"\n' in written
    assert 'op.add_column("switch", sa.Column("reason", sa.String(), nullable=True))' in written
    assert 'op.drop_column("switch", "reason")' in written


@pytest.mark.parametrize("name", ["", "Held Reports", "../x", "x__y"])
def test_name_that_is_none_is_refused(at_head: str, name: str) -> None:
    with pytest.raises(ValueError, match="is not a name"):
        write(at_head, name)


def test_nothing_new_writes_nothing(at_head: str) -> None:
    with pytest.raises(ValueError, match="change bot/store/tables/ first"):
        write(at_head, "nothing")
