"""Tests that take long: run first, so that no core waits for one of them at the end, and named.

A test that takes over five seconds on a quiet machine is marked `slow`. One that took more than
twice that and is not marked is listed after the run; the run does not fail by it, since a busy
machine makes any test slow.
"""

from __future__ import annotations

import itertools
import os
from contextlib import suppress
from typing import Any

import pytest

LISTED_ABOVE_S = 10.0
_LONG = ("slow", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a slow test first, each with its tests in their order."""
    long = {item.path for item in items if any(item.get_closest_marker(name) for name in _LONG)}
    items.sort(key=lambda item: item.path not in long)


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: many tests wait, for a carrier, a process or a page that moves."""
    import psutil

    return (psutil.cpu_count() or 1) + 1


def take_long_turns() -> None:
    """The processes of tests and their servers share the cores: who wakes up waits for the end of
    a turn, and the caches are filled less often (Linux's SCHED_BATCH, which a sandbox may refuse;
    3 to 8 % of processor)."""
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what was slow and is not marked so."""
    took: dict[str, float] = {}
    for report in itertools.chain.from_iterable(terminalreporter.stats.values()):
        if getattr(report, "when", "") == "call" and "slow" not in report.keywords:
            took[report.nodeid] = report.duration
    found = sorted(
        ((seconds, name) for name, seconds in took.items() if seconds > LISTED_ABOVE_S),
        reverse=True,
    )
    if found:
        terminalreporter.section(f"over {LISTED_ABOVE_S:g} s, and not marked slow")
        for seconds, name in found:
            terminalreporter.line(f"{seconds:.1f} s  {name}")
