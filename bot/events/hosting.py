"""What somebody who leads an action does about it by text: who comes, seats, calling it off.

Which of theirs a command is about is found first (`events`); every other act takes its code and
does nothing for whoever does not lead it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.engine import ActResult
from bot.engine.template import compile_template
from bot.events import changing, seats
from bot.events.changing import By
from bot.events.letting_in import let_in_all
from bot.events.needs import shown as needs_shown
from bot.events.telling import describe, must_be_let_in
from bot.people.exchange import Exchange
from bot.store.events import actions as rows
from bot.store.events import changes, hosting, hosts
from bot.store.events.actions import EventRow
from bot.store.sealing import Purpose

_MOST_LISTED = 6
_MOST_NAMED = 12
MOST_SEATS = 5000
_KITS = {"phone_bank": "bank", "registration": "registration"}
_ITEM = compile_template("{n}) {day|date}[, {time|time}]: {title}[, {place|short:28}].")


# --- which one ------------------------------------------------------------------------------------


def events(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The action to come that a command is about: the only one this person leads, or the one that a
    code or a number of the list they were given last names. Outcomes: one, several, none."""
    led = hosts.led_from(exchange.connection, exchange.taken.contact_id, today_of(exchange))
    if not led:
        return ActResult("none")
    said = args.get("said", "").upper().split()
    told = {*said, *map("".join, pairwise(said))}  # KTRM4729, KTRM 4729
    named = [event for event in led if event.code in told]
    named = named or _numbered(exchange, led, said)
    if len(named or led) == 1:
        only = (named or led)[0]
        return ActResult("one", facts_of(exchange, only) | _list(exchange, [only]))
    return ActResult("several", _list(exchange, led[:_MOST_LISTED]))


def _numbered(exchange: Exchange, led: Sequence[EventRow], said: Sequence[str]) -> list[EventRow]:
    session = exchange.session
    listed = str(session.fields.get("host.codes", "") if session else "").split()
    if len(said) != 1 or not said[0].isdecimal() or not 1 <= int(said[0][:3]) <= len(listed):
        return []
    return [event for event in led if event.code == listed[int(said[0]) - 1]]


def _list(exchange: Exchange, led: Sequence[EventRow]) -> dict[str, str | int]:
    campaign = exchange.campaign
    lang, lexicon = exchange.lang, campaign.lexicon
    items = [
        _ITEM.render((describe(exchange, event) | {"n": number}).get, lang, lexicon)
        for number, event in enumerate(led, 1)
    ]
    return {
        "list": " ".join(items),
        "count": len(led),
        "codes": " ".join(event.code for event in led),
    }


def facts_of(exchange: Exchange, event: EventRow) -> dict[str, str | int]:
    """What texts to a host show of an action, by the names after `host.`. What is "" is left out of
    a text with the words around it; `people` is whom a text to all reaches."""
    connection = exchange.connection
    crowd = hosting.crowd(connection, event.id)
    whom = changes.to_tell(connection, event.id, [exchange.taken.contact_id])
    return describe(exchange, event) | {
        "going": crowd.going,
        "signed": crowd.signed_for,
        "waiting": crowd.waiting or "",
        "seats": event.capacity or "",
        "people": len(whom),
    }


def led(exchange: Exchange, args: Mapping[str, str]) -> EventRow | None:
    """The action with a code, locked, where this person leads it and it is still to come."""
    event = rows.lock_event(exchange.connection, args.get("code", "")[:20])
    if event is None or event.state not in hosts.LED or event.day < today_of(exchange):
        return None
    is_theirs = hosts.leads(exchange.connection, event, exchange.taken.contact_id)
    return event if is_theirs else None


def today_of(exchange: Exchange) -> date:
    return exchange.now.astimezone(ZoneInfo(exchange.campaign.zone)).date()


# --- WHO, HOW MANY --------------------------------------------------------------------------------


