"""What a caller asks for by a key: a text when the line opens, a ring when it is free."""

from __future__ import annotations

from bot.calls import callers
from bot.calls.flows import REMINDER
from bot.calls.talk import Talk
from bot.engine.spoken import spoken_words
from bot.people import consent
from bot.people.consent import How
from bot.store.calls import calls
from bot.store.calls.calls import NewCall
from bot.store.conversations import waiting
from bot.store.people import people
from bot.store.people.ledger import Wording

BACK, WAITING = "back", "waiting"


def remind(call: Talk) -> None:
    """One text when the line opens, to who asks for it by key 1; the same timer as by text."""
    opens = call.line.next_open(call.now) if call.line else None
    if opens is None or REMINDER not in call.campaign.flows:
        call.change(place="done")
        return
    contact_id = whom_to_text(call)
    if contact_id is None:
        call.change(place="no_texts")
        return
    people.start_timer(call.connection, contact_id, f"later:{REMINDER}", opens, call.now)
    _keep_consent(call, contact_id, "call_reminder", "voice_remind_key")
    call.change(place="reminded", asked_at=call.now)


def ring_back(call: Talk) -> None:
    """We ring them when the line is free, by key 4: a wish in the queue, and their word for it in
    the ledger."""
    contact_id = whom_to_text(call)
    if contact_id is None:
        call.change(place="no_texts")
        return
    wish = NewCall(
        BACK,
        "planned",
        contact_id=contact_id,
        caller_digest=call.row.caller_digest,
        number=call.row.number,
        line=call.row.line,
        lang=call.lang,
        place=WAITING,
        source=call.row.source,
        area_state=call.row.area_state,
        after_id=call.row.id,
        not_before=call.now,
    )
    if calls.add(call.connection, wish, call.now) is not None:
        _keep_consent(call, contact_id, "call_back", call.busy_keys)
    call.change(place="back")


def whom_to_text(call: Talk) -> int | None:
    """The caller's contact, made where there is none, whom texts reach; else None."""
    caller = call.caller
    if not callers.may_be_texted(call.clarion, caller):
        return None
    contact_id = callers.ensure(call.clarion, call.connection, caller, call.row.lang)
    taken = waiting.wait_for_contact(call.connection, contact_id)
    if taken is None or taken.opted_out_at is not None or taken.held_at is not None:
        return None
    call.change(contact_id=contact_id)
    return contact_id


def _keep_consent(call: Talk, contact_id: int, act: str, prompt: str) -> None:
    """What they agreed to by a key, in the words that they heard."""
    words = spoken_words(call.campaign, prompt, call.lang, call.line, call.now)
    wording = Wording(words, call.lang, call.campaign.name) if words else None
    how = How("call:key", wording, call.campaign.name)
    consent.note(call.clarion, call.connection, contact_id, act, how, call.now)
