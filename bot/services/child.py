"""Starts processes that do not outlive the one that started them."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Account:
    """A user to run a server as, when Clarion itself runs as root."""

    uid: int
    gid: int


def start_child(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    output: IO[bytes] | int,
    death_signal: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    reach: Sequence[Path] = (),
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    watch: bool = False,
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own; it gets `death_signal` when this process is gone.

    `output` takes both its stdout and its stderr. `reach` are paths the account must get to.
    `watch` asks for the way of systems without a parent-death signal, to test it here.
    Raises: RuntimeError outside the main thread, since Linux sends the death signal when the
    *thread* that started the child ends (prctl(2), PR_SET_PDEATHSIG).
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("children are started from the main thread only")
    order = {
        "argv": list(argv),
        "parent": os.getpid(),
        "signal": int(death_signal),
        "account": [account.uid, account.gid] if account else None,
        "reach": [str(path) for path in reach],
        "watch": watch,
    }
    return subprocess.Popen(  # noqa: S603 -- our own servers and the Procfile's processes
        [sys.executable, "-I", "-S", str(_LAUNCHER), json.dumps(order)],
        env=dict(env),
        cwd=cwd,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def die_with_parent() -> None:
    """Get SIGTERM when the parent of this process is gone, however it went.

    For a process started by `make`, which would otherwise outlive a make that is killed.
    """
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)
    else:
        threading.Thread(target=_watch_parent, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def end_child(
    process: subprocess.Popen[bytes], steps: Sequence[tuple[signal.Signals, float]]
) -> None:
    """Send each signal in turn, waiting its seconds, until the process has ended."""
    for number, wait_s in steps:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(timeout=wait_s)
        except subprocess.TimeoutExpired:
            continue
