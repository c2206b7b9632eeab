"""Kills everything at random while a broadcast goes out, and lets the carrier's log judge.

`make chaos`: 200 kills of worker, its children, clock, web, Valkey (kept and wiped) and PostgreSQL
during a broadcast to 20,000, with a carrier that loses, delays and doubles. Afterwards, by the
simulator's own log: nobody got two, everybody not skipped for a reason got one, nobody got one
after their STOP was answered.
"""

from __future__ import annotations

import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
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
from tests.crowd import ROOT, Process, add_crowd, carried_by, number, schedule
from tests.ports import find_free_port
from tests.simulator_process import Simulator

_DATA_KEY = "Y2hhb3MtZGF0YS1rZXktb2YtMzItYnl0ZXMtLS0tLS0="


class Servers:
    """PostgreSQL and Valkey that can be killed and come back on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.postgres = start_postgres(folder)
        self.valkey = start_valkey(folder)

    def kill_postgres(self) -> None:
        """kill -9 of the postmaster, and up again."""
        self.postgres.process.kill()
        self.postgres.process.wait(10)
        self.postgres = start_postgres(self._folder)

    def kill_valkey(self) -> None:
        """kill -9, and up again with what it had kept."""
        self.valkey.process.kill()
        self.valkey.process.wait(10)
        self.valkey = start_valkey(self._folder)

    def wipe_valkey(self) -> None:
        """FLUSHALL."""
        with redis.Redis.from_url(self.valkey.url) as client, suppress(redis.RedisError):
            client.flushall()

    def stop(self) -> None:
        """End both."""
        self.valkey.stop()
        self.postgres.stop()


class Web(Process):
    """The web, which takes callbacks and stops."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._port = port
        super().__init__("granian", settings)

    def _command(self) -> list[str]:
        from bench.web_server import flags

        return [
            sys.executable, "-m", "granian", *flags(), "--host", "127.0.0.1", "--port",
            str(self._port), "--workers", "1", "app:app",
        ]  # fmt: skip

    def kill(self) -> None:
        """kill -9 of the whole tree: a parent that is killed leaves its port taken."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        for process in [self.process, *children]:
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                process.kill()
        self.process.wait(10)


@contextmanager
def _house(people: int, rate: float) -> Iterator[dict[str, Any]]:
    """Everything there is, running."""
    folder = Path(tempfile.mkdtemp(prefix="clarion-chaos-"))
    folder.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, True)
        servers = Servers(folder)
        stack.callback(lambda: servers.stop())
        migrate.upgrade(servers.postgres.url)
        simulator = stack.enter_context(Simulator())
        port = find_free_port()
        settings = carried_by(
            load_settings(
                environment="test", secret_key="chaos" * 8, data_key=_DATA_KEY,
                database_url=servers.postgres.url, redis_url=servers.valkey.url,
                public_url=f"http://127.0.0.1:{port}", campaign=ROOT / "tests/campaigns/small",
                data_dir=folder / "data", ignore_texting_hours=True, log_level="error",
            ),
            simulator,
            send_rate_per_s=rate,
            unknown_wait_s=4.0,
            in_flight=50,
        )  # fmt: skip
        clarion = build(settings, pool_size=4, application="clarion chaos")
        stack.callback(clarion.record.dispose)
        add_crowd(clarion, people)
        simulator.set_webhook(f"{settings.public_url}/twilio/sms#rc=3&rp=all")
        house: dict[str, Any] = {
            "servers": servers, "simulator": simulator, "clarion": clarion,
            "web": Web(settings, port),
            "workers": [Process("workers", settings), Process("workers", settings)],
            "clock": Process("workers.clock", settings),
        }  # fmt: skip
        for process in (house["web"], house["clock"], *house["workers"]):
            stack.callback(_end, process)
        yield house


def _end(process: Process) -> None:
    with suppress(Exception):
        process.stop()
    if process.process.poll() is None:
        process.process.kill()


def _kills(house: dict[str, Any], dice: random.Random) -> dict[str, Callable[[], object]]:
    """Ways to kill, by name."""
    servers, workers = house["servers"], house["workers"]

    def again(process: Process) -> None:
        process.kill()
        process.start_again()

    def child() -> None:
        dice.choice(workers).kill_a_child(
            lambda children: dice.choice(children) if children else None
        )

    return {
        "a child of a worker": child,
        "a worker": lambda: again(dice.choice(workers)),
        "the clock": lambda: again(house["clock"]),
        "the web": lambda: again(house["web"]),
        "Valkey": servers.kill_valkey,
        "Valkey's memory": servers.wipe_valkey,
        "PostgreSQL": servers.kill_postgres,
    }


_WEIGHTS = {"a child of a worker": 6, "PostgreSQL": 2}


def _progress(clarion: Clarion, broadcast_id: int) -> broadcasts.Progress | None:
    try:
        return broadcasts.progress(clarion, broadcast_id)
    except RecordAway:
        return None


def _stop_some(house: dict[str, Any], dice: random.Random, people: int) -> tuple[str, float] | None:
    """Somebody texts STOP. Their number and the moment the bot had answered; None if it did not."""
    phone = number(dice.randint(1, people))
    answer = house["simulator"].inbound(phone, "STOP", wait=True)
    return (phone, time.time()) if answer.get("status") == 200 else None


@click.command()
@click.option("--kills", default=200, show_default=True)
@click.option("--people", default=20_000, show_default=True)
@click.option("--rate", default=150.0, show_default=True, help="Texts a second.")
@click.option("--seed", default=0, show_default=True)
def main(kills: int, people: int, rate: float, seed: int) -> None:
    """Kill, wait, judge. Exit code 1 when anything was lost or doubled."""
    dice = random.Random(seed)  # noqa: S311 - chosen at random, not secret
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with _house(people, rate) as house:
        simulator, clarion = house["simulator"], house["clarion"]
        simulator.settings(latency_ms=20)
        simulator.fault("500_after", probability=0.002)
        simulator.fault("lost_response", probability=0.002)
        simulator.fault("500_before", probability=0.002)
        simulator.fault("429", probability=0.002)
        simulator.fault("duplicate_callback", probability=0.05)
        broadcast_id = schedule(clarion, lateness_s=7200)
        ways = _kills(house, dice)
        names = list(ways)
        weights = [_WEIGHTS.get(name, 1) for name in names]
        stopped: list[tuple[str, float]] = []
        done: Counter[str] = Counter()
        while sum(done.values()) < kills:
            found = _progress(clarion, broadcast_id)
            if found is not None and found.state in ("done", "paused"):
                break
            time.sleep(dice.uniform(0.1, 1.0))
            name = dice.choices(names, weights)[0]
            ways[name]()
            done[name] += 1
            if dice.random() < 0.2 and (stop := _stop_some(house, dice, people)):
                stopped.append(stop)
            if sum(done.values()) % 20 == 0:
                click.echo(f"{sum(done.values())} kills: {_say(found)}")
        simulator.clear_faults()
        _wait_until_done(clarion, broadcast_id)
        verdict = _judge(house, broadcast_id, people, stopped)
    click.echo(", ".join(f"{count} × {name}" for name, count in done.most_common()))
    for line in verdict:
        click.echo(f"✗ {line}")
    if kills >= 20 and not stopped:
        verdict.append("no STOP was answered, so nothing is known about stops")
        click.echo(f"✗ {verdict[-1]}")
    if verdict or sum(done.values()) < kills:
        raise SystemExit(1)
    click.echo(f"✓ {people:,} people, {sum(done.values())} kills, {len(stopped)} stops: "
               "nobody got two, nobody was lost")  # fmt: skip


def _say(found: broadcasts.Progress | None) -> str:
    if found is None:
        return "the record is away"
    counts = ", ".join(f"{count} {state}" for state, count in found.states.items() if count)
    return f"{found.state} ({found.state_reason}): {counts}" if found.state_reason else counts


def _wait_until_done(clarion: Clarion, broadcast_id: int) -> None:
    ends_at = time.monotonic() + 900
    told = 0.0
    while time.monotonic() < ends_at:
        found = _progress(clarion, broadcast_id)
        if found is not None and found.state == "paused":
            broadcasts.resume(clarion, broadcast_id, None)
        if found is not None and found.state in ("draft", "missed", "canceled"):
            return
        if found is not None and found.state == "done":
            return
        if time.monotonic() - told > 15:
            told = time.monotonic()
            click.echo(f"waiting: {_say(found)}")
        time.sleep(0.5)


def _judge(
    house: dict[str, Any], broadcast_id: int, people: int, stopped: list[tuple[str, float]]
) -> list[str]:
    """What went wrong, by the carrier's log and the record."""
    simulator, clarion = house["simulator"], house["clarion"]
    found = broadcasts.progress(clarion, broadcast_id)
    accepted = [
        entry for entry in simulator.log("accepted") if "/status/" in (entry["callback"] or "")
    ]
    words = ("Call (866)", "Llama ya")
    texts = [entry for entry in accepted if entry["body"].startswith(words)]
    got = Counter(entry["to"] for entry in texts)
    wrong = []
    if found.state != "done":
        wrong.append(f"the broadcast is {found.state} ({found.state_reason}): {_say(found)}")
    if not found.is_sound:
        wrong.append("the states do not add up to the recipients")
    twice = [phone for phone, count in got.items() if count > 1]
    if twice:
        wrong.append(f"{len(twice)} people got more than one")
    settled = sum(found.states[s] for s in ("accepted", "sent", "delivered", "undelivered"))
    if settled != len(got):
        wrong.append(f"the record says {settled} were sent, the carrier {len(got)}")
    # Somebody whose STOP the carrier heard while we were down is refused by it: a reason as well.
    refused = sum(failure.count for failure in found.failures if failure.code == 21610)
    if refused != found.states["failed"]:
        wrong.append(f"failed: {found.failures} {dict(found.skipped)}")
    expected = people - found.states["skipped"] - refused
    if expected != len(got):
        wrong.append(f"{expected - len(got)} people were lost")
    first = {entry["to"]: entry["at"] for entry in texts}
    late = [phone for phone, at in stopped if first.get(phone, 0) > at]
    if late:
        wrong.append(f"{len(late)} people were texted after their STOP was answered")
    return wrong


if __name__ == "__main__":
    main()
