"""Counts of what people did, for texts and the public counter."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from bot.engine import ActResult
from bot.store import people
from bot.store.record import Record

if TYPE_CHECKING:
    from psycopg import Connection

    from bot.bootstrap import Clarion
    from bot.exchange import Exchange

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
        with clarion.record.hot() as connection:
            found = _count(clarion, connection)
    return found


def counts(clarion: Clarion, connection: Connection[Any]) -> Mapping[str, int]:
    """The totals as texts show them: {"count.called": 1234, …}."""
    found = _recent(clarion)
    if found is None:
        found = _count(clarion, connection)
    return {f"count.{kind}": total for kind, total in found.items()}


def _recent(clarion: Clarion) -> dict[str, int] | None:
    known = _known.get(clarion.record)
    return known[1] if known and time.monotonic() - known[0] < FRESH_S else None


def _count(clarion: Clarion, connection: Connection[Any]) -> dict[str, int]:
    found = people.totals(connection)
    with _lock:
        _known[clarion.record] = (time.monotonic(), found)
    return found


def mine(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """How much this person has reported of a kind. Outcome: ok."""
    own, _ = people.count_reports(exchange.connection, exchange.taken.contact_id, _kind(args))
    return ActResult("ok", {"count": own})


def total(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """How much everybody has reported of a kind. Outcome: ok."""
    _, all_of_it = people.count_reports(exchange.connection, exchange.taken.contact_id, _kind(args))
    return ActResult("ok", {"count": all_of_it})


def _kind(args: Mapping[str, str]) -> str:
    return args.get("kind", "") or "called"
