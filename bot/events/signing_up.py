"""Signing up for an action by text: with whom, for what it needs, with whose code; and answering
about a seat that is held.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.engine import ActResult
from bot.engine.readers.company import Company, parse_company, read_company
from bot.engine.readers.reading import Reading
from bot.events import seats
from bot.events.actions import chosen, is_to_come, outcome_of, seat
from bot.events.telling import describe, take_language, tell_in, value
from bot.people import budgets
from bot.people.exchange import Exchange
from bot.people.invites import show_number
from bot.store.events import actions as rows
from bot.store.events import checkins, listed
from bot.store.events import seats as queries
from bot.store.events.actions import EventRow
from bot.store.people import people

FRIEND_TEXT = "event_friend"
_CODE = re.compile(r"\b(?:[B-DF-HJ-NP-TV-XZ]{4} ?[2-9]{4}|[A-Z]{2,5} ?[0-9]{1,3})\b", re.IGNORECASE)
_INVITE = re.compile(r"\b[BCDFGHJKMNPQRSTVWXYZ2-9]{6}\b", re.IGNORECASE)


def rsvp(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Sign up, by the number in the list this person was given last or by an action's code; words
    behind it may say with how many they come, what they can do, and whose code they have. `said`
    is what a question of kind `company` kept.

    A full action has a waiting list. Outcomes: ok, asked (they hear where it is once they are let
    in), room (of a phone bank), full, short (they come, and there is no room for all whom they
    would bring), unknown (no such, past or called off), locked (too many codes that are none).
    """
    choice, more = split_code(args.get("choice", ""))
    found = chosen(exchange, choice)
    event = found.event
    if event is None or not is_to_come(event, exchange.now, exchange.campaign.zone):
        return ActResult("locked" if found.is_locked else "unknown")
    lang = take_language(exchange, event)
    said = args.get("said", "")
    company = parse_company(said) if said else _company_of(exchange, more)
    friend = _friend(exchange, more)
    wish = _wish(exchange, event, company, friend[0] if friend else None)
    given = seat(exchange, event, "text", wish)
    if given.is_new and friend is not None:
        _credit(exchange, event, *friend)
    if not given.is_new:
        contact_id = exchange.taken.contact_id
        checkins.confirm(exchange.connection, event.id, contact_id, exchange.now)
    return replace(result_of(exchange, event, given), lang=lang)


def bring(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Change with how many somebody comes to the action with a code, or note what they can do.
    `said` is what a question of kind `company` kept, or their words. Outcomes: ok, full, short,
    not_needed (it does not need what they offer), unclear, none (they are not on its list)."""
    said = args.get("said", "")
    company = parse_company(said) if ":" in said else _company_of(exchange, said)
    event = rows.lock_event(exchange.connection, args.get("code", "").strip()[:20])
    had = queries.find(exchange.connection, event.id, exchange.taken.contact_id) if event else None
    if event is None or had is None or had.state == "canceled":
        return ActResult("none")
    wish = _wish(exchange, event, company, None)
    if company.party is None and not wish.needs:
        return ActResult("not_needed" if company.needs else "unclear", _shown(exchange, event, 1))
    result = result_of(exchange, event, seat(exchange, event, "text", wish))
    done = _in_words(exchange, [(kind, 1) for kind in wish.needs])
    outcome = "ok" if result.outcome in ("asked", "room") else result.outcome
    return ActResult(outcome, {**result.values, "does": done})


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


# --- what they stand on --------------------------------------------------------------------------


def split_code(text: str) -> tuple[str, str]:
    """The code (or number) and the words beside it: "KTRM4729 me and 2", "2"."""
    found = _CODE.search(text)
    if found is None:
        return text, ""
    return "".join(found.group().split()), f"{text[: found.start()]} {text[found.end() :]}".strip()


def _company_of(exchange: Exchange, words: str) -> Company:
    lang = exchange.lang
    reading = Reading(exchange.campaign.lexicon, lang, exchange.now, {})
    answer = read_company(_INVITE.sub(" ", words), reading) if words else None
    return parse_company(str(answer.value) if answer is not None and answer.is_kept else "")


def _wish(exchange: Exchange, event: EventRow, company: Company, friend: int | None) -> seats.Wish:
    """What they say with signing up; of what they can do, what the action needs."""
    needed = {kind for kind, _wanted, _have in listed.needs(exchange.connection, event.id)}
    return seats.Wish(company.party, [one for one in company.needs if one in needed], friend)


def _friend(exchange: Exchange, words: str) -> tuple[int, str] | None:
    """Whose invite code is among the words, and the code, if it is somebody else's than theirs."""
    for code in _INVITE.findall(words.upper()):
        whose = people.find_code(exchange.connection, code)
        if whose is not None and whose != exchange.taken.contact_id:
            return whose, code
    return None


def _credit(exchange: Exchange, event: EventRow, friend: int, code: str) -> None:
    """Whoever brought this person is credited, and told, within what others may make us text them:
    who comes to the action themselves, leads it, or has joined."""
    if not (exchange.taken.source or "").startswith("code:"):
        exchange.change(source=f"code:{code}")
    clarion, connection, by = exchange.clarion, exchange.connection, exchange.taken.contact_id
    if not queries.may_hear(connection, event.id, friend):
        return
    if budgets.may_cause(clarion, connection, FRIEND_TEXT, by=by, to=friend):
        tell_in(clarion, connection, exchange.campaign, friend, event, FRIEND_TEXT, is_ours=True)


def result_of(exchange: Exchange, event: EventRow, given: seats.Seat) -> ActResult:
    """How somebody stands after signing up, as an outcome of `rsvp` with what texts show."""
    shown = _shown(exchange, event, given.party)
    if given.state == "waiting":
        return ActResult("full", shown)
    if given.is_short:
        return ActResult("short", shown | {"free": given.free or ""})
    outcome = outcome_of(exchange, event)
    is_room = event.kind == "phone_bank" and outcome == "ok"
    return ActResult("room" if is_room else outcome, shown)


def _shown(exchange: Exchange, event: EventRow, party: int) -> dict[str, str | int]:
    """What texts show. What is "" is left out with the words around it: `party` of one alone, what
    the action still `needs`, and the `calendar` of one that no page shows."""
    needs = listed.needs(exchange.connection, event.id)
    missing = [(kind, wanted - have) for kind, wanted, have in needs if wanted > have]
    settings = exchange.clarion.settings
    has_page = listed.find(exchange.connection, event.code) is not None
    calendar = f"{settings.public_url}/events/{event.code}/calendar.ics" if has_page else ""
    return describe(exchange, event) | {
        "party": party if party > 1 else "",
        "needs": _in_words(exchange, missing),
        "calendar": calendar,
        "number": show_number(settings.twilio_from),
        "free": "",
    }


def _in_words(exchange: Exchange, needs: list[tuple[str, int]]) -> str:
    """ "2 drivers, signs" """
    lang = exchange.lang
    shown = []
    for kind, count in needs:
        words = value(exchange.campaign, f"need_{kind}", lang) or kind.replace("_", " ")
        shown.append(words if count == 1 else f"{count} {words}")
    return ", ".join(shown)
