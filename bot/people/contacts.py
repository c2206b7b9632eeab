"""Contacts: making them, opening what is sealed, changing what an event says."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot import places
from bot.clarion import Clarion
from bot.errors import SealError
from bot.people import consent
from bot.people.consent import How
from bot.people.numbers import Sender, read_sender
from bot.store.people import newcomers, people
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer

if TYPE_CHECKING:
    from datetime import datetime


_FILL_AT_ONCE = 1_000

# Codes are read out and typed on phones: no 0/O, 1/I/L, no vowels that make words.
_LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"


def new_code(length: int = 6) -> str:
    """A code for invitations: easy to read out; 28^6 is 480 million, so guesses miss."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def zones_of(sender: Sender, zip_code: str | None) -> list[str]:
    """Every zone a person may be in: the ZIP's if it is known, else the area code's."""
    place = places.find_zip(zip_code) if zip_code else None
    if place and place.zones:
        return list(place.zones)
    return list(places.zones_of_number(sender.value)) if sender.channel == "sms" else []


def area_states_of(sender: Sender) -> list[str]:
    """Every state of a number's area code; none where it says nothing, or is no number."""
    return list(places.states_of_number(sender.value)) if sender.channel == "sms" else []


def fill_area_states(clarion: Clarion) -> int:
    """Work out the area code's states of everybody who was in the record before they were kept.

    Until then any state of their zones counts for them, so nobody is texted too early or too
    late meanwhile. How many. The clock does it. Raises: RecordAway.
    """
    filled = 0
    while True:
        with clarion.record.transaction() as connection:
            found = people.without_area_states(connection, _FILL_AT_ONCE)
            if not found:
                return filled
            states = {one: _area_states(clarion.sealer, sealed) for one, sealed in found}
            people.set_area_states(connection, states)
        filled += len(found)


def _area_states(sealer: Sealer, sealed: bytes | None) -> list[str]:
    try:
        value = sealer.open_or_none(sealed, Purpose.ADDRESS_VALUE)
    except SealError:  # a number no key at hand opens cannot be texted either
        return []
    return list(places.states_of_number(value)) if value else []


def open_fields(sealer: Sealer, sealed: bytes | None) -> dict[str, Any]:
    """The fields of a contact that segments may ask for; none where no key opens them."""
    opened = sealer.open_or_unknown(sealed, Purpose.CONTACT_FIELDS)
    return json.loads(opened) if opened else {}


def seal_fields(sealer: Sealer, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a contact that hold fields: sealed, and by what segments find each."""
    written = json.dumps(dict(fields), separators=(",", ":")) if fields else None
    return {
        "fields_sealed": sealer.seal_or_none(written, Purpose.CONTACT_FIELDS),
        "field_keys": {
            name: sealer.field_keys(f"field.{name}", value)[0] for name, value in fields.items()
        },
    }


def open_private(sealer: Sealer, sealed: bytes | None) -> dict[str, Any]:
    """The private fields of a contact; none where no key opens them."""
    opened = sealer.open_or_unknown(sealed, Purpose.CONTACT_PRIVATE)
    return json.loads(opened) if opened else {}


def seal_private(sealer: Sealer, fields: Mapping[str, Any]) -> bytes | None:
    """Seal private fields; nothing is stored for none."""
    if not fields:
        return None
    return sealer.seal(json.dumps(fields, separators=(",", ":")), Purpose.CONTACT_PRIVATE)


def make(clarion: Clarion, connection: Transaction, sender: Sender, source: str) -> int | None:
    """Make the contact of whoever writes or calls first; they have stopped where their number has,
    and nobody asked for texts. Their id; None where somebody else has just made it."""
    states = area_states_of(sender)
    return newcomers.make_contact(
        connection,
        channel=sender.channel,
        value_sealed=clarion.sealer.seal(sender.value, Purpose.ADDRESS_VALUE),
        digest=clarion.sealer.digest(sender.channel, sender.value),
        reach=sender.reach,
        zones=zones_of(sender, None),
        state=states[0] if len(states) == 1 else None,
        area_states=states,
        new_code=new_code,
        source=source,
        now=clarion.clock.now(),
        stopped_since=consent.stopped_as_far_as_known(
            clarion, connection, sender.channel, sender.value
        ),
    )


def merge_tags(tags: Sequence[str], added: Sequence[str], removed: Sequence[str]) -> list[str]:
    """Tags after a turn, sorted, each once."""
    return sorted((set(tags) | set(added)) - set(removed))


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person to add. `phone` is E.164; `consent` says how they agreed ("paper sign-up, …")."""

    phone: str
    lang: str | None = None
    name: str | None = None
    zip: str | None = None
    tags: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    source: str = "import"
    consent: str | None = None
    opted_in_at: datetime | None = None
    opted_out_at: datetime | None = None


def add_contact(clarion: Clarion, new: NewContact) -> int | None:
    """Add a person. Their row id, or None if the number is known already (nothing is changed).

    Raises: Conflict where the number has stopped, KeyMissing where nobody can tell, RecordAway.
    """
    with clarion.record.transaction() as connection:
        return add_in(clarion, connection, new)


def add_in(clarion: Clarion, connection: Transaction, new: NewContact) -> int | None:
    """`add_contact` within a transaction of the caller's."""
    sender = read_sender(new.phone)
    sealer, now = clarion.sealer, clarion.clock.now()
    if not newcomers.is_new(connection, sealer.digests(sender.channel, sender.value)):
        return None
    if new.opted_out_at is None:
        consent.refuse_stopped(clarion, connection, sender.channel, sender.value)
    place = places.find_zip(new.zip) if new.zip else None
    contact_id = newcomers.make_contact(
        connection,
        channel=sender.channel,
        value_sealed=sealer.seal(sender.value, Purpose.ADDRESS_VALUE),
        digest=sealer.digest(sender.channel, sender.value),
        reach=sender.reach,
        zones=zones_of(sender, new.zip),
        state=place.state if place else None,
        area_states=area_states_of(sender),
        new_code=new_code,
        source=new.source,
        now=now,
    )
    if contact_id is None:
        return None
    people.change_contact(
        connection,
        contact_id,
        {
            "lang": new.lang,
            "name_sealed": sealer.seal_or_none(new.name, Purpose.CONTACT_NAME),
            "zip": new.zip,
            "city": place.city if place else None,
            "tags": sorted(new.tags),
            **seal_fields(sealer, new.fields),
            "opted_in_at": new.opted_in_at,
            "opted_out_at": new.opted_out_at,
        },
    )
    _add_consent(clarion, connection, contact_id, new)
    return contact_id


def _add_consent(
    clarion: Clarion, connection: Transaction, contact_id: int, new: NewContact
) -> None:
    for act, at in (("opt_in", new.opted_in_at), ("opt_out", new.opted_out_at)):
        if at is not None:
            program = clarion.campaign.current().name
            how = How(new.source, program=program, proof=new.consent)
            consent.note(clarion, connection, contact_id, act, how, at)
