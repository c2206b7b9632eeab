"""The servers that come with Clarion, and the fixtures that stand on them."""

from __future__ import annotations

import psycopg
import redis

from bot.config import Settings


def test_postgres_is_18_and_speaks_utf8(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')"
        ).fetchone()
    assert row is not None
    assert row[0] >= 160000
    assert row[1] == "UTF8"


def test_valkey_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


def test_settings_of_a_test_come_from_no_environment(settings: Settings) -> None:
    assert settings.environment == "test"
    assert settings.database_url.get_secret_value() == ""


def test_settings_know_the_database_a_test_asks_for(settings: Settings, record: str) -> None:
    assert settings.database_url.get_secret_value() == record
