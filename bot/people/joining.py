"""Joining that is confirmed: a text asks, and only YES from the same number joins.

Whoever types a number on a page may be a stranger to it, so a page joins nobody: it has one text
sent there, within texting hours, and a number that does not answer is forgotten again. A campaign
may ask for the same after a joining word (`confirm_opt_in`). No answer says who is on the list.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clarion import Clarion
from bot.engine import Campaign, parts
from bot.engine.readers.yes_no import find_yes_no
from bot.errors import Conflict, InputError
from bot.people.contacts import NewContact, add_in
from bot.people.crediting import find_open
from bot.people.numbers import is_answered, read_phone
from bot.sentences import say
from bot.store.organizers import linked_phones, notes
from bot.store.people import join_asks
from bot.store.people.join_asks import Ask
from bot.store.record import Transaction
from bot.store.sealing import Purpose

LASTS = timedelta(days=3)  # a YES later than this is none to us
ASKS_IN_ALL = 3  # texts to one number, a day apart, unless it answers
_AGAIN_AFTER = timedelta(days=1)
_FORGET_AT_ONCE = 500


def terms(campaign: Campaign, lang: str) -> str:
    """What a page shows beside the number: who texts, how often, what it costs, how to end."""
    return campaign.text("disclosure", lang) if "disclosure" in campaign.texts else campaign.name


def ask_by_page(clarion: Clarion, phone: str, lang: str, source: str = "") -> None:
    """Have a number asked whether it wants to join; what comes of it looks the same for everybody.
    `source` is the code whose link led to the page.

    Nothing is sent to whoever is on the list, has stopped, may want to, or was asked within a day
    or three times. Raises: InputError (field "phone"), KeyMissing, RecordAway.
    """
    number, now = read_phone(phone), clarion.clock.now()
    if not is_answered(number, clarion.settings.answered):
        raise InputError(say("We do not text numbers of this place."), "phone")
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        found = entry_of(clarion, connection, number, lang)
        if found is None:
            return
        row = join_asks.lock(connection, found.contact_id)
        if row.is_in or not (row.ask is None or may_ask_again(row.ask.times, row.ask.at, now)):
            return
        by = find_open(connection, source)
        ask = Ask("web form", lang, terms(campaign, lang), None, now, row.times + 1,
                  by.id if by else None)  # fmt: skip
        join_asks.put(connection, found.contact_id, ask)
        body = text_of(campaign, lang, ask.words)
        notes.add_text(
            connection, contact_id=found.contact_id, address_id=found.address_id, kind="confirm",
            body=clarion.sealer.seal(body, Purpose.MESSAGE_BODY), lang=lang,
            parts=parts(campaign.as_sent(body)).count, now=now,
        )  # fmt: skip
    clarion.wake_ups.wake("workers.jobs.send_due")


def text_of(campaign: Campaign, lang: str, words: str) -> str:
    """The text that asks, with the words they would agree to."""
    return f"{campaign.text('confirm_join', lang)} {words}".strip()


def entry_of(
    clarion: Clarion, connection: Transaction, number: str, lang: str
) -> linked_phones.Phone | None:
    """The entry of a number that a page asks for, made where there is none; None where it has
    stopped. Raises: InputError (field "phone") where it takes no texts."""
    try:
        add_in(clarion, connection, NewContact(number, lang=lang, source="web form"))
    except Conflict:
        return None
    found = linked_phones.by_digests(connection, clarion.sealer.digests("sms", number))
    if found is None or found.reach in ("bad", "no_reply", "landline", "reassigned"):
        raise InputError(say("This number takes no texts from us. Try another one."), "phone")
    return found


def may_ask_again(times: int, at: datetime, now: datetime) -> bool:
    """Whether a number that was asked so often, last `at`, and has not answered may be again."""
    return times < ASKS_IN_ALL and at <= now - _AGAIN_AFTER


def open_ask(connection: Transaction, contact_id: int, now: datetime) -> Ask | None:
    """What somebody has been asked and not answered, if it is not too old."""
    return join_asks.find(connection, contact_id, now - LASTS)


def says_yes(campaign: Campaign, body: str) -> bool:
    """Whether a text says yes, in any language of the campaign, and nothing else."""
    return any(find_yes_no(body, campaign.lexicon, lang) == "yes" for lang in campaign.languages)


def forget(clarion: Clarion) -> int:
    """Take numbers out of the record that a page brought and that never answered. How many.

    The clock does it. Raises: RecordAway.
    """
    until = clarion.clock.now() - LASTS
    with clarion.record.transaction() as connection:
        return join_asks.forget(connection, until, _FORGET_AT_ONCE)
