"""Trials of time: clocks that jump, and every state's hours over a holiday and a Sunday."""

from __future__ import annotations

import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

import bot
from bot.clock import OFFSET_FILE, wall_time
from bot.people.contacts import NewContact, add_contact
from tests.chaos.house import House
from tests.chaos.trials import trial
from tests.crowd import schedule
from tests.minutes import may_text

_AREAS = Path(bot.__file__).parent / "places" / "areas.json"
_HOUR = 3600
# Christmas Eve, a holiday on which nobody may be texted, a Saturday and a Sunday.
_FROM, _UNTIL = datetime(2026, 12, 24, 6, tzinfo=UTC), datetime(2026, 12, 28, 6, tzinfo=UTC)
_STEP = timedelta(hours=1)
_STEP_TAKES_S = 2.5


@contextmanager
def _movable_clock() -> Iterator[None]:
    """Every process started inside has a wall clock that `_set_clock` moves; what measures how
    long something takes goes on evenly, as on a machine that was suspended. PostgreSQL keeps its
    own: nothing of ours is dated by it."""
    with tempfile.TemporaryDirectory(prefix="clarion-clock-") as folder:
        file = Path(folder) / "offset"
        file.write_text("0", encoding="ascii")
        os.environ[OFFSET_FILE] = str(file)
        try:
            yield
        finally:
            del os.environ[OFFSET_FILE]


def _set_clock(seconds: float) -> None:
    """Move every clock to so many seconds from the real one."""
    file = Path(os.environ[OFFSET_FILE])
    new = file.with_suffix(".new")
    new.write_text(f"{seconds:.3f}", encoding="ascii")
    new.replace(file)


@trial(
    "suspended",
    "the machine is suspended for an hour in mid-broadcast: the wall clock jumps, the monotonic "
    "one does not",
    people=3000,
    rate=100.0,
    most_late_s=None,
    surroundings=_movable_clock,
)
def _suspended(house: House, _dice: random.Random) -> list[str]:
    house.begin()
    house.wait_until_sent(0.2)
    _signal_all(house, signal.SIGSTOP)
    time.sleep(3)
    _set_clock(_HOUR)
    _signal_all(house, signal.SIGCONT)
    return []


@trial(
    "clock-back",
    "our clocks are set back by an hour in mid-broadcast, the carrier's stays right; put right a "
    "minute later",
    people=3000,
    rate=100.0,
    most_late_s=None,
    surroundings=_movable_clock,
)
def _clock_back(house: House, _dice: random.Random) -> list[str]:
    house.begin()
    house.wait_until_sent(0.2)
    house.simulator.settings(clock_skew_s=_HOUR)
    _set_clock(-_HOUR)
    house.goes_on(60)
    _set_clock(0)
    house.simulator.settings(clock_skew_s=0)
    return []


def _signal_all(house: House, what: signal.Signals) -> None:
    """Every process of ours, their children and the servers."""
    roots = [process.process.pid for process in house.processes]
    roots += [house.servers.postgres.process.pid, house.servers.valkey.process.pid]
    for root in roots:
        for pid in _tree(root):
            with suppress(ProcessLookupError):
                os.kill(pid, what)


def _tree(root: int) -> list[int]:
    """A process and all its children; none where it has ended."""
    try:
        children = psutil.Process(root).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [root, *(child.pid for child in children)]


def _outside_hours(house: House) -> list[str]:
    """Texts that came in a minute in which their number's zones and states do not allow any, by
    the log's own numbers and times alone."""
    areas = json.loads(_AREAS.read_text(encoding="utf-8"))["areas"]
    wrong, texted = [], set()
    for entry in house.simulator.log("accepted"):
        area = areas.get(entry["to"][2:5])
        if area is None or not entry["body"].startswith(("Call", "Llama")):
            continue
        texted.add(entry["to"])
        minute = datetime.fromtimestamp(entry["at"], UTC).replace(second=0, microsecond=0)
        if not may_text(area["zones"], area["states"], minute):
            wrong.append(f"{entry['to'][:5]} was texted at {minute:%a %d %H:%M} UTC")
    if len(texted) < 0.5 * house.people:
        wrong.append(f"only {len(texted)} of {house.people} got anything: nothing is known")
    return wrong


@trial(
    "hours",
    "every area code over a holiday and a Sunday, four broadcasts a day: nobody is texted in a "
    "minute that their zones and states do not allow",
    people=1,
    rate=400.0,
    most_late_s=None,
    probe_every_s=60.0,
    settings={"ignore_texting_hours": False, "most_a_day": 50, "most_a_week": 50},
    surroundings=_movable_clock,
    judge=_outside_hours,
)
def _hours(house: House, _dice: random.Random) -> list[str]:
    areas = json.loads(_AREAS.read_text(encoding="utf-8"))["areas"]
    opted_in = wall_time() - timedelta(days=1)
    for area, row in areas.items():
        if row["states"]:
            add_contact(house.clarion, NewContact(f"+1{area}2010142", opted_in_at=opted_in))
    house.people = sum(bool(row["states"]) for row in areas.values())
    for step in range(int((_UNTIL - _FROM) / _STEP)):
        # Each hour begins as hours do, and not by the jump: what is under way then is late by no
        # fault of ours.
        before = timedelta(seconds=_STEP_TAKES_S / 2)
        _set_clock((_FROM + step * _STEP - before - datetime.now(UTC)).total_seconds())
        if step % 6 == 0:
            house.broadcast_id = schedule(house.clarion, lateness_s=6 * _HOUR)
        time.sleep(_STEP_TAKES_S)
    return []
