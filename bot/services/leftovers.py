"""Ends servers that a killed `clarion up` left behind, and nothing else.

A process id in a file proves nothing: ids are used again. A server is ours only if its program is
the one we start and it stands in the folder we ask about.
"""

from __future__ import annotations

import signal
from pathlib import Path

import psutil


def end_old_postgres(cluster: Path) -> None:
    """End every PostgreSQL process on this data, by a fast shutdown; then clear a stale lock file.

    PostgreSQL itself refuses to start while postmaster.pid names a live process, whoever that is.
    The file goes only when no PostgreSQL process is on the data any more.
    """
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    _end(_standing_in(cluster, "postgres"), signal.SIGINT)
    pid_file.unlink(missing_ok=True)


def end_old_valkey(data: Path) -> None:
    """End a Valkey that stands in this folder; it writes its file out first."""
    _end(_standing_in(data, "valkey-server"), signal.SIGTERM)


def _standing_in(folder: Path, program: str) -> list[psutil.Process]:
    """Processes of this program whose working folder is `folder`."""
    found = []
    place = folder.resolve()
    for process in psutil.process_iter():
        try:
            if process.name() == program and Path(process.cwd()).resolve() == place:
                found.append(process)
        except (psutil.Error, OSError):
            continue  # gone meanwhile, or another user's: not ours
    return found


def _end(processes: list[psutil.Process], first: signal.Signals) -> None:
    for number, wait_s in ((first, 10.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0)):
        for process in processes:
            try:
                process.send_signal(number)
            except psutil.NoSuchProcess:
                continue
        _, processes = psutil.wait_procs(processes, timeout=wait_s)
        if not processes:
            return
