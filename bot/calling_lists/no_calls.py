"""Who asks a caller for no more calls: off every list at once, with a line in the ledger."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.clarion import Clarion
from bot.people.consent import bind
from bot.store.calling_lists import people
from bot.store.calling_lists.claims import Claimed
from bot.store.people import ledger
from bot.store.people.ledger import NewLine
from bot.store.record import Transaction
from bot.store.sealing import Purpose

SCOPE = "calls"


def note(
    clarion: Clarion,
    connection: Transaction,
    claim: Claimed,
    now: datetime,
    message_id: int | None,
) -> None:
    """They want no calls of any list. The line holds the digest of their number and no name."""
    value = clarion.sealer.open(claim.value_sealed, Purpose.LISTED_NUMBER)
    people.set_aside(connection, clarion.sealer.digests("sms", value), "never")
    _append(clarion, connection, claim, "no_calls", now, message_id)


def lift(
    clarion: Clarion,
    connection: Transaction,
    claim: Claimed,
    now: datetime,
    message_id: int | None,
) -> None:
    """The caller says within minutes that it was a slip: a line says so, and the other lists have
    them back."""
    value = clarion.sealer.open(claim.value_sealed, Purpose.LISTED_NUMBER)
    people.bring_back(connection, clarion.sealer.digests("sms", value), "never")
    _append(clarion, connection, claim, "calls_again", now, message_id)


def _append(
    clarion: Clarion,
    connection: Transaction,
    claim: Claimed,
    act: str,
    now: datetime,
    message_id: int | None,
) -> None:
    value = clarion.sealer.open(claim.value_sealed, Purpose.LISTED_NUMBER)
    salt = secrets.token_bytes(32)
    ledger.append(
        connection,
        NewLine(
            contact_id=None,
            act=act,
            source="word to a caller",
            at=now,
            message_id=message_id,
            address_digest=claim.digest,
            key_id=bytes(claim.value_sealed[1:5]),
            binding=bind(salt, f"sms:{value}"),
            salt_sealed=clarion.sealer.seal(salt.hex(), Purpose.CONSENT_SALT),
            scope=SCOPE,
        ),
    )
