"""A DJ's station and market: people's own words, so sealed, and found by keyed digests."""

from __future__ import annotations

from typing import Any

from bot.store.sealing import Purpose, Sealer

STATION, MARKET = "dj.station", "dj.market"  # as segments name them


def seal_station(sealer: Sealer, station: str, market: str) -> dict[str, Any]:
    """The columns of a DJ that hold the two, sealed with what each is found by."""
    return {
        "station_sealed": sealer.seal_or_none(station or None, Purpose.DJ_STATION),
        "station_key": sealer.field_keys(STATION, station)[0] if station else None,
        "market_sealed": sealer.seal_or_none(market or None, Purpose.DJ_MARKET),
        "market_key": sealer.field_keys(MARKET, market)[0] if market else None,
    }


def open_station(sealer: Sealer, sealed: bytes | None) -> str:
    """A station's name; "" where none is known."""
    return sealer.open_or_unknown(sealed, Purpose.DJ_STATION) or ""


def open_market(sealer: Sealer, sealed: bytes | None) -> str:
    """A DJ's market; "" where none is known."""
    return sealer.open_or_unknown(sealed, Purpose.DJ_MARKET) or ""
