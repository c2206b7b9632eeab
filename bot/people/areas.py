"""Budgets of automatic replies to numbers of one area code, and of one country, within a day.

Whoever earns on texts to numbers of a kind, or has a room full of machines, does it with many of
them: each stays below what one person gets. Replies are counted in this process and added up in
the record every few seconds, so that no row is fought over; until then a process knows its own.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import structlog

from bot.clarion import Clarion
from bot.people import budgets
from bot.people.alarms import alarm_of
from bot.people.numbers import region_of
from bot.people.telling import tell
from bot.store.people import spent
from bot.store.record import Record, Transaction

log = structlog.get_logger()

_REPLY = "reply"
_FRESH_S = 5.0
_MOST_UNSAVED = 200
_ALARM_AT = 0.8  # of the budget
_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class _Tally:
    known: dict[str, int] = field(default_factory=dict)
    unsaved: Counter[str] = field(default_factory=Counter)
    read_s: float = 0.0
    alarmed_s: dict[str, float] = field(default_factory=dict)
    read_at: datetime | None = None


_lock = threading.Lock()
_tallies: WeakKeyDictionary[Record, _Tally] = WeakKeyDictionary()


def area_of(value: str) -> str:
    """The beginning of a number that stands for where it is, "+1312"; "" of what is no number."""
    return value[:5] if value.startswith("+1") and len(value) > 5 else ""


def may_reply(clarion: Clarion, connection: Transaction, area: str) -> bool:
    """Whether one more reply may go to an area within the day. Organizers are told once a day when
    four fifths of its budget are spent, and when all of it is."""
    if not area:
        return True
    tally = _fresh(clarion, connection)
    for subject in (f"area:{area}", f"region:{region_of(area)}"):
        most = _most(clarion, subject)
        if most is None:
            continue
        made = tally.known.get(subject, 0) + tally.unsaved[subject]
        if made >= most * _ALARM_AT and _is_due(tally, f"{subject} {made >= most}"):
            _alarm(clarion, connection, subject, made, most)
        if made >= most:
            return False
    return True


def _is_due(tally: _Tally, what: str) -> bool:
    """Whether the record is asked again if organizers have been told: not for every text."""
    now = time.monotonic()
    if now - tally.alarmed_s.get(what, -_FRESH_S) < _FRESH_S:
        return False
    tally.alarmed_s[what] = now
    return True


def count_reply(clarion: Clarion, area: str) -> None:
    """Count a reply that goes out."""
    if area:
        with _lock:
            tally = _tallies.setdefault(clarion.record, _Tally())
            tally.unsaved.update([f"area:{area}", f"region:{region_of(area)}"])


def _most(clarion: Clarion, subject: str) -> int | None:
    """The budget of an area, or of a country where the setting names it."""
    kind, _, name = subject.partition(":")
    named = clarion.settings.replies_per_area
    return named.get(name, named["area"] if kind == "area" else None)


def _fresh(clarion: Clarion, connection: Transaction) -> _Tally:
    """What is known of the last day, with what this process has counted since added to the record
    where that was a while ago."""
    now = clarion.clock.now()
    with _lock:
        tally = _tallies.setdefault(clarion.record, _Tally())
        is_old = tally.read_at is None or abs(now - tally.read_at) > _HOUR
        is_due = time.monotonic() - tally.read_s >= _FRESH_S
        if not (is_old or is_due or tally.unsaved.total() >= _MOST_UNSAVED):
            return tally
        unsaved, tally.unsaved = tally.unsaved, Counter()
        counted_at = tally.read_at or now  # since when they were counted: an hour or less
        tally.read_s, tally.read_at = time.monotonic(), now
    for subject, count in sorted(unsaved.items()):
        spent.spend(connection, _REPLY, subject, counted_at, count)
    tally.known = spent.by_subject(connection, _REPLY, now - budgets.DAY)
    return tally


def _alarm(clarion: Clarion, connection: Transaction, subject: str, made: int, most: int) -> None:
    which = "area_spent" if made >= most else "area_near"
    if not budgets.is_first(clarion, connection, f"{which[5:]} {subject}"):
        return
    name = subject.partition(":")[2]
    log.warning("budget of replies to an area", area=name, made=made, budget=most)
    text = alarm_of(which, area=name, made=made, budget=most)
    tell(
        clarion, connection, text, whom=which, contact_id=None,
        most_an_hour=budgets.ALARMS_AN_HOUR,
    )  # fmt: skip
