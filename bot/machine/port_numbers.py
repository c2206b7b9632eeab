"""Ports on this machine: whether one is free, and who has it if not."""

from __future__ import annotations

import errno
import socket
from typing import Any

import psutil

from bot.errors import ConfigError


def check_free(variable: str, host: str, port: int) -> None:
    """Raises: ConfigError naming who has the port, the variable to change and a port to try."""
    try:
        _bind(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(
                f"{variable}: port {port} is taken{_holder(port)}. Stop that program, or choose "
                f"another port, such as {variable}={find_free(host)}."
            ) from None
        if error.errno == errno.EACCES:
            raise ConfigError(
                f"{variable}: port {port} is only for root. Choose one above 1023, such as "
                f"{variable}={find_free(host)}, and put a proxy in front."
            ) from None
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(
            f"HOST: cannot listen on {host}: {reason}. Use 127.0.0.1 for this machine only, or "
            "0.0.0.0 for every address it has."
        ) from None


def find_free(host: str = "127.0.0.1") -> int:
    """A port that nothing listens on now."""
    return _bind(host, 0)


def _bind(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # Connections of the last run that are winding down (TIME_WAIT) do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)
        return int(probe.getsockname()[1])


def _holder(port: int) -> str:
    """The program on a port, where the system tells us."""
    try:
        for found in psutil.net_connections(kind="tcp"):
            if found.status == psutil.CONN_LISTEN and found.pid and _port_of(found) == port:
                name = psutil.Process(found.pid).name()
                return f" by another program ({name}, process {found.pid})"
    except (psutil.Error, OSError):
        pass  # not every system tells; the message is complete without it
    return " by another program"


def _port_of(connection: Any) -> int:
    """psutil gives an address as (host, port), and () where there is none."""
    return int(connection.laddr[1]) if connection.laddr else 0
