"""Who calls: a keyed hash, and the person where they are known. Whoever is texted about a call
becomes a contact by it, like whoever writes to us first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.clarion import Clarion
from bot.people import contacts
from bot.people.areas import area_of
from bot.people.contacts import area_states_of
from bot.people.numbers import Reach, Sender, is_answered, read_sender
from bot.store.calls import whose
from bot.store.calls.whose import Whose
from bot.store.record import Transaction

SOURCE = "call"
_NO_TEXTS = (Reach.NO_REPLY, Reach.LANDLINE, Reach.BAD, Reach.REASSIGNED)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `number` is E.164, "" for somebody who hides it; `digests` are those of every data
    key, the newest first. `state` is where they live, else their area code's only one."""

    number: str
    reach: str
    digests: tuple[bytes, ...] = ()
    contact_id: int | None = None
    lang: str | None = None
    state: str | None = None
    has_stopped: bool = False

    @property
    def digest(self) -> bytes | None:
        """The keyed hash that the call keeps."""
        return self.digests[0] if self.digests else None

    @property
    def area(self) -> str:
        """Where the number is: "+1312"."""
        return area_of(self.number)


def at(clarion: Clarion, raw: str) -> Caller:
    """A number that calls, or hides itself, before anybody has looked whose it is."""
    sender = read_sender(raw)
    if not sender.value.startswith("+"):
        return Caller("", Reach.NO_REPLY)
    states = area_states_of(sender)
    return Caller(
        sender.value, sender.reach, tuple(clarion.sealer.digests("sms", sender.value)),
        state=states[0] if len(states) == 1 else None,
    )  # fmt: skip


def known(caller: Caller, found: Whose | None) -> Caller:
    """The same, once it is known whose the number is."""
    if found is None:
        return caller
    return replace(
        caller,
        reach=found.reach,
        contact_id=found.contact_id,
        lang=found.lang,
        state=found.state or caller.state,
        has_stopped=found.opted_out_at is not None,
    )


def read(clarion: Clarion, connection: Transaction, raw: str) -> Caller:
    """Who calls from a number, or hides it. Raises: RecordAway."""
    caller = at(clarion, raw)
    return known(caller, whose.find(connection, caller.digests)) if caller.digests else caller


def may_be_texted(clarion: Clarion, caller: Caller) -> bool:
    """Whether their number takes texts of ours, and they have not stopped them."""
    if not caller.number or caller.has_stopped or caller.reach in _NO_TEXTS:
        return False
    return is_answered(caller.number, clarion.settings.answered)


def ensure(clarion: Clarion, connection: Transaction, caller: Caller, lang: str | None) -> int:
    """Their contact, made where nobody had the number. `lang` is what they chose in the call."""
    if caller.contact_id is not None:
        return caller.contact_id
    sender = Sender("sms", caller.number, Reach(caller.reach))
    contacts.make(clarion, connection, sender, SOURCE)
    found = whose.find(connection, caller.digests)
    assert found is not None  # noqa: S101 - it was just made, by us or by somebody else
    if lang is not None and found.lang is None:
        whose.set_language(connection, found.contact_id, lang)
    return found.contact_id
