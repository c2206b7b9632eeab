"""Many people at once, broadcasts to them, and the processes that send, for tests and benches."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from bot.broadcasts import broadcasts
from bot.broadcasts.broadcasts import Draft
from bot.clarion import Clarion
from bot.config import Settings
from bot.store.sealing import Purpose
from tests.forked import Forked
from tests.simulator_process import Simulator

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {"en": "Call {line} now.", "es": "Llama ya: {line}."}


def carried_by(settings: Settings, simulator: Simulator, **more: Any) -> Settings:
    """The settings of a bot whose carrier is this simulator; quick to time out, for tests."""
    return settings.model_copy(
        update={
            "twilio_account_sid": simulator.account_sid,
            "twilio_auth_token": type(settings.twilio_auth_token)(simulator.auth_token),
            "twilio_from": simulator.number,
            "twilio_api_base_url": simulator.url,
            "send_rate_per_s": 10_000.0,
            "carrier_timeout_s": 1.0,
            "unknown_wait_s": 0.4,
            "approval_above": 10_000_000,
            "canary_above": 0,
            **more,
        }
    )


def number(index: int) -> str:
    """The phone number of the person with this index."""
    return f"+1312{2_000_000 + index:07d}"


def add_crowd(clarion: Clarion, count: int, first: int = 1, zone: str = "America/Chicago") -> None:
    """`count` people who opted in; every third speaks Spanish. Quick: no flow, no consent row."""
    sealer, now = clarion.sealer, clarion.clock.now()
    with clarion.record.transaction() as connection:
        ids = [
            row[0]
            for row in connection.execute(
                "INSERT INTO contact (lang, code, opted_in_at, zones, area_states, created_at)"
                " SELECT CASE WHEN i %% 3 = 0 THEN 'es' ELSE 'en' END, 'T' || i, %(now)s,"
                " ARRAY[%(zone)s], '{IL}', %(now)s"
                " FROM generate_series(%(first)s::int, %(last)s::int) i"
                " RETURNING id",
                {"now": now, "zone": zone, "first": first, "last": first + count - 1},
            ).fetchall()
        ]
        connection.execute(
            "INSERT INTO session (contact_id, updated_at)"
            " SELECT id, %s FROM unnest(%s::bigint[]) id",
            [now, ids],
        )
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY address (contact_id, channel, value_sealed, digest, reach) FROM STDIN"
            ) as copy,
        ):
            for offset, contact_id in enumerate(ids):
                value = number(first + offset)
                copy.write_row(
                    (
                        contact_id,
                        "sms",
                        sealer.seal(value, Purpose.ADDRESS_VALUE),
                        sealer.digest("sms", value),
                        "mobile",
                    )
                )


def schedule(clarion: Clarion, **changes: Any) -> int:
    """A broadcast to everybody, now, unless said otherwise."""
    values: dict[str, Any] = {
        "title": "Kick-off",
        "segment": "all",
        "texts": TEXTS,
        "settings": {"undo_s": 0},
        **changes,
    }
    return broadcasts.schedule(clarion, Draft(**values), None)


def states(clarion: Clarion, broadcast_id: int) -> dict[str, int]:
    """States with at least one row, and proof that they add up."""
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.is_sound, found
    return {state: count for state, count in found.states.items() if count}


def until(condition: Callable[[], object], within_s: float = 60.0, every_s: float = 0.05) -> None:
    """Wait for a real condition, for so long at most."""
    ends_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < ends_at, f"did not come within {within_s} s"
        time.sleep(every_s)


class Process:
    """A process of ours ("workers", "workers.clock") with the settings of a test.

    `is_forked`: begun where its imports end (tests/forked.py), for tests that start many.
    """

    def __init__(self, module: str, settings: Settings, *, is_forked: bool = False) -> None:
        self.module = module
        self._settings = settings
        self._is_forked = is_forked
        self._left: list[psutil.Process] = []
        self.process = self._start()

    def _command(self) -> list[str]:
        return [sys.executable, "-m", self.module]

    def _start(self) -> subprocess.Popen[bytes] | Forked:
        variables = environment(self._settings)
        if self._is_forked:
            return Forked(self.module, variables)
        return subprocess.Popen(self._command(), cwd=ROOT, env=variables, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """kill -9, of this process alone; its children are left to themselves."""
        self._left += psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait(10)

    def kill_a_child(self, choose: Callable[[list[psutil.Process]], psutil.Process | None]) -> None:
        """kill -9 of one of its descendants, as `choose` picks."""
        try:
            chosen = choose(psutil.Process(self.process.pid).children(recursive=True))
            if chosen is not None:
                chosen.kill()
        except psutil.NoSuchProcess:
            return

    def start_again(self) -> None:
        """After a kill."""
        self.process = self._start()

    def stop(self) -> float:
        """SIGTERM, as a supervisor would; how many seconds it took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return time.monotonic() - began

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.stop()
        # What a killed one left behind still sends for a moment; not into the next test.
        psutil.wait_procs(self._left, timeout=8)


@contextmanager
def worker_and_clock(
    settings: Settings, *, is_forked: bool = False
) -> Iterator[tuple[Process, Process]]:
    """The two processes that send."""
    with (
        Process("workers", settings, is_forked=is_forked) as worker,
        Process("workers.clock", settings, is_forked=is_forked) as clock,
    ):
        yield worker, clock


def environment(settings: Settings) -> dict[str, str]:
    """A process environment that gives these settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CLARION_", "TWILIO_"))
    }
    own = {
        "CLARION_ENV": "test",
        "CLARION_UNDERSTANDING": settings.understanding,
        "CLARION_REPLIES_PER_PERSON": str(settings.replies_per_person),
        "CLARION_REPLIES_PER_DAY": str(settings.replies_per_day),
        "CLARION_REPLIES_PER_AREA": ",".join(
            f"{name}={most}" for name, most in settings.replies_per_area.items()
        ),
        "CLARION_SECRET_KEY": settings.secret_key.get_secret_value(),
        "CLARION_DATA_KEY": ",".join(key.get_secret_value() for key in settings.data_key),
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "TWILIO_FROM": settings.twilio_from,
        "TWILIO_API_BASE_URL": settings.twilio_api_base_url,
        "PUBLIC_URL": settings.public_url,
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "REDIS_URL": settings.redis_url.get_secret_value(),
        "CLARION_CAMPAIGN": str(settings.campaign),
        "CLARION_DATA_DIR": str(settings.data_dir),
        "CLARION_SEND_RATE_PER_S": str(settings.send_rate_per_s),
        "CLARION_IN_FLIGHT": str(settings.in_flight),
        "CLARION_CARRIER_TIMEOUT_S": str(settings.carrier_timeout_s),
        "CLARION_UNKNOWN_WAIT_S": str(settings.unknown_wait_s),
        "CLARION_APPROVAL_ABOVE": str(settings.approval_above),
        "CLARION_CANARY_ABOVE": str(settings.canary_above),
        "CLARION_CANARY_LEAST": str(settings.canary_least),
        "CLARION_CANARY_WAIT_S": str(settings.canary_wait_s),
        "CLARION_IGNORE_TEXTING_HOURS": str(settings.ignore_texting_hours),
        "CLARION_MOST_A_DAY": str(settings.most_a_day),
        "CLARION_MOST_A_WEEK": str(settings.most_a_week),
        "CLARION_LOG_LEVEL": settings.log_level,
        "CLARION_PROXY_HOPS": str(settings.proxy_hops),
    }
    return {**kept, **own}
