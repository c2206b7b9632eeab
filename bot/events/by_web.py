"""Signing up on an event's page: the number is asked by text, and only its YES signs anybody up.

Whoever types a number may be a stranger to it. What a YES agrees to is texts about this one event;
nobody is on the list by it. No answer of the page says who is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clarion import Clarion
from bot.engine import ActResult, Campaign, parts
from bot.errors import InputError, NotFound
from bot.events.actions import is_to_come
from bot.events.seats import Wish, sign_up
from bot.events.signing_up import result_of
from bot.events.telling import Sight, describe_in, value
from bot.people import joining
from bot.people.crediting import credit_page
from bot.people.crediting import find_open as find_source
from bot.people.exchange import Exchange
from bot.people.numbers import read_phone
from bot.sentences import say
from bot.store.events import actions as rows
from bot.store.events import asks, changes, listed
from bot.store.events.actions import EventRow
from bot.store.events.asks import Ask, OpenAsk
from bot.store.organizers import notes
from bot.store.organizers.linked_phones import Phone
from bot.store.people import join_asks, ledger
from bot.store.people.ledger import Wording
from bot.store.people.sources import Source
from bot.store.record import Transaction
from bot.store.sealing import Purpose

MOST_PARTY = 20
CONFIRM, TERMS = "confirm_event", "event_terms"


def ask_by_page(
    clarion: Clarion,
    code: str,
    phone: str,
    party: str,
    needs: Sequence[str],
    lang: str,
    source: str = "",
) -> None:
    """Have a number asked whether it wants to come to a listed event; what comes of it looks the
    same for everybody. `source` is the code whose link led to the page. Nothing is sent to whoever
    has stopped, was asked within a day or three times, or comes already.

    Raises: InputError (fields "phone", "party"), NotFound, KeyMissing, RecordAway.
    """
    number, people, now = read_phone(phone), _read_party(party), clarion.clock.now()
    with clarion.record.transaction() as connection:
        event = _listed(clarion, connection, code)
        entry = joining.entry_of(clarion, connection, number, lang)
        if entry is None or not _may_ask(connection, entry.contact_id, event.id, now):
            return
        kinds = {kind for kind, _wanted, _have in listed.needs(connection, event.id)}
        chosen = sorted(kinds.intersection(needs))
        by = find_source(connection, source)
        _ask(clarion, connection, event, entry, (people, chosen, by), lang)
    clarion.wake_ups.wake("workers.jobs.send_due")


def terms(campaign: Campaign, lang: str) -> str:
    """What a page shows beside the number: texts about this event, what it costs, how to end."""
    return campaign.text(TERMS, lang) if TERMS in campaign.texts else campaign.name


def find_open(exchange: Exchange) -> OpenAsk | None:
    """What somebody of this turn was asked last, by a page, and has not answered."""
    since = exchange.now - joining.LASTS
    return asks.find_open(exchange.connection, exchange.taken.contact_id, since)


def confirm(exchange: Exchange, found: OpenAsk) -> ActResult:
    """They said yes: sign them up, for as many as they said, or put them on the waiting list.
    Outcomes as of `signing_up.rsvp`."""
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    asks.answered(connection, contact_id)
    credit_page(exchange, found.ask.source_id)
    event = rows.lock_event(connection, found.code)
    if event is None or not is_to_come(event, exchange.now, exchange.campaign.zone):
        return ActResult("unknown")
    ask = found.ask
    wording = Wording(ask.words, ask.lang, f"{exchange.campaign.name}, {TERMS}")
    ledger.keep_wording(connection, wording, exchange.now)
    wish = Wish(ask.party, ask.needs)
    given = sign_up(exchange.clarion, connection, event, contact_id, wish, "web")
    return result_of(exchange, event, given)


# --- what they stand on --------------------------------------------------------------------------


def _read_party(typed: str) -> int:
    typed = typed.strip() or "1"
    if not (typed.isascii() and typed.isdecimal()) or not 1 <= int(typed[:6]) <= MOST_PARTY:
        raise InputError(
            say("How many are you, with yourself? A number up to %(most)s.", most=MOST_PARTY),
            "party",
        )
    return int(typed)


def _listed(clarion: Clarion, connection: Transaction, code: str) -> EventRow:
    row = listed.find(connection, code)
    zone = clarion.campaign.current().zone
    if row is None or not is_to_come(row.event, clarion.clock.now(), zone):
        raise NotFound(say("There is no action behind this link any more. Look at the list."))
    return row.event


def _may_ask(connection: Transaction, contact_id: int, event_id: int, now: datetime) -> bool:
    """Whether they have not stopped, do not come already and were not asked too often; locks
    them."""
    join_asks.lock(connection, contact_id)
    if notes.reachable(connection, contact_id) is None:
        return False
    if rows.guest_state(connection, event_id, contact_id) in ("going", "waiting", "offered"):
        return False
    asked = asks.before(connection, contact_id)
    return asked is None or joining.may_ask_again(asked.times, asked.at, now)


def _ask(
    clarion: Clarion,
    connection: Transaction,
    event: EventRow,
    entry: Phone,
    coming: tuple[int, list[str], Source | None],
    lang: str,
) -> None:
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    words = terms(campaign, lang)
    body = _body(clarion, campaign, event, lang, words)
    message_id = notes.add_text(
        connection, contact_id=entry.contact_id, address_id=entry.address_id, kind="confirm",
        body=clarion.sealer.seal(body, Purpose.MESSAGE_BODY), lang=lang,
        parts=parts(campaign.as_sent(body)).count, now=now,
    )  # fmt: skip
    changes.note_text(connection, message_id, event.id)
    asked = asks.before(connection, entry.contact_id)
    times = asked.times + 1 if asked else 1
    party, needs, by = coming
    source_id = by.id if by else None
    ask = Ask(event.id, lang, words, party, needs, message_id, now, times, source_id)
    asks.put(connection, entry.contact_id, ask)


def _body(clarion: Clarion, campaign: Campaign, event: EventRow, lang: str, words: str) -> str:
    template, used = campaign.texts[CONFIRM].pick(lang, campaign.default_lang)
    told = describe_in(clarion, campaign, event, used, Sight.OTHERS)
    shown = {f"events.{key}": found for key, found in told.items()}
    asked = template.render(
        lambda key: shown.get(key) or value(campaign, key, used), used, campaign.lexicon
    )
    return f"{asked.strip()} {words}".strip()
