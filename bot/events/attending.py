"""Who was there: the host's number of people, and a guest's word that they came."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine import ActResult
from bot.events.telling import describe
from bot.people.exchange import Exchange
from bot.people.verdicts import seal_verdict
from bot.store.events import attendance as rows
from bot.store.events.actions import EventRow
from bot.store.people.reports import NewReport

# More people at an action of volunteers is a typing mistake, or wants an organizer's look.
MOST_GUESTS = 1000


def hosted(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Write how many people were at the action this person led last; told anew, the new number is
    the one that counts. Outcomes: ok, many (it counts once an organizer has looked), none."""
    exchange.take_reports("guests")
    event = rows.led_lately(exchange.connection, exchange.taken.contact_id, exchange.now)
    digits = "".join(char for char in args.get("count", "") if char.isascii() and char.isdigit())
    count = int(digits[:6] or 0)
    if event is None:
        return ActResult("none")
    rows.take_back_guests(exchange.connection, event.id, exchange.now)
    held = "many" if count > max(MOST_GUESTS, 3 * (event.capacity or 0)) else None
    exchange.new_reports.append(_report(exchange, "guests", count, event.id, held))
    if not rows.is_counted(exchange.connection, event.id, "hosted"):
        exchange.new_reports.append(_report(exchange, "hosted", 1, event.id, held))
    return ActResult("many" if held else "ok", describe(exchange, event) | {"count": count})


def came(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Note that a guest was at the action they signed up for, begun within the last two days.
    Outcomes: ok, again (they have told it before), led (they signed up for none and led one: it
    is their guests who came), none."""
    contact_id = exchange.taken.contact_id
    event = rows.joined_lately(exchange.connection, contact_id, exchange.now)
    if event is None:
        exchange.take_reports("came")
        led = rows.led_lately(exchange.connection, contact_id, exchange.now)
        return ActResult("none" if led is None else "led")
    return note_came(exchange, event)


def note_came(exchange: Exchange, event: EventRow) -> ActResult:
    """Note that this person was at a locked action they signed up for. Outcomes: ok, again."""
    contact_id = exchange.taken.contact_id
    if not rows.note_came(exchange.connection, event.id, contact_id, exchange.now):
        exchange.take_reports("came")
        return ActResult("again", describe(exchange, event))
    exchange.write_report(_report(exchange, "came", 1, event.id, None))
    return ActResult("ok", describe(exchange, event))


def _report(
    exchange: Exchange, kind: str, count: int, event_id: int, held: str | None
) -> NewReport:
    return NewReport(
        kind, count, exchange.now, exchange.flow or None, None,
        verdict_sealed=seal_verdict(exchange, count), event_id=event_id, held=held,
    )  # fmt: skip
