"""Actions of the week that people lead and join by text.

What a stranger makes by text is shown to nobody else until an organizer has looked at it: the
people who would come may be in danger. Phone banks are joined only by a code that the host gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.engine import ActResult, Campaign
from bot.engine.template import compile_template
from bot.events import codes, seats
from bot.events.telling import Sight, describe, sight_of, take_language
from bot.people.exchange import Exchange
from bot.store.events import actions as rows
from bot.store.events.actions import EventRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose

MOST_SHOWN = 3
_MOST_LISTED = "codes"  # the value that remembers which action each number of a list stands for
# A bracket after the number: "1 5 de diciembre" would read as fifteen.
_ITEM = compile_template(
    "{n}) {day|date}[, {time|time}]: {title}[, {place|short:28}][, {town}][, {miles} mi]."
)
_NO_WISH = seats.Wish()
# Farther than this nobody goes to an action; who lives there hears that there is none yet.
NEAR_MILES = 60


# --- acts of a conversation ------------------------------------------------------------------


def numbered(exchange: Exchange, found: Sequence[EventRow]) -> dict[str, str | int]:
    """A list of actions as it is texted, how many there are, and their codes by its numbers."""
    shown = [_listed(exchange, event, number) for number, event in enumerate(found, 1)]
    listed = " ".join(event.code for event in found)
    return {"list": " ".join(shown), "count": len(found), _MOST_LISTED: listed}


def outcome_of(exchange: Exchange, event: EventRow) -> str:
    """Whether somebody who goes knows where it is, as an outcome."""
    contact_id = exchange.taken.contact_id
    sight = sight_of(exchange.clarion, exchange.connection, event, contact_id)
    return "asked" if sight is Sight.OTHERS else "ok"


def seat(
    exchange: Exchange, event: EventRow, source: str, wish: seats.Wish = _NO_WISH
) -> seats.Seat:
    """Sign this person up for a locked action."""
    clarion, contact_id = exchange.clarion, exchange.taken.contact_id
    return seats.sign_up(clarion, exchange.connection, event, contact_id, wish, source)


def join_phone_bank(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Join a phone bank by its code. Outcomes: ok, asked, unknown, locked, as in `rsvp`."""
    found = codes.find_by_code(exchange, args.get("code", ""))
    event = found.event
    if event is None or event.kind != "phone_bank" or not _is_to_come(exchange, event):
        return ActResult("locked" if found.is_locked else "unknown")
    lang = take_language(exchange, event)
    seat(exchange, event, "text")
    shown = describe(exchange, event) | {"host": _host(exchange, event)}
    return ActResult(outcome_of(exchange, event), shown, lang)


def enter_phone_bank(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """`join_phone_bank`, by a code that may be an invitation's: what has not the form of a code of
    ours is unknown, and no guess."""
    if not codes.is_one(args.get("code", "")):
        return ActResult("unknown")
    return join_phone_bank(exchange, args)


def _host(exchange: Exchange, event: EventRow) -> str:
    """The host's first name, once an organizer has looked at what they made; else ""."""
    if event.reviewed_at is None:
        return ""
    sealed = rows.host_name(exchange.connection, event.id)
    name = exchange.clarion.sealer.open_or_unknown(sealed, Purpose.CONTACT_NAME) or ""
    first = name.split(" ")[0]
    return first if first.replace("-", "").replace("'", "").isalpha() else ""


def cancel(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Take this person off an action to come: the one that a code, or a number of the list they
    were given last, names; else the only one. The first on its waiting list moves up and is told.
    Outcomes: ok, several (which one?), off (it was called off: they are off its list), none."""
    joined = _joined(exchange)
    said = _chosen_code(exchange, args.get("choice", "")).upper().split()
    told = {*said, *map("".join, pairwise(said))}  # KTRM4729, KTRM 4729
    names_one = any(char.isdecimal() for word in said for char in word)
    named = [event for event in joined if event.code in told] if names_one else joined
    if not named:
        gone = _leave_called_off(exchange, told if names_one else None)
        if gone is not None:
            return ActResult("off", describe(exchange, gone))
    if not joined:
        return ActResult("none")
    if len(named) != 1:  # also where the code is of none that they go to
        return ActResult("several")
    guest = exchange.taken.contact_id
    take_off(exchange.clarion, exchange.connection, exchange.campaign, named[0], guest)
    return ActResult("ok", describe(exchange, named[0]))


def _leave_called_off(exchange: Exchange, codes_told: set[str] | None) -> EventRow | None:
    """Take this person off what was called off meanwhile, all of it or what one of the codes names;
    the next of them, or None where there is none."""
    connection, guest = exchange.connection, exchange.taken.contact_id
    today = _today(exchange, exchange.person.zone)
    found = [
        event
        for event in rows.called_off_from(connection, guest, today)
        if codes_told is None or event.code in codes_told
    ]
    for event in found:
        seats.give_back(exchange.clarion, connection, event, guest)
    return found[0] if found else None


def going(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """The next actions that this person goes to or waits for, as a numbered list. Outcomes: some,
    none."""
    joined = _joined(exchange)
    if not joined:
        return ActResult("none")
    return ActResult("some", numbered(exchange, joined[:MOST_SHOWN]))


def _joined(exchange: Exchange) -> list[EventRow]:
    """The actions to come that this person goes to or waits for, the next one first; locked."""
    today = _today(exchange, exchange.person.zone)
    joined = rows.joined_from(exchange.connection, exchange.taken.contact_id, today)
    return sorted(joined, key=lambda event: event.day)


def take_off(
    clarion: Clarion, connection: Transaction, campaign: Campaign, event: EventRow, guest: int
) -> None:
    """Take a guest off a locked action: their seats are held for who waits. The host hears of it
    with the next news of guests (bot/events/guest_news.py)."""
    seats.give_back(clarion, connection, event, guest)


# --- what they stand on --------------------------------------------------------------------------


def _listed(exchange: Exchange, event: EventRow, number: int) -> str:
    """An action as a list has it; its city where its place does not say it."""
    lang = exchange.lang
    shown = describe(exchange, event) | {"n": number}
    town = event.city or "" if shown["place"] != event.city else ""
    miles = "" if event.miles is None else max(1, round(event.miles))
    return _ITEM.render(
        (shown | {"town": town, "miles": miles}).get, lang, exchange.campaign.lexicon
    )


def chosen(exchange: Exchange, choice: str) -> codes.Found:
    """What a code stands for, or a number in the list that the session remembers."""
    if not choice.isdecimal():
        return codes.find_by_code(exchange, choice)
    return codes.Found(rows.lock_event(exchange.connection, _chosen_code(exchange, choice)))


def _chosen_code(exchange: Exchange, choice: str) -> str:
    """The code itself, or that of the number in the list the session remembers."""
    if not choice.isdecimal():
        return choice.strip()
    session = exchange.session
    listed = str(session.fields.get(f"events.{_MOST_LISTED}", "") if session else "").split()
    number = int(choice[:3])
    return listed[number - 1] if 1 <= number <= len(listed) else ""


def _is_to_come(exchange: Exchange, event: EventRow) -> bool:
    return is_to_come(event, exchange.now, exchange.campaign.zone)


def is_to_come(event: EventRow, now: datetime, zone: str) -> bool:
    """Whether it can be joined: open, and its day is not over where it takes place (in `zone`
    where that is not known)."""
    return (
        event.state == "open" and event.day >= now.astimezone(ZoneInfo(event.zone or zone)).date()
    )


def _today(exchange: Exchange, zone: str | None) -> date:
    return exchange.now.astimezone(ZoneInfo(zone or exchange.campaign.zone)).date()
