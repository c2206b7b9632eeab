"""Counts of what people did, for texts and the public counter."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from bot.clarion import Clarion
from bot.store.people import reports
from bot.store.record import Record, Transaction

# A running count in a text or on a page may be this old. Nobody can tell, and a busy hour does not
# sum the ledger for every text.
FRESH_S = 5.0
# Fewer than this are not told to everybody: they may be one person and those who know them.
LEAST_SHOWN = 5
_PREFIX = "count."

_lock = threading.Lock()
_known: WeakKeyDictionary[Record, tuple[float, dict[str, int]]] = WeakKeyDictionary()


def totals(clarion: Clarion) -> dict[str, int]:
    """How many of each kind have been reported in all, at most 5 seconds old.

    Raises: RecordAway.
    """
    found = _recent(clarion)
    if found is None:
        with clarion.record.transaction() as connection:
            found = _count(clarion, connection)
    return found


def shown_to_all(clarion: Clarion) -> dict[str, int | None]:
    """`totals` for pages that anybody may see: None for a count so small that it may point at
    somebody (1 to 4). Raises: RecordAway."""
    return {
        kind: None if 0 < count < LEAST_SHOWN else count for kind, count in totals(clarion).items()
    }


class Counts(Mapping[str, int]):
    """The totals as texts show them, {"count.called": 1234, …}, summed when one is first asked for:
    few texts show a count."""

    def __init__(self, find: Callable[[], Mapping[str, int]]) -> None:
        self._find = find
        self._found: Mapping[str, int] | None = None

    def __getitem__(self, name: str) -> int:
        kind = name.removeprefix(_PREFIX)
        if kind == name:
            raise KeyError(name)
        return self._all[kind]

    def __iter__(self) -> Iterator[str]:
        return (f"{_PREFIX}{kind}" for kind in self._all)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def _all(self) -> Mapping[str, int]:
        if self._found is None:
            self._found = self._find()
        return self._found


def of_all(
    clarion: Clarion, connection: Transaction, texted_at: datetime | None = None
) -> Mapping[str, int]:
    """The totals by their kind, for somebody's text.

    What somebody reported is in the total they are shown: whoever texted at `texted_at`, so lately
    that a kept count may lack it (another process may have taken it in), is counted for anew.
    """
    is_new = texted_at is not None and (
        clarion.clock.now() - texted_at < timedelta(seconds=2 * FRESH_S)
    )
    found = None if is_new else _recent(clarion)
    if found is None:
        found = _count(clarion, connection)
    return found


def forget(clarion: Clarion) -> None:
    """Count anew at the next look: many reports have just been taken back."""
    with _lock:
        _known.pop(clarion.record, None)


def _recent(clarion: Clarion) -> dict[str, int] | None:
    known = _known.get(clarion.record)
    return known[1] if known and time.monotonic() - known[0] < FRESH_S else None


def _count(clarion: Clarion, connection: Transaction) -> dict[str, int]:
    found = reports.totals(connection)
    with _lock:
        _known[clarion.record] = (time.monotonic(), found)
    return found
