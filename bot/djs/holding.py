"""Which station has which version of a script, as organizers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clarion import Clarion
from bot.store.djs import overview
from bot.store.djs.naming import open_market, open_station


@dataclass(frozen=True, slots=True)
class Holder:
    """A DJ, the newest version of a script they were given, and their airings of it."""

    contact_id: int
    station: str
    market: str
    version: int
    given_at: datetime
    aired: int


def holders(clarion: Clarion, script_id: str) -> list[Holder]:
    """Which station has which version. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        found = overview.holders(connection, script_id)
    return [
        Holder(
            row.contact_id,
            open_station(clarion.sealer, row.station_sealed),
            open_market(clarion.sealer, row.market_sealed),
            row.version,
            row.given_at,
            row.aired,
        )
        for row in found
    ]