def guests(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Who comes to an action they lead: how many, first names once an organizer has looked at the
    action, what is still needed. Outcomes: some, none (nobody yet), gone."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    connection = exchange.connection
    facts = facts_of(exchange, event)
    is_asked = must_be_let_in(exchange.clarion, event)
    outside = hosting.count_outside(connection, event.id) if is_asked else 0
    facts |= {
        "names": _names(exchange, event),
        "outside": outside or "",
        "needs": needs_shown(exchange, hosting.needs_open(connection, event.id)),
    }
    return ActResult("some" if facts["going"] else "none", facts)


def _names(exchange: Exchange, event: EventRow) -> str:
    """First names of who goes, in the order they signed up; "" before an organizer has looked: a
    stranger is told no names."""
    if event.reviewed_at is None:
        return ""
    sealed = hosting.guest_names(exchange.connection, event.id, exchange.taken.contact_id)
    opened = (exchange.clarion.sealer.open_or_unknown(one, Purpose.CONTACT_NAME) for one in sealed)
    names = [name.split(" ")[0] for name in opened if name and name.strip()]
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} +{len(names) - _MOST_NAMED}" if len(names) > _MOST_NAMED else shown


def kit(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Which checklist fits what this person leads next, where all they lead is of one kind.
    Outcomes: action, bank, registration, several, none."""
    led = hosts.led_from(exchange.connection, exchange.taken.contact_id, today_of(exchange))
    fitting = {_KITS.get(event.kind, "action") for event in led}
    if len(fitting) != 1:
        return ActResult("several" if fitting else "none")
    return ActResult(fitting.pop(), facts_of(exchange, led[0]))


# --- FULL, MORE SEATS -----------------------------------------------------------------------------


def close(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Nobody new gets a seat: whoever signs up waits. Outcomes: ok, gone."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    hosting.close(exchange.connection, event.id, exchange.now)
    return ActResult("ok", facts_of(exchange, event))


def more_seats(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """So many more seats than now, or as many as like to come ("" and "any"); who waits is asked in
    turn. Outcomes: ok, no_limit, many, gone."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    more = args.get("count", "").strip()
    if not more.isdecimal():
        hosting.open_seats(exchange.connection, event.id, None)
        capacity = None
    else:
        going = hosting.crowd(exchange.connection, event.id).seats
        # A full one of 20 with 12 who come has 12 seats that are taken, and so many more.
        base = max(going, event.capacity if event.capacity and not event.closed_at else going)
        capacity = base + int(more[:5])
        if capacity > MOST_SEATS:
            return ActResult("many")
        hosting.open_seats(exchange.connection, event.id, capacity)
    changes.add(
        exchange.connection, event.id, "seats", exchange.now, by_contact=exchange.taken.contact_id
    )
    now = rows.lock_event(exchange.connection, event.code) or event
    asked = seats.fill(exchange.clarion, exchange.connection, now)
    facts = facts_of(exchange, now) | {"asked": asked or ""}
    return ActResult("ok" if capacity is not None else "no_limit", facts)


# --- LET IN ---------------------------------------------------------------------------------------


def let_in(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Let in everybody who waits outside: they are told where it is. Outcomes: ok, nobody, gone."""
    event = led(exchange, args)
    if event is None or event.state != "open":
        return ActResult("gone")
    done = let_in_all(exchange.clarion, exchange.connection, event)
    return ActResult("ok" if done else "nobody", facts_of(exchange, event) | {"asked": done})


# --- CALL OFF -------------------------------------------------------------------------------------


def call_off(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Call an action off: everybody who signed up is told. Outcomes: ok, short (some of them only
    once an organizer says so), gone."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    facts = facts_of(exchange, event)
    rows.set_state(exchange.connection, event.id, "called_off")
    told = changing.tell_all(
        exchange.clarion, exchange.connection, event, "called_off", "event_called_off",
        By(contact=exchange.taken.contact_id),
    )  # fmt: skip
    facts |= {"people": told.people, "late": told.late or ""}
    return ActResult("short" if told.late else "ok", facts)
