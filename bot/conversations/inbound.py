"""A text comes in: one transaction from the webhook to the answer.

The order of things: what the text says by itself (stop, help ...), before anything is opened;
known text → its stored answer; a person whose texts are stopped; an organizer's order; then the
flow engine, which beside a human answers only what is plainly meant for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.carrier.forms import InboundForm
from bot.clarion import Clarion
from bot.conversations import after_stop, coming, confirming, orders, ringing_yes, sourced, spool
from bot.conversations.carrying_out import carry_out
from bot.engine import (
    HandedOff,
    Said,
    Sense,
    Turn,
    Unmatched,
    Verdict,
    fold,
    hear_alone,
    may_be_name,
)
from bot.inbox import opening
from bot.inbox.kinds import Kind
from bot.people import contacts, joining
from bot.people.areas import area_of
from bot.people.exchange import Exchange
from bot.people.numbers import Reach, is_answered, read_sender
from bot.people.saving import save
from bot.store.conversations import conversations
from bot.store.conversations.conversations import Taken
from bot.store.people import newcomers
from bot.store.record import Transaction
from bot.store.sealing import Purpose

log = structlog.get_logger()

# YES lifts a stop at Twilio too (https://www.twilio.com/docs/api/errors/23002); were it not a
# start word here, we would stay silent towards somebody who can be texted again.
_CARRIER_START = "yes"
_IN_EVERY_LANGUAGE = ("stop", "help", "start")


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer. `message_id` is the stored row; no body and no media is silence."""

    message_id: int | None = None
    body: str | None = None
    media: tuple[str, ...] = ()


SILENCE = Answer()


def receive(clarion: Clarion, form: InboundForm) -> Answer:
    """Take in one text and decide the answer. The same MessageSid again gives the same answer.

    While an earlier text of the same sender waits on disk, this one queues behind it and is
    answered by the API. Raises: RecordAway, RecordBusy (keep the form with `spool.keep`), OSError.
    """
    if spool.is_waiting(clarion, form):
        spool.keep(clarion, form)
        return SILENCE
    return _take_in(clarion, form, via="twiml")


def receive_late(clarion: Clarion, form: InboundForm) -> None:
    """Take in a text whose webhook is over; what there is to say goes out by the API.

    Raises: RecordAway, RecordBusy.
    """
    answer = _take_in(clarion, form, via="api")
    if answer.message_id is not None:
        clarion.wake_ups.wake("workers.jobs.send_message", answer.message_id)


def replay_spool(clarion: Clarion) -> int:
    """Take in the texts that wait on disk, and answer them by the API. How many."""
    return spool.replay(clarion, receive_late)


def _take_in(clarion: Clarion, form: InboundForm, via: str) -> Answer:
    now = clarion.clock.now()
    campaign = clarion.campaign.current()
    alone = hear_alone(campaign, form.body)
    with clarion.record.transaction() as connection:
        taken = _lock_contact(clarion, connection, form, now)
        if taken.message_id is None:
            return _answered_before(clarion, connection, form, taken) if via == "twiml" else SILENCE
        exchange = Exchange(
            clarion, connection, campaign, taken, now, taken.message_id, form.body,
            area_of(form.number),
        )  # fmt: skip
        is_stop = alone is not None and alone.sense in (Sense.STOP, Sense.STOP_UNSURE)
        may_answer = taken.reach != Reach.NO_REPLY and _is_answered(clarion, form)
        if may_answer or is_stop or form.opt_out_type == "STOP":
            _decide(exchange, form, alone)
        if not may_answer:
            exchange.said.clear()
        message_id, body, media = save(exchange, is_reply=True, via=via)
        return Answer(message_id, body, media)


def _is_answered(clarion: Clarion, form: InboundForm) -> bool:
    return is_answered(form.number, clarion.settings.answered)


