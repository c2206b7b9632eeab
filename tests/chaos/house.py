"""Everything there is, running: servers, carrier, web, workers, clock; and ways to hurt them."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import psutil
import redis

from bot.bootstrap import build
from bot.broadcasts import broadcasts
from bot.clarion import Clarion
from bot.config import Settings, load_settings
from bot.errors import RecordAway
from bot.services import start_postgres, start_valkey
from bot.store import migrate
from tests.chaos.wire import Wire
from tests.crowd import ROOT, Process, add_crowd, carried_by, number, schedule
from tests.ports import find_free_port
from tests.simulator_process import Simulator

_LONGEST_S = 1200.0
_BEGINS_WITHIN_S = 240.0  # a web that starts, on a machine that does much else


class Servers:
    """PostgreSQL and Valkey that can be killed and come back on the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = start_postgres(folder)
        self.valkey = start_valkey(folder)

    def kill_postgres(self) -> None:
        """kill -9 of the postmaster, and up again."""
        self.end_postgres()
        self.postgres = start_postgres(self.folder)

    def end_postgres(self) -> None:
        """kill -9 of the postmaster."""
        self.postgres.process.kill()
        self.postgres.process.wait(10)

    def kill_valkey(self) -> None:
        """kill -9, and up again with what it had kept."""
        self.valkey.process.kill()
        self.valkey.process.wait(10)
        self.valkey = start_valkey(self.folder)

    def wipe_valkey(self) -> None:
        """FLUSHALL."""
        with redis.Redis.from_url(self.valkey.url) as client, suppress(redis.RedisError):
            client.flushall()

    def stop(self) -> None:
        """End both."""
        self.valkey.stop()
        self.postgres.stop()


class Web(Process):
    """The web, which takes texts, callbacks and stops."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._port = port
        super().__init__("granian", settings)

    def _command(self) -> list[str]:
        from bench.web_server import flags

        return [
            sys.executable, "-m", "granian", *flags(), "--host", "127.0.0.1", "--port",
            str(self._port), "--workers", "1", "app:served",
        ]  # fmt: skip

    def kill(self) -> None:
        """kill -9 of the whole tree: a parent that is killed leaves its port taken."""
        for process in self.tree():
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                process.kill()
        self.process.wait(10)

    def tree(self) -> list[psutil.Process]:
        """It and all its children."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]


@dataclass
class House:
    """What a trial is given."""

    folder: Path
    servers: Servers
    simulator: Simulator
    wire: Wire
    settings: Settings
    clarion: Clarion
    people: int
    port: int
    scale: float = 1.0
    web: Web = field(init=False)
    clock: Process = field(init=False)
    workers: list[Process] = field(init=False)
    broadcast_id: int = 0
    stopped: list[tuple[str, int]] = field(default_factory=list)
    extra: list[Process] = field(default_factory=list)

    def start(self) -> None:
        """Start web, clock and two workers, and wait until the web answers."""
        self.web = Web(self.settings, self.port)
        self.clock = Process("workers.clock", self.settings)
        self.workers = [Process("workers", self.settings), Process("workers", self.settings)]
        ends_at = time.monotonic() + _BEGINS_WITHIN_S
        while not self._answers():
            if time.monotonic() > ends_at:
                raise RuntimeError("the web did not begin to answer")
            time.sleep(0.3)

    def _answers(self) -> bool:
        """Whether the web is up; only then does somebody text, so that no text is left over."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10).close()
        except OSError:
            return False
        return bool(self.simulator.inbound(number(1), "menu", wait=True).get("status") == 200)

    @property
    def processes(self) -> list[Process]:
        """Ours, without the servers."""
        return [self.web, self.clock, *self.workers, *self.extra]

    def begin(self, **changes: Any) -> int:
        """Schedule the broadcast to everybody, for now."""
        with suppress(RecordAway):  # connections of before PostgreSQL was started again
            broadcasts.list_recent(self.clarion)
        self.broadcast_id = schedule(self.clarion, lateness_s=7200, **changes)
        return self.broadcast_id

    def goes_on(self, seconds: float) -> None:
        """Let it last, scaled by the command's --scale."""
        time.sleep(seconds * self.scale)

    def stop_one(self, index: int) -> None:
        """Somebody texts STOP; noted with the log's entry of the bot's answer, if it answered."""
        phone = number(index)
        answer = self.simulator.inbound(phone, "STOP", wait=True)
        if answer.get("status") == 200:
            told = [e["n"] for e in self.simulator.log("webhook") if e["from"] == phone]
            self.stopped.append((phone, max(told)))

    def progress(self) -> broadcasts.Progress | None:
        """How the broadcast stands; None while the record is away."""
        try:
            return broadcasts.progress(self.clarion, self.broadcast_id)
        except RecordAway:
            return None

    def sent(self) -> int:
        """Texts of the broadcast that have left us."""
        found = self.progress()
        waiting = ("planned", "held", "claimed")
        return (
            0
            if found is None
            else sum(count for state, count in found.states.items() if state not in waiting)
        )

    def wait_until_sent(self, share: float, within_s: float = 300) -> None:
        """Until this share of the people has been tried."""
        ends_at = time.monotonic() + within_s
        while self.sent() < share * self.people:
            self._resume_where_it_braked()
            if time.monotonic() > ends_at:
                raise RuntimeError(f"only {self.sent()} texts left us in {within_s:.0f} s")
            time.sleep(0.2)

    def _resume_where_it_braked(self) -> broadcasts.Progress | None:
        found = self.progress()
        if found is not None and found.state == "paused":
            broadcasts.resume(self.clarion, self.broadcast_id, None)
        return found

    def wait_until_done(self) -> str:
        """Until nothing is due; a broadcast that braked by itself is resumed. What it ended as."""
        ends_at, told = time.monotonic() + _LONGEST_S, 0.0
        while time.monotonic() < ends_at:
            found = self._resume_where_it_braked()
            if found is not None and found.state in ("done", "draft", "missed", "canceled"):
                return found.state
            if time.monotonic() - told > 15:
                told = time.monotonic()
                click.echo(f"  waiting: {say(found)}")
            time.sleep(0.5)
        return "unfinished"


