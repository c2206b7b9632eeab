"""Becomes another program, after tying its life to the process that started it.

Run by path (`python -I -S launch.py ORDER`), not imported: it needs the standard library only
and must start in milliseconds. ORDER is JSON: `argv`, `parent` (a process id), `signal` (the
number sent to the program when the parent is gone) and `account` ([uid, gid] or null).

Linux tells the program itself (PR_SET_PDEATHSIG). Elsewhere this process stays, watches its
parent five times a second and passes signals on.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522
_IS_LINUX = sys.platform == "linux"
_GRACE_S = 8.0


def main() -> None:
    """Take the order's account, tie the knot, become the program."""
    order = json.loads(sys.argv[1])
    # Python ignores these; a program that inherits that would miss its broken pipes.
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored, signal.SIG_DFL)
    os.umask(0o077)
    if order["account"]:
        uid, gid = order["account"]
        _take_account(uid, gid, order["reach"])
    if not _IS_LINUX or order.get("watch"):
        sys.exit(_watch(order["argv"], order["parent"], order["signal"]))
    _prctl(_PR_SET_PDEATHSIG, order["signal"])
    if os.getppid() != order["parent"]:
        sys.exit(0)  # the parent went before the knot was tied
    os.execvp(order["argv"][0], order["argv"])  # noqa: S606 -- becoming the program is the job


def _take_account(uid: int, gid: int, reach: list[str]) -> None:
    """Leave root for an account that may not even enter the folders above its own.

    PostgreSQL refuses to run as root, and a project under /root is closed to everyone else. So
    where a path in `reach` is closed to the account, one capability stays: to read and search
    past permissions. Opening the folders to the world instead would be worse.
    """
    if _IS_LINUX:
        _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if all(os.access(path, os.R_OK | os.X_OK) for path in reach):
        return
    if not (_IS_LINUX and (_keep(_CAP_DAC_READ_SEARCH) or _keep(_CAP_DAC_OVERRIDE))):
        sys.exit(f"FATAL: the account {uid} cannot enter {' or '.join(reach)}")


def _keep(capability: int) -> bool:
    """Carry one capability of root's across the coming exec."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    bits = 1 << capability
    data = (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)
    if libc.capset(header, data) != 0:
        return False
    return _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)


def _prctl(option: int, *values: int) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    return bool(libc.prctl(ctypes.c_int(option), *padded) == 0)


def _watch(argv: list[str], parent: int, death_signal: int) -> int:
    """Run the program beside this process; end it when the parent is gone."""
    child = subprocess.Popen(argv)  # noqa: S603 -- our own servers and processes
    for passed_on in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(passed_on, lambda number, _frame: child.send_signal(number))
    while os.getppid() == parent:
        try:
            return child.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
    child.send_signal(death_signal)
    deadline = time.monotonic() + _GRACE_S
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    child.kill()
    return child.wait()


if __name__ == "__main__":
    main()