def _lock_contact(
    clarion: Clarion, connection: Transaction, form: InboundForm, now: datetime
) -> Taken:
    """Store the text and lock who wrote it, making the contact on their first text. Who texts from
    a number that was handed on is somebody new, and hears nothing of whoever had it before."""
    channel, value = form.channel, form.number
    sealed = clarion.sealer.seal(form.body, Purpose.MESSAGE_BODY)
    for _ in range(2):
        taken = conversations.take_in(
            connection,
            clarion.sealer.digests(channel, value),
            sid=form.sid,
            body=sealed,
            media=form.media,
            parts=form.parts,
            now=now,
        )
        if taken is not None and not (taken.message_id and taken.reach == Reach.REASSIGNED):
            return taken
        if taken is not None:
            newcomers.part(connection, taken.address_id, taken.message_id)
        value = _make_contact(clarion, connection, form)
    raise AssertionError("a contact that was just made is there")


def _make_contact(clarion: Clarion, connection: Transaction, form: InboundForm) -> str:
    sender = read_sender(form.sender, form.channel)
    contacts.make(clarion, connection, sender, "text")
    return sender.value


def _answered_before(
    clarion: Clarion, connection: Transaction, form: InboundForm, taken: Taken
) -> Answer:
    """The answer that the text has had; nobody else gets it by its id."""
    stored = conversations.stored_reply(connection, form.sid, taken.contact_id)
    if stored is None:
        return SILENCE
    message_id, sealed, media = stored
    if sealed is None:  # past its days (bot/people/retention.py)
        return SILENCE
    return Answer(message_id, clarion.sealer.open(sealed, Purpose.MESSAGE_BODY), tuple(media))


# --- deciding ----------------------------------------------------------------------------------


def _decide(exchange: Exchange, form: InboundForm, alone: Verdict | None) -> None:
    """Words that need nothing but themselves first; else the person's conversation."""
    may_confirm = not form.opt_out_type and (alone is None or alone.sense is Sense.START)
    is_yes = may_confirm and joining.says_yes(exchange.campaign, exchange.heard)
    if is_yes and any(asked.is_confirmed(exchange) for asked in (ringing_yes, coming, confirming)):
        return
    kind = form.opt_out_type.lower() if form.opt_out_type else (str(alone.sense) if alone else "")
    lang = _language_of(exchange, form, alone)
    is_stopped = exchange.taken.opted_out_at is not None
    if is_stopped and form.body.strip().lower() == _CARRIER_START:
        kind = "start"
    decide = _WORDS.get(kind)
    if kind == "stop" and not is_stopped and _is_name(exchange, form):
        return
    if decide is not None:
        decide(exchange, form, lang)
    elif is_stopped:
        after_stop.answer(exchange)
    elif orders.is_kept(exchange) or _is_ignored(exchange, alone):
        exchange.said.clear()
    else:
        _converse(exchange, form)


def _language_of(exchange: Exchange, form: InboundForm, alone: Verdict | None) -> str | None:
    """The language of words that need nothing but themselves. Of somebody who has written in one,
    the words that our texts of every language name tell no other."""
    is_everybodys = form.body.strip().lower() in _IN_EVERY_LANGUAGE
    own = exchange.person.wrote_in if is_everybodys else ""
    return own or (alone.lang if alone else None)


def _is_name(exchange: Exchange, form: InboundForm) -> bool:
    """Whether a stop word is also a first name, where one is asked for (Cesar): then it is asked
    which, and nobody is stopped in silence. Not where the carrier has stopped them."""
    if form.opt_out_type or not may_be_name(exchange.campaign, form.body):
        return False
    turn = sourced.turn_of(exchange, form.body)
    if turn.verdict is None or turn.verdict.sense is Sense.STOP:
        return False
    carry_out(exchange, turn)
    return True


def _is_ignored(exchange: Exchange, alone: Verdict | None) -> bool:
    return opening.is_blocked(exchange) and (alone is None or not alone.is_urgent)