def say(found: broadcasts.Progress | None) -> str:
    """How it stands, in a line."""
    if found is None:
        return "the record is away"
    counts = ", ".join(f"{count} {state}" for state, count in found.states.items() if count)
    return f"{found.state} ({found.state_reason}): {counts}" if found.state_reason else counts


@contextmanager
def house(
    people: int, rate: float, scale: float, changes: Mapping[str, Any], campaign: Path | None = None
) -> Iterator[House]:
    """Everything there is, running, with `people` in the record."""
    folder = Path(tempfile.mkdtemp(prefix="clarion-chaos-"))
    folder.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, True)
        home = folder / "campaign"
        shutil.copytree(campaign or ROOT / "tests/campaigns/small", home)
        servers = Servers(folder)
        stack.callback(lambda: servers.stop())
        migrate.upgrade(servers.postgres.url)
        simulator = stack.enter_context(Simulator(is_quiet=True))
        wire = stack.enter_context(Wire(simulator.url))
        port = find_free_port()
        settings = _settings(servers, simulator, folder, home, port, rate, changes, wire.url)
        clarion = build(settings, pool_size=4, application="clarion chaos")
        stack.callback(clarion.record.dispose)
        add_crowd(clarion, people)
        simulator.set_webhook(f"{settings.public_url}/twilio/sms#rc=3&rp=all")
        made = House(folder, servers, simulator, wire, settings, clarion, people, port, scale)
        stack.callback(_end_all, made)
        made.start()
        yield made


def _settings(
    servers: Servers, simulator: Simulator, folder: Path, campaign: Path, port: int, rate: float,
    changes: Mapping[str, Any], carrier_url: str,
) -> Settings:  # fmt: skip
    usual = load_settings(
        environment="test", secret_key=secrets.token_urlsafe(32), data_key=_new_data_key(),
        twilio_api_base_url=carrier_url,
        database_url=servers.postgres.url, redis_url=servers.valkey.url,
        public_url=f"http://127.0.0.1:{port}", campaign=campaign, data_dir=folder / "data",
        ignore_texting_hours=True, log_level="error", understanding="built_in",
        replies_per_person=1_000_000,
    )  # fmt: skip
    values = {
        "send_rate_per_s": rate,
        "unknown_wait_s": 4.0,
        "carrier_timeout_s": 5.0,  # a busy machine answers late and is in no doubt
        "in_flight": 50,
        "twilio_api_base_url": carrier_url,
        **changes,
    }
    return carried_by(usual, simulator, **values)


def _new_data_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _end_all(made: House) -> None:
    for process in made.processes:
        with suppress(Exception):
            os.kill(process.process.pid, signal.SIGCONT)
            process.stop()
        if process.process.poll() is None:
            process.process.kill()
