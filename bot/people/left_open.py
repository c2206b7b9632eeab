"""Seals what stood open in the record: a migration sets it aside, the clock works through it.

In small transactions, by several at once, and it goes on where it was broken off.
"""

from __future__ import annotations

import json
from typing import Any

import structlog

from bot.clarion import Clarion
from bot.people.contacts import seal_fields
from bot.people.report_words import seal_details
from bot.store.djs.naming import seal_station
from bot.store.people import left_open as rows
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer

log = structlog.get_logger()
_AT_ONCE = 500


def seal(clarion: Clarion) -> int:
    """Seal all that waits. How many rows. Raises: RecordAway."""
    sealed = 0
    while True:
        with clarion.record.transaction() as connection:
            found = rows.some(connection, _AT_ONCE)
            for one in found:
                _put(clarion.sealer, connection, one)
            rows.done(connection, [one.id for one in found])
        sealed += len(found)
        if len(found) < _AT_ONCE:
            break
    if sealed:
        log.info("what stood open is sealed", rows=sealed)
    return sealed


def _put(sealer: Sealer, connection: Transaction, one: rows.Left) -> None:
    columns = _columns(sealer, connection, one)
    if columns:
        rows.put(connection, one.kind, one.row_id, columns)


def _columns(sealer: Sealer, connection: Transaction, one: rows.Left) -> dict[str, Any]:
    sealed, is_there = rows.sealed_since(connection, one.kind, one.row_id)
    if is_there and one.kind == "contact":
        since = sealer.open_or_unknown(sealed, Purpose.CONTACT_FIELDS)
        if sealed is None or since is not None:
            return seal_fields(sealer, {**one.told, **json.loads(since or "{}")})
    if not is_there or sealed is not None:
        return {}  # gone, or told anew since
    if one.kind == "report":
        return {"details_sealed": seal_details(sealer, one.told)}
    station = str(one.told.get("station") or "")
    if one.kind == "dj":
        return seal_station(sealer, station, str(one.told.get("market") or ""))
    digest = sealer.digest(Purpose.STATION_ASKED, station)
    rows.drop_later_asks(connection, one.row_id, digest)
    return {"station_sealed": sealer.seal(station, Purpose.STATION_ASKED), "station_digest": digest}
