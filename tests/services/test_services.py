"""The servers that come with Clarion, the fixtures that stand on them, and how they end."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from bot.config import Settings
from bot.errors import ConfigError, ServiceError
from bot.services import ServerFolder, start_postgres, start_valkey
from bot.services.child import end_child, start_child
from bot.services.leftovers import end_marked, mark_of
from tests.cli.machine import wait_until
from tests.servers import private_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    with private_folder() as made:
        yield made


def test_postgres_speaks_utf8_and_sorts_alike_everywhere(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), upper('ñandú'), 'Z' < 'a'"
        ).fetchone()
    assert row == ("UTF8", "ÑANDÚ", True)


def test_valkey_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


def test_settings_of_a_test_come_from_no_environment(settings: Settings) -> None:
    assert settings.environment == "test"
    assert settings.database_url.get_secret_value() == ""


def test_settings_know_the_servers_a_test_asks_for(
    settings: Settings, record: str, redis_url: str
) -> None:
    assert settings.database_url.get_secret_value() == record
    assert settings.redis_url.get_secret_value() == redis_url


@pytest.mark.parametrize("_time", [1, 2])
def test_record_has_no_rows_and_ids_begin_at_1(record: str, _time: int) -> None:
    with psycopg.connect(record) as connection:
        row = connection.execute("INSERT INTO contact (code) VALUES ('x') RETURNING id").fetchone()
    assert row == (1,)


def test_what_was_committed_survives_a_kill_of_both_servers(folder: Path) -> None:
    postgres, valkey = start_postgres(folder), start_valkey(folder)
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    with redis.Redis.from_url(valkey.url) as client:
        client.set("kept", "1")
    postgres.process.kill()
    valkey.process.kill()
    postgres.process.wait()
    valkey.process.wait()
    postgres, valkey = start_postgres(folder), start_valkey(folder)
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]
    with redis.Redis.from_url(valkey.url) as client:
        assert client.get("kept") == b"1"
    postgres.stop()
    valkey.stop()
    assert not postgres.is_running
    assert not valkey.is_running


def test_server_left_by_a_killed_holder_is_ended_first(folder: Path) -> None:
    left = start_valkey(folder)
    again = start_valkey(folder)
    assert left.process.wait(timeout=10) == 0
    assert again.is_running
    again.stop()


def test_half_made_data_is_made_anew(folder: Path) -> None:
    half = ServerFolder(folder).make("postgres") / "new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    start_postgres(folder, durable=False).stop()
    assert not half.exists()


def test_data_of_another_version_is_left_alone(folder: Path) -> None:
    data = ServerFolder(folder).make("postgres") / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(ServiceError, match=r"made by PostgreSQL 16.*docs/running\.md"):
        start_postgres(folder)


def test_server_that_cannot_start_says_its_last_words(folder: Path) -> None:
    start_postgres(folder, durable=False).stop()
    settings = folder / "servers/postgres/data/postgresql.conf"
    settings.write_text("no_such_setting = 1\n")
    with pytest.raises(ServiceError, match="no_such_setting"):
        start_postgres(folder)


def test_log_that_has_grown_is_kept_once(folder: Path) -> None:
    log = ServerFolder(folder).open_log("postgres")
    log.write_bytes(b"x" * 10_000_001)
    assert ServerFolder(folder).open_log("postgres").stat().st_size == 0
    assert log.with_suffix(".log.old").stat().st_size == 10_000_001
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_file_in_place_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "servers").write_text("")
    with pytest.raises(ConfigError, match="CLARION_DATA_DIR"):
        start_valkey(folder)


def test_children_are_started_from_the_main_thread_only() -> None:
    caught: list[BaseException] = []

    def start() -> None:
        try:
            start_child(["true"], env={}, cwd=Path("/"), output=subprocess.DEVNULL)
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert caught


# The parent of a `sleep`, killed by the test: once as Linux does it, once as elsewhere.
_PARENT = """
import subprocess, sys, time
from pathlib import Path
from bot.services.child import start_child
start_child(["sleep", sys.argv[2]], env={{"PATH": "/usr/bin:/bin"}}, cwd=Path("/"),
            output=subprocess.DEVNULL, watch={watch})
print("started", flush=True)
time.sleep(1000)
"""


@pytest.mark.parametrize("watch", [False, True])
def test_child_ends_when_its_parent_is_killed(watch: bool) -> None:
    length = str(900_000 + os.getpid())
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT.format(watch=watch), "--", length],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"started\n"
    wait_until(lambda: _sleepers(length) != [], 30, "the child")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: _sleepers(length) == [], 15, "the child to notice")


def _sleepers(length: str) -> list[int]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "sleep" and length in process.cmdline():
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def test_only_what_carries_the_mark_of_the_folder_is_ended(folder: Path, tmp_path: Path) -> None:
    plain = {"PATH": os.environ["PATH"]}
    ours = subprocess.Popen(["sleep", "1000"], env=plain | mark_of(folder))
    others = subprocess.Popen(["sleep", "1000"], env=plain | mark_of(tmp_path))
    stranger = subprocess.Popen(["sleep", "1000"], env=plain, cwd=folder)
    try:
        assert end_marked(folder) == 1
        assert ours.poll() is not None
        assert others.poll() is None
        assert stranger.poll() is None
    finally:
        for process in (ours, others, stranger):
            end_child(process, ((signal.SIGKILL, 5.0),))
