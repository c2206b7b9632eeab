"""The one door for consent: who agreed, who stopped, and what may take that back.

A stop is the person's, on every number of theirs, and only their own word takes it back: START or
a keyword that joins, texted from the number. No list, command, form or organizer does, whatever
proof there is: a proof is older than the stop, or has to be asked for again by the person's own
text. It outlives their entry, the data key and a restored backup, for it is kept apart from them
(bot/store/tables/suppression.py).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.clarion import Clarion
from bot.errors import Conflict, KeyMissing, SealError
from bot.people import keyring
from bot.sentences import say
from bot.store.inbox import tickets
from bot.store.people import ledger, people, suppressions
from bot.store.people.ledger import NewLine, Wording
from bot.store.record import Transaction
from bot.store.sealing import Purpose

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class How:
    """How somebody agreed, stopped or is held. `proof` are an organizer's own words; `address_id`
    the number it was from, else their first."""

    source: str
    wording: Wording | None = None
    program: str | None = None
    message_id: int | None = None
    organizer_id: int | None = None
    address_id: int | None = None
    proof: str | None = None


def note(
    clarion: Clarion, connection: Transaction, contact_id: int, act: str, how: How, at: datetime
) -> None:
    """Add a line to the ledger: "opt_in", "opt_out", "hold" or "hold_lifted". The contact is
    locked by the caller."""
    sealer, salt = clarion.sealer, secrets.token_bytes(32)
    found = ledger.address(connection, contact_id, how.address_id)
    value = sealer.open_or_unknown(found.value_sealed, Purpose.ADDRESS_VALUE) if found else None
    bound = found is not None and value is not None
    ledger.append(
        connection,
        NewLine(
            contact_id=contact_id,
            act=act,
            source=how.source,
            at=at,
            wording=how.wording,
            program=how.program,
            message_id=how.message_id,
            organizer_id=how.organizer_id,
            address_digest=found.digest if found else None,
            key_id=found.value_sealed[1:5] if found else None,
            binding=bind(salt, f"{found.channel}:{value}") if found and bound else None,
            salt_sealed=sealer.seal(salt.hex(), Purpose.CONSENT_SALT),
            proof=bind(salt, how.proof) if how.proof else None,
            proof_sealed=sealer.seal_or_none(how.proof, Purpose.CONSENT_PROOF),
        ),
    )


def bind(salt: bytes, value: str) -> bytes:
    """What the ledger's hash holds of an address ("sms:+1…") or a proof: SHA-256 of salt and
    value. Whoever has both can say that they belong to the line; nobody else can."""
    return hashlib.sha256(salt + value.encode()).digest()


def stop(
    clarion: Clarion,
    connection: Transaction,
    contact_id: int,
    now: datetime,
    *,
    source: str = "organizer",
    message_id: int | None = None,
    organizer_id: int | None = None,
) -> bool:
    """Nothing goes to them any more, what waits is taken back, the ledger has a line, their
    conversation in the inbox is closed. False where they had stopped before."""
    is_new = people.stop(connection, contact_id, now)
    if is_new:
        how = How(source, message_id=message_id, organizer_id=organizer_id)
        note(clarion, connection, contact_id, "opt_out", how, now)
        tickets.close(connection, contact_id, "stopped", now, organizer_id)
    people.cancel_waiting(connection, contact_id, "opted_out", now)
    return is_new


def lift_hold(
    clarion: Clarion,
    connection: Transaction,
    contact_id: int,
    now: datetime,
    organizer_id: int | None,
) -> None:
    """They do not want out after all, an organizer says: they get texts again."""
    people.change_contact(connection, contact_id, {"held_at": None})
    how = How("organizer", organizer_id=organizer_id)
    note(clarion, connection, contact_id, "hold_lifted", how, now)


def stopped_since(
    clarion: Clarion, connection: Transaction, channel: str, value: str
) -> datetime | None:
    """Since when an address has been stopped, whoever had it, under every key ever used.

    Raises: KeyMissing.
    """
    keyring.check(clarion.sealer, connection)
    return suppressions.since(connection, clarion.sealer.traces(channel, value))


def stopped_as_far_as_known(
    clarion: Clarion, connection: Transaction, channel: str, value: str
) -> datetime | None:
    """`stopped_since` for somebody who writes to us: they are heard with a key missing, too."""
    try:
        return stopped_since(clarion, connection, channel, value)
    except KeyMissing as error:
        log.error("a data key is missing", what=str(error))
        return suppressions.since(connection, clarion.sealer.traces(channel, value))


def refuse_stopped(clarion: Clarion, connection: Transaction, channel: str, value: str) -> None:
    """Raises: Conflict where an address has been stopped, KeyMissing where nobody can tell."""
    if stopped_since(clarion, connection, channel, value) is not None:
        raise Conflict(
            say("This number has texted STOP. Only START, texted from it, brings it back.")
        )


def lift(clarion: Clarion, connection: Transaction, contact_id: int) -> None:
    """They took their stop back themselves, in a text of their own: every number of theirs is off
    the list. The contact is locked by the caller, who saves what else their word changes."""
    try:
        keyring.check(clarion.sealer, connection)
    except KeyMissing as error:  # they asked for texts; what is known is taken back
        log.error("a data key is missing", what=str(error))
    for channel, sealed in suppressions.addresses(connection, contact_id):
        try:
            value = clarion.sealer.open(sealed, Purpose.ADDRESS_VALUE)
        except SealError:
            log.error("an address cannot be opened", contact=contact_id)
            continue
        suppressions.lift(connection, clarion.sealer.traces(channel, value))
    suppressions.lift_known(connection, contact_id)