def _converse(exchange: Exchange, form: InboundForm) -> None:
    """What the text means where the person is. While a person talks to them, only what is plainly
    meant for the bot is answered: the rest waits in their ticket."""
    turn = sourced.turn_of(exchange, form.body)
    if opening.is_with_a_person(exchange) and not sourced.is_plain(turn):
        opening.keep_text(exchange)
        return
    if confirming.must_ask(exchange, turn):
        return
    carry_out(exchange, turn)
    if opening.is_left_alone(exchange) and any(isinstance(e, HandedOff) for e in turn.events):
        opening.tell_left_alone(exchange)
    if not opening.is_with_a_person(exchange):
        _offer_a_person(exchange, turn)


def _offer_a_person(exchange: Exchange, turn: Turn) -> None:
    """A reply to a broadcast that nothing explains, and the third misunderstanding in a row, are
    for a person to read."""
    missed = any(isinstance(e, Unmatched) and not e.suggestion for e in turn.events)
    if missed and exchange.recent.may_be_a_machine(exchange.heard):
        return
    misses = exchange.recent.misses + 1 if missed else 0
    exchange.recent = replace(exchange.recent, misses=misses)
    if not missed or opening.is_left_alone(exchange):
        return
    is_free = turn.verdict is not None and turn.verdict.sense is Sense.UNKNOWN
    is_free = is_free and turn.session is None
    broadcast_id = opening.answers_broadcast(exchange) if is_free else None
    if broadcast_id is not None:
        opening.promise(exchange, opening.open_ticket(exchange, Kind.REPLY, str(broadcast_id)))
    elif misses >= opening.MISSES:
        ticket_id = opening.open_ticket(exchange, Kind.STUCK, exchange.flow)
        if is_free:
            opening.promise(exchange, ticket_id)


def _stop(exchange: Exchange, form: InboundForm, lang: str | None) -> None:
    """Stop means stop, and exactly one confirmation: the carrier's where it answers the word."""
    was_stopped = exchange.taken.opted_out_at is not None
    if was_stopped:
        return
    exchange.opt_out(_word(form))
    if form.opt_out_type or _carrier_confirms(exchange, form.body):
        return
    _tell(exchange, "stopped", lang)


def _word(form: InboundForm) -> str:
    """What the ledger says they wrote: one word, never a sentence of theirs, for it is kept."""
    words = fold(form.body).split()
    return f"word:{words[0][:20]}" if len(words) == 1 else "words"


def _carrier_confirms(exchange: Exchange, body: str) -> bool:
    """Twilio answers a stop word only as the single word of a message (texting-facts 1.8)."""
    return body.strip().lower() in exchange.clarion.settings.carrier_answers


def _help(exchange: Exchange, form: InboundForm, lang: str | None) -> None:
    if not form.opt_out_type:
        _tell(exchange, "help", lang)


def _start(exchange: Exchange, form: InboundForm, lang: str | None) -> None:
    """Back on the list after a stop or a hold; for anybody else START is a way to join."""
    if exchange.taken.opted_out_at is not None or exchange.taken.held_at is not None:
        said = exchange.person.lang or lang or exchange.lang
        exchange.opt_in(_word(form), exchange.campaign.text("started", said), said)
        opening.settle_stop(exchange)
        exchange.session = None
        if not form.opt_out_type:
            _tell(exchange, "started", lang)
    elif not form.opt_out_type:
        _converse(exchange, form)


_WORDS = {"stop": _stop, "help": _help, "start": _start}


def _tell(exchange: Exchange, name: str, lang: str | None) -> None:
    """Say one of the campaign's own texts, whatever the brakes: in the person's language, else
    the word's."""
    exchange.must_answer = True
    person = exchange.person
    lang = person.lang or lang or person.wrote_in or exchange.campaign.default_lang
    exchange.said.append(Said(exchange.campaign.text(name, lang), lang))
