"""Counts of what people did, for texts and the public counter."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from bot.clarion import Clarion
from bot.store.people import people
from bot.store.record import Record, Transaction

# A running count in a text or on a page may be this old. Nobody can tell, and a busy hour does not
# sum the ledger for every text.
FRESH_S = 5.0

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


def counts(clarion: Clarion, connection: Transaction) -> Mapping[str, int]:
    """The totals as texts show them: {"count.called": 1234, …}."""
    found = _recent(clarion)
    if found is None:
        found = _count(clarion, connection)
    return {f"count.{kind}": total for kind, total in found.items()}


def _recent(clarion: Clarion) -> dict[str, int] | None:
    known = _known.get(clarion.record)
    return known[1] if known and time.monotonic() - known[0] < FRESH_S else None


def _count(clarion: Clarion, connection: Transaction) -> dict[str, int]:
    found = people.totals(connection)
    with _lock:
        _known[clarion.record] = (time.monotonic(), found)
    return found
