"""Which Clarion is running in a data folder, and since when: a lock, and a note beside it.

The lock (`up.lock`) is the truth: the system lets go of it when its holder is gone, however it
went. The note (`running.json`) tells others where the servers are; a note without a holder was
left by a start that was killed.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.errors import ConfigError, Conflict


@dataclass(frozen=True)
class Running:
    """What a running Clarion says of itself.

    `variables` are the settings its processes were given that others on this machine need:
    DATABASE_URL, REDIS_URL (of its own servers), PORT, PUBLIC_URL and the like.
    """

    pid: int
    web_url: str
    simulator_url: str
    variables: Mapping[str, str]


class Claim:
    """The right to start things in a data folder. Held until `release` or the process's end."""

    def __init__(self, data_dir: Path, file: IO[bytes]) -> None:
        self._note = data_dir / "running.json"
        self._file = file
        self.was_killed = self._note.exists()

    def tell(self, running: Running) -> None:
        """Say what is running here, for `find_running`. Only the owner may read it."""
        new = self._note.with_suffix(".new")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(running.__dict__, file)
        new.replace(self._note)

    def release(self) -> None:
        """Everything that was started has ended."""
        self._note.unlink(missing_ok=True)
        self._file.close()


def claim(data_dir: Path) -> Claim:
    """Take the data folder, making it if need be.

    Raises: Conflict when a Clarion is running in it, ConfigError when it cannot be written to.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (data_dir / "up.lock").open("ab")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(
            f"CLARION_DATA_DIR: cannot keep files in {data_dir}: {reason}. Make the folder yours "
            "(chown), or set CLARION_DATA_DIR to one you can write to."
        ) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Conflict(_explain(_read(data_dir), data_dir)) from None
    return Claim(data_dir, file)


def find_running(data_dir: Path) -> Running | None:
    """The Clarion that runs in this data folder now, if one does."""
    try:
        with (data_dir / "up.lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(data_dir)
    except OSError:
        return None
    return None


def _read(data_dir: Path) -> Running | None:
    try:
        return Running(**json.loads((data_dir / "running.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # it is still starting


def _explain(running: Running | None, data_dir: Path) -> str:
    if running is None:
        return f"Clarion is starting or stopping in this folder already ({data_dir}). Try again."
    return (
        f"Clarion is running already in this folder (process {running.pid}), at {running.web_url}. "
        "Stop it with Ctrl-C where it runs. For a second one, set CLARION_DATA_DIR, PORT and "
        "SIMULATOR_PORT to others."
    )
