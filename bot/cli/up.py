"""`clarion up`: everything on one machine, in order, and its end.

The order: settings, the folder's lock, ports, the campaign, servers, the schema, samples,
processes. Each step that fails ends the command with one sentence and leaves nothing running.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import psutil

from bot.cli import first_run, welcome
from bot.config import load_settings
from bot.environment import make_env_file, read_env_file
from bot.errors import ConfigError
from bot.machine.given import Machine
from bot.machine.processes import Supervisor
from bot.machine.terminal import Terminal
from bot.running import Claim, Running, claim
from bot.services import Server, start_postgres, start_valkey
from bot.services.child import die_with_parent, start_child
from bot.services.leftovers import end_marked
from bot.store import rights

_STOP_STEPS = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
# Lines of a Procfile that a platform runs once, not processes to keep.
_ONE_OFF = frozenset({"release"})
# What a person waits for. On few cores, all at once would be later for everyone.
_FIRST = frozenset({"web", "simulator"})


@click.command("up")
@click.option(
    "--procfile",
    type=click.Path(path_type=Path),
    default=Path("Procfile"),
    show_default=True,
    help="The processes to run.",
)
@click.option("--with-parent", is_flag=True, help="Stop when the program that started it is gone.")
def command(procfile: Path, with_parent: bool) -> None:
    """Start everything on this machine, and stop it with Ctrl-C.

    With no DATABASE_URL or REDIS_URL it starts its own PostgreSQL and Valkey in CLARION_DATA_DIR.
    With no Twilio account it starts the simulator. The first start writes a private .env.
    """
    if with_parent:
        die_with_parent()
    os.umask(0o077)
    # A dump of a process's memory has the data key in it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    began = _monotonic_start()
    programs = _read_procfile(procfile)
    machine = _read_settings()
    held = claim(machine.settings.data_dir)
    terminal = Terminal()
    supervisor = Supervisor(terminal)
    supervisor.take_signals()
    try:
        _run(machine, programs, held, supervisor, terminal, began)
    except KeyboardInterrupt:
        supervisor.end()
    finally:
        held.release()
    terminal.say("Clarion has stopped. Everything it knows is kept.")


def _monotonic_start() -> float:
    """When this process began, imports included, by the monotonic clock."""
    return time.monotonic() - (time.time() - psutil.Process().create_time())


@dataclass(frozen=True)
class _Urls:
    """Where the servers are, and which of the URLs are of servers started here."""

    database: str
    redis: str
    own: Mapping[str, str]


def _run(
    machine: Machine,
    programs: Mapping[str, str],
    held: Claim,
    supervisor: Supervisor,
    terminal: Terminal,
    began: float,
) -> None:
    if held.was_killed and (ended := end_marked(machine.settings.data_dir)):
        terminal.say(f"Ended what an earlier start had left behind ({ended} processes).")
    machine.check_ports()
    campaign = first_run.read_campaign(machine.settings)
    practice = first_run.practice_day(
        machine.settings, campaign, may_practice=machine.has_simulator
    )
    if practice is not None:
        machine = machine.practising(practice)
        terminal.say(
            f"The campaign's week is past: this runs as a practice week from {practice:%b %-d}. "
            "New dates for all of it: .venv/bin/clarion week move DAY"
        )
    try:
        urls = _start_servers(machine, supervisor)
        owner_url = urls.database if "DATABASE_URL" in urls.own else ""
        machine = machine.with_servers(urls.own.get("DATABASE_URL", urls.database), urls.redis)
        variables = machine.shared_variables() | dict(urls.own)
        held.tell(Running(os.getpid(), machine.web_url, machine.simulator_url, variables))
        start_rest = _start_programs(machine, programs, supervisor, owner_url)
        welcome.when_ready(machine, campaign, supervisor, terminal, began, start_rest)
    except BaseException:
        supervisor.end()
        raise
    supervisor.run()


def _start_programs(
    machine: Machine, programs: Mapping[str, str], supervisor: Supervisor, owner_url: str
) -> Callable[[], None]:
    """Migrate, and start what a person waits for. Returns what starts the rest, once that is up.

    `owner_url` is of whoever owns the database that was started here, "" where it is another's.
    """
    preparation = first_run.Preparation(machine.settings.data_dir) if owner_url else None
    is_prepared = preparation is not None and preparation.is_done
    if not is_prepared:
        first_run.migrate(machine.settings, owner_url)
        first_run.seed_samples(machine)
        if preparation is not None:
            preparation.remember()
    environment = machine.environment(os.environ, read_env_file(Path(".env")))
    wanted = [
        name
        for name in programs
        if name not in _ONE_OFF and (name != "simulator" or machine.has_simulator)
    ]

    def start(names: Iterable[str]) -> None:
        for name in names:
            supervisor.keep(name, _starter(programs[name], environment), _STOP_STEPS)

    start(name for name in wanted if name in _FIRST)
    if is_prepared:
        first_run.migrate(machine.settings, owner_url)
    return lambda: start(name for name in wanted if name not in _FIRST)


def _read_procfile(path: Path) -> Mapping[str, str]:
    from honcho.environ import parse_procfile

    try:
        found: Mapping[str, str] = parse_procfile(path.read_text(encoding="utf-8")).processes
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"There is no {path} here. Run this in Clarion's folder, where README.md is."
        ) from None
    except AssertionError:
        raise ConfigError(
            f"{path}: a name stands there twice. Give each process its own."
        ) from None
    if not found:
        raise ConfigError(f"{path}: names no process. Each line is NAME: COMMAND.")
    return found


def _read_settings() -> Machine:
    """The settings; a first start makes the `.env` they come from."""
    has_keys = "CLARION_SECRET_KEY" in os.environ or "CLARION_DATA_KEY" in os.environ
    if not has_keys and os.environ.get("CLARION_ENV") != "production":
        given = os.environ.get("SIMULATOR_PORT", "")
        port = int(given) if given.isdigit() and int(given) else 8010
        if make_env_file(Path(".env"), port):
            click.echo("Made .env with fresh keys; only you can read it.")
    return Machine.of(load_settings())


def _start_servers(machine: Machine, supervisor: Supervisor) -> _Urls:
    settings = machine.settings
    database_url = settings.database_url.get_secret_value()
    redis_url = settings.redis_url.get_secret_value()
    own = {}
    if not redis_url:
        redis_url = own["REDIS_URL"] = _keep_server(start_valkey, settings.data_dir, supervisor)
    if not database_url:
        database_url = _keep_server(start_postgres, settings.data_dir, supervisor)
        own["DATABASE_URL"] = rights.as_user(database_url)
    return _Urls(database_url, redis_url, own)


def _keep_server(start: Callable[[Path], Server], data_dir: Path, supervisor: Supervisor) -> str:
    server = start(data_dir)
    supervisor.keep_server(
        server.name, server.process, lambda: start(data_dir).process, server.stop_steps
    )
    return server.url


def _starter(line: str, environment: Mapping[str, str]) -> Callable[[], subprocess.Popen[bytes]]:
    """The shell fills in $PORT and the like, as on a platform, and then becomes the program."""
    return lambda: start_child(
        ["/bin/sh", "-c", f"exec {line}"],
        env=environment,
        cwd=Path.cwd(),
        output=subprocess.PIPE,
    )
