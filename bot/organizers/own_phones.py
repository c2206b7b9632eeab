"""An organizer's own phone: proved by a code that was texted to it.

Test texts and notices go to it. Linking one agrees to nothing else: no broadcast reaches it that
its person has not joined for.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.clarion import Clarion
from bot.config.keys import KeyUse
from bot.engine import parts
from bot.errors import Conflict, InputError
from bot.people.contacts import NewContact, add_in
from bot.people.numbers import read_phone, show_last
from bot.sentences import say
from bot.store.organizers import linked_phones as rows
from bot.store.organizers import notes, orders
from bot.store.sealing import Purpose

CODE_LASTS = timedelta(minutes=10)
_TEXTS = {
    "en": "Clarion: your code is {code}. Type it in the console within 10 minutes. If you did not "
    "ask for it, do nothing.",
    "es": "Clarion: tu código es {code}. Escríbelo en la consola en 10 minutos. Si no lo pediste, "
    "no hagas nada.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was sent. `proof` gives it away to nobody without our secret key; `until` is in
    seconds since 1970."""

    contact_id: int
    proof: str
    until: float


def send_code(clarion: Clarion, organizer_id: int, phone: str, lang: str = "en") -> Asked:
    """Text a code of six digits to a number, as a notice through the outbox.

    Raises: InputError (field "phone"), Conflict (it has texted STOP), RecordAway.
    """
    now = clarion.clock.now()
    number = read_phone(phone)
    code = f"{secrets.randbelow(1_000_000):06d}"
    with clarion.record.transaction() as connection:
        add_in(clarion, connection, NewContact(number, lang=lang, source="organizer"))
        found = rows.by_digests(connection, clarion.sealer.digests("sms", number))
        if found is None or found.reach in ("bad", "no_reply", "landline", "reassigned"):
            raise InputError(say("This number takes no texts from us. Try another one."), "phone")
        if found.has_stopped:
            raise Conflict(say("This number has texted STOP. Text START to our number first."))
        body = _TEXTS.get(lang, _TEXTS["en"]).format(code=code)
        message_id = notes.add_text(
            connection,
            contact_id=found.contact_id,
            address_id=found.address_id,
            kind="notice",
            body=clarion.sealer.seal(body, Purpose.MESSAGE_BODY),
            lang=lang,
            parts=parts(clarion.campaign.current().as_sent(body)).count,
            now=now,
        )
        notes.note(
            connection, act="asked phone", object_name="contact", object_id=found.contact_id,
            detail={}, now=now, organizer_id=organizer_id,
        )  # fmt: skip
    clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    until = (now + CODE_LASTS).timestamp()
    return Asked(found.contact_id, _proof(clarion, organizer_id, found.contact_id, code), until)


def link(clarion: Clarion, organizer_id: int, asked: Asked, code: str) -> None:
    """Link the phone if this is the code that was sent to it. Counting tries is the caller's.

    Raises: InputError (field "code"), RecordAway.
    """
    now = clarion.clock.now()
    typed = "".join(char for char in code if char.isdigit())
    if now.timestamp() > asked.until:
        raise InputError(say("This code is too old. Ask for a new one."), "code")
    proof = _proof(clarion, organizer_id, asked.contact_id, typed)
    if not hmac.compare_digest(proof, asked.proof):
        raise InputError(say("That is not the code we sent."), "code")
    _set(clarion, organizer_id, asked.contact_id, "linked phone")


def unlink(clarion: Clarion, organizer_id: int) -> None:
    """Take an organizer's phone off. Raises: RecordAway."""
    _set(clarion, organizer_id, None, "unlinked phone")


def set_duty(clarion: Clarion, organizer_id: int, *, is_on: bool) -> None:
    """Put an organizer on duty or off: notices about people who wait go to those on duty, and to
    everybody with a phone where nobody is. Raises: RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        orders.set_duty(connection, organizer_id, is_on=is_on, now=now)
        notes.note(
            connection, act="on duty" if is_on else "off duty", object_name="organizer",
            object_id=organizer_id, detail={}, now=now, organizer_id=organizer_id,
        )  # fmt: skip


def shown(clarion: Clarion, contact_id: int | None) -> str:
    """The end of the linked phone's number, "… 42"; "" without one. Raises: RecordAway."""
    if contact_id is None:
        return ""
    with clarion.record.transaction() as connection:
        sealed = rows.value_of(connection, contact_id)
    return show_last(clarion.sealer.open(sealed, Purpose.ADDRESS_VALUE)) if sealed else ""


def _set(clarion: Clarion, organizer_id: int, contact_id: int | None, act: str) -> None:
    with clarion.record.transaction() as connection:
        rows.link(connection, organizer_id, contact_id)
        notes.note(
            connection, act=act, object_name="organizer", object_id=organizer_id, detail={},
            now=clarion.clock.now(), organizer_id=organizer_id,
        )  # fmt: skip


def _proof(clarion: Clarion, organizer_id: int, contact_id: int, code: str) -> str:
    secret = clarion.settings.key_for(KeyUse.OWN_PHONE)
    signed = f"own phone {organizer_id} {contact_id} {code}"
    return hmac.new(secret, signed.encode(), "sha256").hexdigest()
