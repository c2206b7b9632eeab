"""The one text about a call that was to be made: why it did not come, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.calls.flows import NEWS
from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.store.calls import calls
from bot.store.people import people
from bot.store.record import Transaction

# Of the others nobody needs to hear: they stopped, called it off, or cannot be texted.
TOLD = frozenset(
    {
        "missed",
        "closed",
        "over",
        "hours",
        "often",
        "budget",
        "refused",
        "late",
        "lost",
        "line_closed",
    }
)


def tell(connection: Transaction, contact_id: int, why: str, now: datetime) -> None:
    """Have somebody told why their call does not come."""
    if why in TOLD:
        people.start_timer(connection, contact_id, f"later:{NEWS}", now, now)


def what(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """What became of the last call that we were to make. Outcomes: those of TOLD, none."""
    for row in calls.of_contact(exchange.connection, exchange.taken.contact_id):
        if row.direction in ("out", "back"):
            return ActResult(row.reason if row.reason in TOLD else "none")
    return ActResult("none")
