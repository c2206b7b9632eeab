"""Phone banks: calls tallied by text, one's own and the room's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.people.verdicts import seal_verdict
from bot.store.events import actions as rows
from bot.store.events import tallies
from bot.store.people import reports

# More calls than this in one tally is a typing mistake.
MOST_AT_ONCE = 500


def tally(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Add calls to the phone bank this person made or joined last. Outcomes: ok, many
    and again (written, but held until somebody says that it is right), not_in.

    The turn's own report of them is written here instead, with the phone bank it belongs to.
    """
    event = rows.phone_bank_of(exchange.connection, exchange.taken.contact_id)
    if event is None:
        return ActResult("not_in")
    exchange.take_reports("tallied")
    digits = "".join(char for char in args.get("count", "") if char.isascii() and char.isdigit())
    count = min(int(digits[:6] or 1), MOST_AT_ONCE)
    contact_id = exchange.taken.contact_id
    held = reports.why_held(exchange.connection, contact_id, "tallied", count, exchange.now)
    day_ago = exchange.now - timedelta(days=1)
    if reports.count_written(exchange.connection, contact_id, day_ago) < reports.MOST_WRITTEN:
        tallies.add_tally(
            exchange.connection,
            event.id,
            contact_id,
            count,
            held=held,
            verdict_sealed=seal_verdict(exchange, count),
            now=exchange.now,
        )
    own, total = tallies.count(exchange.connection, event.id, contact_id)
    return ActResult(held or "ok", {"mine": own, "total": total})
