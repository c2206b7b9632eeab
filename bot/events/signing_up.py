"""Signing up for an action by text, and answering about a seat that is held."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine import ActResult
from bot.events import seats
from bot.events.actions import chosen, is_to_come, outcome_of, seat
from bot.events.telling import describe
from bot.people.exchange import Exchange
from bot.store.events import actions as rows
from bot.store.events import checkins
from bot.store.events import seats as queries
from bot.store.events.actions import EventRow


def rsvp(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Sign up, by the number in the list this person was given last or by an action's code.

    A full action has a waiting list. Outcomes: ok, asked (they hear where it is once they are let
    in), room (of a phone bank), full, unknown (no such, past or called off), locked (too many codes
    that are none).
    """
    found = chosen(exchange, args.get("choice", ""))
    event = found.event
    if event is None or not is_to_come(event, exchange.now, exchange.campaign.zone):
        return ActResult("locked" if found.is_locked else "unknown")
    given = seat(exchange, event, "text")
    if given.state == "waiting":
        return ActResult("full", _shown(exchange, event, given.party))
    if not given.is_new:
        contact_id = exchange.taken.contact_id
        checkins.confirm(exchange.connection, event.id, contact_id, exchange.now)
    outcome = outcome_of(exchange, event)
    is_room = event.kind == "phone_bank" and outcome == "ok"
    return ActResult("room" if is_room else outcome, _shown(exchange, event, given.party))


def offer(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """The seat that is held for this person and that they have not answered about. Outcomes: held,
    none."""
    held = queries.offered_to(exchange.connection, exchange.taken.contact_id)
    if held is None:
        return ActResult("none")
    code, until = held
    event = rows.lock_event(exchange.connection, code)
    guest = (
        queries.find(exchange.connection, event.id, exchange.taken.contact_id) if event else None
    )
    if event is None or guest is None or guest.state != "offered":
        return ActResult("none")
    shown = _shown(exchange, event, guest.party)
    return ActResult("held", shown | seats.as_asked(exchange.campaign, event, until))


def _shown(exchange: Exchange, event: EventRow, party: int) -> dict[str, str | int]:
    """What texts show; `party` is "" of one alone, so that the words around it are left out."""
    return describe(exchange, event) | {"party": party if party > 1 else ""}
