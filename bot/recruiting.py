"""Recruiting DJs: a volunteer asks a station, and is credited when it signs up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot import invites
from bot.engine import ActResult, fold
from bot.store import deeds

if TYPE_CHECKING:
    from bot.exchange import Exchange


def ask(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """A volunteer will ask a station: note it, and give the code that credits them. Outcome: ok.

    The first volunteer to ask a station has it; others may ask too and are credited by their code.
    """
    station = fold(args.get("station", ""))
    if station:
        deeds.ask_station(
            exchange.connection, station[:80], exchange.taken.contact_id, exchange.now
        )
    return invites.card(exchange, args)
