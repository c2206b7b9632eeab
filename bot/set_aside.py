"""One bad row stops no other: it is set aside with the kind of its error, and the rest go on.

Everything that walks rows by itself (the clock, the spool, jobs) walks them through here. What is
set aside stands on the console's first page and in `clarion doctor`, and is tried again by itself,
after a minute, then ever later up to six hours; `clarion aside --again` does it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import structlog

from bot.clarion import Clarion
from bot.errors import RecordAway
from bot.store import set_aside as rows
from bot.store.set_aside import AsideRow

log = structlog.get_logger()

_MOST = 200


class Kind(StrEnum):
    """What can be set aside. The console has words for each (bot/web/console/state_words.py)."""

    TIMERS = "timers of a contact"
    WEBHOOK_CALL = "webhook call"
    BROADCAST = "broadcast"
    DOUBT = "text in doubt"
    CARRIER_TEXT = "text at the carrier"
    LATE_STATUS = "late status"
    SERIES_TEXT = "text of a series"
    DJ_REMINDER = "reminder of a DJ"
    CORRECTION = "correction"
    CORRECTION_TEXT = "correction to a person"
    UNDER_WAY = "broadcast under way"
    SPOOLED_TEXT = "text kept on disk"
    CONTACT = "contact"
    TICKET = "ticket"
    LIST = "list of people"
    ERASURE = "erasing of a person"
    ORDER = "order by text"
    GUEST_NEWS = "news of an action's guests"
    SEAT = "seat of an action"
    EVENT_WISH = "wish for an action"
    ROOM = "room of a phone bank"
    CLAIM = "name of a calling list"
    CALL = "call"


@dataclass(slots=True)
class Walk:
    """One walk over rows of a kind. `held` are the keys to pass over in it."""

    clarion: Clarion
    kind: Kind
    held: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    @property
    def held_ids(self) -> list[int]:
        """The keys to pass over, where they are row ids."""
        return [int(key) for key in self.held]

    @contextmanager
    def row(self, key: object = None) -> Iterator[Row]:
        """Do something with one row. What it raises sets the row aside, once its key is known.

        Raises: RecordAway, and whatever comes before the row's key is known.
        """
        row = Row(None if key is None else str(key))
        try:
            yield row
        except RecordAway:
            raise
        except Exception as error:
            if row.key is None:
                raise
            self._put(row.key, error)
            row.has_failed = True
        else:
            if row.key is not None and row.key in self.known:
                self._clear(row.key)

    def _put(self, key: str, error: Exception) -> None:
        self.held.add(key)
        self.known.add(key)
        now = self.clarion.clock.now()
        with self.clarion.record.transaction() as connection:
            times = rows.put(connection, self.kind, key, _name(error), now)
        log.error("row set aside", row=self.kind, key=key, times=times, exc_info=error)

    def _clear(self, key: str) -> None:
        with self.clarion.record.transaction() as connection:
            rows.clear(connection, self.kind, key)
        self.known.discard(key)


@dataclass(slots=True)
class Row:
    """The row in hand."""

    key: str | None
    has_failed: bool = False

    def is_now(self, key: object) -> None:
        """Say which row it is, where that is known only on the way."""
        self.key = str(key)


def walk(clarion: Clarion, kind: Kind) -> Walk:
    """Begin a walk over rows of a kind: those set aside and not due again are passed over.

    Raises: RecordAway.
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        found = rows.of_kind(connection, kind)
    return Walk(
        clarion, kind, {row.key for row in found if row.again_at > now}, {row.key for row in found}
    )


T = TypeVar("T")


def each(
    clarion: Clarion,
    kind: Kind,
    some: Iterable[T],
    do: Callable[[T], object],
    key: Callable[[T], object] = str,
) -> int:
    """Do something with each row that is not set aside. How many it went well with.

    Raises: RecordAway.
    """
    found = list(some)
    if not found:
        return 0
    walking, done = walk(clarion, kind), 0
    for one in found:
        if str(key(one)) in walking.held:
            continue
        with walking.row(key(one)) as row:
            do(one)
        done += not row.has_failed
    return done


def note(clarion: Clarion, kind: Kind, key: str, error: Exception) -> None:
    """Note a row that nothing tries again by itself. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        rows.put(connection, kind, key, _name(error), clarion.clock.now())


def _name(error: Exception) -> str:
    """The kind of an error. Its words may hold somebody's, so they are for the log alone."""
    return type(error).__name__[:40]


def listed(clarion: Clarion) -> list[AsideRow]:
    """What is set aside, for people to see. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return rows.listed(connection, _MOST)


def due_again(clarion: Clarion, kind: Kind, now: datetime) -> list[str]:
    """Keys of a kind whose time has come, for what would not come by itself. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return [row.key for row in rows.of_kind(connection, kind) if row.again_at <= now]


def try_again(clarion: Clarion) -> int:
    """Let all of it be tried again at once; what fails again comes back. How many.

    Raises: RecordAway.
    """
    with clarion.record.transaction() as connection:
        return rows.hurry(connection, clarion.clock.now())
