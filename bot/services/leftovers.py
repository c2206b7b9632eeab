"""Ends processes that a killed `clarion up` left behind, and nothing else.

A process id in a file proves nothing: ids are used again. A server is ours only if its program is
the one we start and it stands in the folder we ask about; any other process, only if it carries
our mark for that folder in its environment.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil

from bot.services.server import StopSteps

MARK = "CLARION_STARTED_IN"


def end_old_postgres(cluster: Path) -> None:
    """End every PostgreSQL process on this data, by a fast shutdown; then clear a stale lock file.

    PostgreSQL itself refuses to start while postmaster.pid names a live process, whoever that is.
    The file goes only when no PostgreSQL process is on the data any more.
    """
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    _end(
        _standing_in(cluster, "postgres"),
        ((signal.SIGINT, 10.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0)),
    )
    pid_file.unlink(missing_ok=True)


def end_old_valkey(data: Path) -> None:
    """End a Valkey that stands in this folder; it writes its file out first."""
    _end(_standing_in(data, "valkey-server"), ((signal.SIGTERM, 5.0), (signal.SIGKILL, 3.0)))


def mark_of(data_dir: Path) -> dict[str, str]:
    """The variable that every process of a `clarion up` in this data folder carries."""
    return {MARK: str(data_dir.resolve())}


def end_marked(data_dir: Path) -> int:
    """End processes that carry the mark of this data folder; this one and those above it stay.

    The caller holds the folder, so none of them has a living `clarion up`. Returns how many.
    """
    this = psutil.Process()
    spared = {this.pid, *(parent.pid for parent in this.parents())}
    place = str(data_dir.resolve())
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid not in spared and process.environ().get(MARK) == place:
                found.append(process)
        except (psutil.Error, OSError):
            continue  # gone meanwhile, or another user's: not ours
    _end(found, ((signal.SIGTERM, 2.0), (signal.SIGKILL, 3.0)))
    return len(found)


def end_session(leader: int) -> None:
    """Kill what is left of the session of a child that has ended.

    A session's number is its leader's process id, and is not given to another process while the
    session has members.
    """
    for pid in psutil.pids():
        try:
            if pid != leader and os.getsid(pid) == leader:
                os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


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


def _end(processes: list[psutil.Process], steps: StopSteps) -> None:
    for number, wait_s in steps:
        for process in processes:
            try:
                process.send_signal(number)
            except psutil.NoSuchProcess:
                continue
        _, processes = psutil.wait_procs(processes, timeout=wait_s)
        if not processes:
            return
