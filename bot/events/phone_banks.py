"""Phone banks: calls tallied by text, one's own and the room's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.people.verdicts import seal_verdict
from bot.store.events import actions as rows
from bot.store.events import rooms, tallies
from bot.store.people import limits, reports

# More calls than this in one tally is a typing mistake.
MOST_AT_ONCE = 500


def tally(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Add calls to the phone bank this person is in now, else to the one they made or joined last.
    Outcomes: ok, many and again (written, but held until somebody says that it is right), not_in.

    The turn's own report of them is written here instead, with the phone bank it belongs to.
    """
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    event_id = rooms.room_of(connection, contact_id, exchange.now)
    if event_id is None:
        last = rows.phone_bank_of(connection, contact_id)
        event_id = last.id if last else None
    if event_id is None:
        return ActResult("not_in")
    exchange.take_reports("tallied")
    digits = "".join(char for char in args.get("count", "") if char.isascii() and char.isdigit())
    count = min(int(digits[:6] or 1), MOST_AT_ONCE)
    held = limits.why_held(connection, contact_id, "tallied", count, exchange.now)
    new = reports.NewReport(
        "tallied", count, exchange.now, exchange.flow or None, None,
        verdict_sealed=seal_verdict(exchange, count), event_id=event_id,
    )  # fmt: skip
    reports.add_reports(
        connection, contact_id, [new], message_id=exchange.message_id, now=exchange.now
    )
    own, total = tallies.count(connection, event_id, contact_id)
    return ActResult(held or "ok", {"mine": own, "total": total})
