"""The connection to the record: its errors, and what is left of a pool when the server dies."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bot.errors import ConfigError, RecordAway
from bot.store.record import Record, as_sqlalchemy_url


@pytest.fixture
def opened(record: str) -> Iterator[Record]:
    made = Record(record, pool_size=3)
    yield made
    made.dispose()


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://"])
def test_urls_as_platforms_write_them(prefix: str) -> None:
    assert as_sqlalchemy_url(f"{prefix}u@h/d") == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(
    ("url", "says"), [("", "make run"), ("not an address", "postgresql://user:password@host")]
)
def test_without_an_address_it_says_what_to_do(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says), Record(url).transaction():
        pass


def test_an_error_rolls_everything_back(opened: Record) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation), opened.transaction() as connection:
        connection.execute(
            "INSERT INTO chapter (slug, name) SELECT 'x', 'X' FROM generate_series(1, 2)"
        )
    with opened.transaction() as connection:
        assert connection.execute("SELECT count(*) FROM chapter").fetchone() == (0,)


def test_connections_the_server_closed_cost_one_failure_and_no_more(opened: Record) -> None:
    with opened.transaction(), opened.transaction(), opened.transaction() as connection:
        connection.execute("SELECT 1")
    with opened.alone() as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(RecordAway), opened.transaction() as connection:
        connection.execute("SELECT 1")
    for _ in range(3):
        with opened.transaction() as connection:
            connection.execute("SELECT 1")


def test_a_mistake_in_a_statement_is_not_taken_for_a_server_away(opened: Record) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable), opened.transaction() as connection:
        connection.execute("SELECT * FROM nothing")
