"""CALL ME from a page: the number that was typed is asked by text, and only its YES makes us ring.

Whoever types a number may be a stranger to it. The text is one; no answer of the page says who is
known, and a number that does not answer is forgotten like one that was asked to join.
"""

from __future__ import annotations

from datetime import timedelta

from bot.calls.flows import CALL_ME
from bot.calls.gate import why_not_line
from bot.calls.wishes import CONFIRM, OUT
from bot.clarion import Clarion
from bot.engine import Campaign, parts
from bot.errors import InputError
from bot.people import joining
from bot.people.crediting import credit, find_open
from bot.people.exchange import Exchange
from bot.people.numbers import is_answered, read_phone
from bot.sentences import say
from bot.store.calls import calls, queue
from bot.store.calls.calls import NewCall
from bot.store.organizers import notes
from bot.store.organizers.linked_phones import Phone
from bot.store.people import join_asks
from bot.store.record import Transaction
from bot.store.sealing import Purpose

TEXT, SOURCE = "confirm_ring", "web form"
LASTS = timedelta(hours=1)  # a YES later than this rings nobody


def is_offered(clarion: Clarion, campaign: Campaign) -> bool:
    """Whether a page may offer it: it is switched on, and the campaign has the conversation."""
    return clarion.settings.call_me and CALL_ME in campaign.flows


def ask_by_page(clarion: Clarion, phone: str, lang: str, source: str = "") -> None:
    """Have a number asked whether it wants to be rung now; what comes of it looks the same for
    everybody. `source` is the code whose link led to the page. Nothing is sent to whoever
    has stopped, or was asked within a day or three times.

    Raises: InputError (field "phone"), KeyMissing, RecordAway.
    """
    number, now = read_phone(phone), clarion.clock.now()
    if not is_answered(number, clarion.settings.answered):
        raise InputError(say("We do not text numbers of this place."), "phone")
    if why_not_line(clarion, lang, now) is not None:
        raise InputError(
            say("The line is closed at this hour. Come back when it is open."), "phone"
        )
    with clarion.record.transaction() as connection:
        entry = joining.entry_of(clarion, connection, number, lang)
        if entry is None or not _may_ask(clarion, connection, entry.contact_id):
            return
        by = find_open(connection, source)
        _ask(clarion, connection, number, entry, lang, by.name if by else SOURCE)
    clarion.wake_ups.wake("workers.jobs.send_due")


def is_open(exchange: Exchange) -> bool:
    """Whether a page has asked whoever writes now, and they have not answered."""
    row = queue.wish_of(exchange.connection, exchange.taken.contact_id)
    return row is not None and row.place == CONFIRM and row.created_at > exchange.now - LASTS


def confirm(exchange: Exchange) -> None:
    """They said yes: that they did is kept, and the conversation that rings them begins."""
    row = queue.wish_of(exchange.connection, exchange.taken.contact_id)
    if row is not None:
        by = find_open(exchange.connection, (row.source or "").removeprefix("source:"))
        if by is not None:
            credit(exchange, by)
        calls.move(exchange.connection, row.id, "canceled", reason="confirmed", place="confirmed",
                   ended_at=exchange.now)  # fmt: skip
    exchange.consents.append(("call_me", f"{SOURCE}, confirmed", None))


def _may_ask(clarion: Clarion, connection: Transaction, contact_id: int) -> bool:
    """Whether they have not stopped, wait for no call and were not asked too often; locks them."""
    join_asks.lock(connection, contact_id)
    if notes.reachable(connection, contact_id) is None:
        return False
    if queue.wish_of(connection, contact_id) is not None:
        return False
    times, at = queue.asked(connection, contact_id, CONFIRM)
    return at is None or joining.may_ask_again(times, at, clarion.clock.now())


def _ask(
    clarion: Clarion,
    connection: Transaction,
    number: str,
    entry: Phone,
    lang: str,
    source: str,
) -> None:
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    line = campaign.line(lang, now)
    wish = NewCall(
        OUT,
        "planned",
        contact_id=entry.contact_id,
        caller_digest=clarion.sealer.digest("sms", number),
        number=clarion.settings.twilio_from or None,
        line=line.name if line else None,
        lang=lang,
        place=CONFIRM,
        source=source,
        not_before=now,
    )
    calls.add(connection, wish, now)
    body = campaign.text(TEXT, lang)
    notes.add_text(
        connection, contact_id=entry.contact_id, address_id=entry.address_id, kind="confirm",
        body=clarion.sealer.seal(body, Purpose.MESSAGE_BODY), lang=lang,
        parts=parts(campaign.as_sent(body)).count, now=now,
    )  # fmt: skip
