"""Texts going out, beside a bare loop and beside one job a message in RQ and in celery.

All sides send to the same carrier over loopback and keep their record in the same PostgreSQL,
which commits durably. Rounds are interleaved; medians count.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from bench.carrier import carrier
from bench.celery_side import by_celery
from bench.runs import Run
from bench.servers import database
from bench.table import Row, at_least
from bot.bootstrap import build
from bot.broadcasts import planning
from bot.clarion import Clarion
from bot.config import Settings, load_settings
from bot.sending import outbox
from bot.services import start_valkey
from tests.crowd import add_crowd, environment, schedule

ROOT = Path(__file__).resolve().parent.parent
_PER_SECOND = 4_000  # messages prepared for a second of a round at no latency
_RQ_JOBS = 400
_CELERY_PER_SECOND = 750  # jobs for a second of a round, less than two of its processes do


class Bench:
    """The servers of a bench run, and runs of each side on them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.people = 0
        self._title = 0

    def clarion(self, **changes: object) -> Clarion:
        """Services with changed settings."""
        return build(self.settings.model_copy(update=changes), application="clarion bench")

    def crowd(self, clarion: Clarion, count: int) -> None:
        """Make sure there are so many people, and no messages from before."""
        with clarion.record.transaction() as connection:
            connection.execute("TRUNCATE message, broadcast RESTART IDENTITY")
        if self.people != count:
            with clarion.record.transaction() as connection:
                connection.execute("TRUNCATE contact, address RESTART IDENTITY CASCADE")
            add_crowd(clarion, count)
            self.people = count
            with clarion.record.alone() as connection:
                connection.execute("VACUUM ANALYZE contact, address")

    def ours(self, url: str, count: int, in_flight: int) -> Run:
        """One broadcast through the whole pipeline."""
        clarion = self.clarion(twilio_api_base_url=url, in_flight=in_flight)
        self.crowd(clarion, count)
        broadcast_id = schedule(clarion)
        planning.fire_due(clarion)
        found = self.drain(clarion.settings, broadcast_id)
        clarion.record.dispose()
        return found

    def loop(self, url: str, count: int, in_flight: int) -> Run:
        """The bare loop over as many rows."""
        with psycopg.connect(self._database, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS bare")
            connection.execute(
                "CREATE TABLE bare AS SELECT i::bigint AS id, 0::smallint AS state,"
                " '+1312' || lpad(i::text, 7, '0') AS recipient, repeat('x', 40) AS body,"
                " NULL::text AS sid FROM generate_series(1, %s::int) i",
                [count],
            )
            connection.execute("ALTER TABLE bare ADD PRIMARY KEY (id)")
            connection.execute("CREATE INDEX ON bare (id) WHERE state = 0")
            connection.execute("VACUUM ANALYZE bare")
        path = f"{url}/2010-04-01/Accounts/AC/Messages.json"
        return self._run(self.settings, "loop", "--url", path, "--in-flight", str(in_flight))

    def rq(self, url: str, count: int) -> Run:
        """RQ's SimpleWorker with one job a message."""
        return self._run(self.settings, "rq", "--url", url, "--count", str(count))

    def drain(self, settings: Settings, broadcast_id: int) -> Run:
        """Send a broadcast that is planned, from a process of its own."""
        return self._run(settings, "ours", "--broadcast", str(broadcast_id))

    @property
    def _database(self) -> str:
        return self.settings.database_url.get_secret_value()

    def _run(self, settings: Settings, *arguments: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "bench.sending", *arguments],
            cwd=ROOT,
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("BENCH_SHOW") else subprocess.DEVNULL,
            check=True,
        )
        return Run(**json.loads(done.stdout.splitlines()[-1]))


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. Raises: RuntimeError when a text was lost on the way."""
    count = int(seconds * _PER_SECOND)
    with bench() as at:
        rows = []
        with carrier() as url:
            ours, floor, naive, prefork = [], [], [], []
            for _ in range(rounds):
                naive.append(at.rq(url, _RQ_JOBS))
                prefork.append(by_celery(at.settings, url, int(seconds * _CELERY_PER_SECOND)))
                floor.append(at.loop(url, count, 100))
                ours.append(_whole(at.ours(url, count, 100), count))
        rate, bare = _median(ours, "rate"), _median(floor, "rate")
        cpu, bare_cpu = _median(ours, "cpu_us"), _median(floor, "cpu_us")
        rows += [
            at_least("broadcast, 0 ms", rate, "texts/s", bare, 0.7),
            Row("  its CPU", cpu, "µs/text", bare_cpu, cpu / bare_cpu, "≤ 250 µs", cpu <= 250),
            at_least("  beside one RQ job a text", rate, "texts/s", _median(naive, "rate"), 15),
            at_least(
                "  beside one celery job a text, prefork 2",
                rate,
                "texts/s",
                _median(prefork, "rate"),
                4,
            ),
        ]
        for in_flight, share in ((100, 0.9), (200, 0.85)):
            # Bound by a latency, runs differ by a hundredth: one fewer says as much.
            rows.append(_at_latency(at, max(1, rounds - 1), seconds, in_flight, share))
        return rows


def _at_latency(at: Bench, rounds: int, seconds: float, in_flight: int, share: float) -> Row:
    """At 100 ms the limit is the number in flight; how much of it is reached."""
    # Long enough that the first and the last tenth of a second do not decide.
    count = int(in_flight * 10 * max(8.0, seconds))
    with carrier(100) as url:
        found = [_whole(at.ours(url, count, in_flight), count) for _ in range(rounds)]
    most = in_flight / 0.1
    name = f"broadcast, 100 ms, {in_flight} in flight"
    return at_least(name, _median(found, "rate"), "texts/s", most, share)


def _median(runs: list[Run], name: str) -> float:
    return statistics.median(getattr(one, name) for one in runs)


def _whole(found: Run, count: int) -> Run:
    if found.messages != count:
        raise RuntimeError(f"{found.messages} of {count} texts were sent")
    return found


@contextmanager
def bench() -> Iterator[Bench]:
    """A database and a Valkey of their own; the database commits durably."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="clarion-bench-"))
        os.chmod(folder, 0o711)  # noqa: S103 - PostgreSQL runs as another user when we are root
        database_url = stack.enter_context(database())
        valkey = start_valkey(Path(folder) / "valkey")
        stack.callback(valkey.stop)
        yield Bench(settings_of(Path(folder), database_url, valkey.url))


def settings_of(folder: Path, database_url: str, redis_url: str) -> Settings:
    """The settings of a subject: nothing brakes, no hours, keys of its own."""
    return load_settings(
        environment="test",
        secret_key=secrets.token_urlsafe(32),
        data_key=base64.b64encode(secrets.token_bytes(32)).decode(),
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token="x" * 32,
        twilio_from="+12025550100",
        twilio_api_base_url="http://127.0.0.1:9",
        public_url="https://bench.clarion.test",
        database_url=database_url,
        redis_url=redis_url,
        campaign=ROOT / "tests" / "campaigns" / "small",
        data_dir=folder,
        send_rate_per_s=1e6,
        approval_above=10_000_000,
        canary_above=0,
        ignore_texting_hours=True,
        log_level="error",
        understanding="built_in",
        replies_per_person=1_000_000,
        replies_per_day=100_000_000,
        replies_per_area={"area": 100_000_000},
    )


__all__ = ["Bench", "Run", "bench", "outbox", "run"]
