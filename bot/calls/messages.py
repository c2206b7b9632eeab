"""A message to the team, said into the phone: its words come from the carrier and land in the
inbox; no sound is kept. A stop that is said or keyed counts like one that is texted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from bot.calls import callers
from bot.calls.flows import NOTE
from bot.calls.talk import Talk
from bot.engine import Event, Said, Sense, hear_alone, route
from bot.engine.closing import disclose
from bot.engine.walk import Walk
from bot.inbox import handlers as inbox
from bot.inbox import opening
from bot.inbox.kinds import Kind
from bot.people import handlers as people_handlers
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.store.conversations import conversations, waiting
from bot.store.conversations.conversations import Taken
from bot.store.people import people
from bot.store.sealing import Purpose

TOPIC = "call"
_HANDLERS = {**people_handlers.HANDLERS, **inbox.HANDLERS}


def ask(call: Talk) -> None:
    """Key 3: they want to tell us something."""
    call.change(place="message")


def take(call: Talk) -> int | None:
    """What they said: a stop is a stop, danger is danger, everything else waits for a person. The
    row of the text that answers, if any."""
    words = call.form.spoken
    if not words:
        leave(call)
        return None
    taken = _take_in(call, words)
    if taken is None:
        call.change(place="blocked" if call.caller.number else "no_texts")
        return None
    if taken.message_id is None:  # told before
        return None
    exchange = _exchange(call, taken, words)
    alone = hear_alone(call.campaign, words)
    sense = alone.sense if alone else None
    if sense is Sense.STOP:
        _stop(call, exchange, "spoken")
    elif sense is Sense.STOP_UNSURE:
        opening.open_ticket(exchange, Kind.STOP_UNSURE)
        exchange.hold()
        call.change(place="stop_unsure")
    elif sense is Sense.DANGER and alone is not None:
        _danger(call, exchange, alone.lang)
    else:
        ticket_id = opening.open_ticket(exchange, Kind.QUESTION, TOPIC)
        if _is_reachable(call, taken):
            opening.promise(exchange, ticket_id)
            _disclose(exchange)
            exchange.must_answer = True
        call.change(place="message_kept")
    call.change(asked_at=call.now)
    message_id, _, _ = save(exchange, is_reply=True, via="api")
    return message_id


def leave(call: Talk) -> None:
    """They asked for a person and said nothing: their call waits in the inbox, and one text says
    that they can write here."""
    if call.row.place == "stop_unsure":
        call.change(place="done")
        return
    taken = _whom(call)
    if taken is None:
        call.change(place="no_texts")
        return
    exchange = _exchange(call, taken, "")
    opening.open_ticket(exchange, Kind.QUESTION, TOPIC)
    save(exchange, is_reply=False, via="api")
    if _is_reachable(call, taken) and NOTE in call.campaign.flows and not call.row.asked_at:
        people.start_timer(call.connection, taken.contact_id, f"later:{NOTE}", call.now, call.now)
    call.change(place="nothing_said", asked_at=call.now)


def stop(call: Talk) -> None:
    """Key 9: no more texts, confirmed aloud and by the one text that may follow a stop."""
    taken = _whom(call)
    if taken is None:
        call.change(place="no_texts")
        return
    exchange = _exchange(call, taken, "")
    _stop(call, exchange, "key")
    save(exchange, is_reply=True, via="api")


def _stop(call: Talk, exchange: Exchange, how: str) -> None:
    if exchange.taken.opted_out_at is None:
        exchange.opt_out(f"call:{how}")
        if callers.may_be_texted(call.clarion, call.caller):
            lang = exchange.person.lang or call.lang
            exchange.said.append(Said(call.campaign.text("stopped", lang), lang))
    call.change(place="stopped", reason="stopped")


def _danger(call: Talk, exchange: Exchange, spoken: str | None) -> None:
    """The hotline is heard, and what the same words would be answered with by text is texted: a
    number that is only heard is gone with the call."""
    lang = call.row.lang or spoken
    if lang in call.campaign.languages:
        call.change(lang=lang)
    turn = route(call.campaign, None, exchange.person, exchange.world, exchange.heard)
    _note(exchange, turn.events)
    if exchange.taken.opted_out_at is not None or not callers.may_be_texted(
        call.clarion, call.caller
    ):
        exchange.said.clear()
    call.change(place="danger")


def _disclose(exchange: Exchange) -> None:
    """Whoever never had a text of ours reads in it who writes, and how to stop."""
    walk = Walk(exchange.campaign, None, exchange.person, exchange.world)
    disclose(walk)
    exchange.said += [Said(words, walk.lang) for words in walk.said]
    _note(exchange, walk.events)


def _note(exchange: Exchange, events: Iterable[Event]) -> None:
    for event in events:
        if type(event) in _HANDLERS:
            _HANDLERS[type(event)](exchange, event)


def _is_reachable(call: Talk, taken: Taken) -> bool:
    is_out = taken.opted_out_at is not None or taken.held_at is not None
    return not is_out and callers.may_be_texted(call.clarion, call.caller)


def _whom(call: Talk) -> Taken | None:
    """The caller's contact, locked, made where there is none; None for a hidden number."""
    if not call.caller.number:
        return None
    contact_id = callers.ensure(call.clarion, call.connection, call.caller, call.row.lang)
    call.change(contact_id=contact_id)
    return waiting.wait_for_contact(call.connection, contact_id)


def _take_in(call: Talk, words: str) -> Taken | None:
    """Store what was said like a text that came in, by the name of the call and the turn in it."""
    if _whom(call) is None:
        return None
    return conversations.take_in(
        call.connection,
        call.caller.digests,
        sid=_name_of(f"{call.row.sid}-{call.row.turns}"),
        body=call.clarion.sealer.seal(words, Purpose.MESSAGE_BODY),
        media=(),
        parts=1,
        now=call.now,
    )


def _name_of(said: str) -> str:
    """What a spoken message goes by where a text has its sid; no text has such a one."""
    return "CS" + hashlib.sha256(said.encode()).hexdigest()[:32]


def _exchange(call: Talk, taken: Taken, words: str) -> Exchange:
    """A turn with them, in the language that the call is spoken in."""
    exchange = Exchange(
        call.clarion, call.connection, call.campaign, taken, call.now, taken.message_id, words,
        call.caller.area,
    )  # fmt: skip
    if call.row.lang is not None:
        exchange.person = replace(exchange.person, lang=call.row.lang)
    return exchange
