"""The one door for consent: who agreed, who stopped, and what may take that back.

A stop is the person's, on every number of theirs, and only their own word takes it back: START or
a keyword that joins, texted from the number. No list, command, form or organizer does, whatever
proof there is: a proof is older than the stop, or has to be asked for again by the person's own
text. It outlives their entry, the data key and a restored backup, for it is kept apart from them
(bot/store/tables/suppression.py).
"""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.clarion import Clarion
from bot.errors import Conflict, KeyMissing, SealError
from bot.people import keyring
from bot.sentences import say
from bot.store.inbox import tickets
from bot.store.people import people, suppressions
from bot.store.record import Transaction
from bot.store.sealing import Purpose

log = structlog.get_logger()


def stop(
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
        people.add_consent(
            connection, contact_id=contact_id, act="opt_out", source=source, wording=None,
            message_id=message_id, now=now,
        )  # fmt: skip
        tickets.close(connection, contact_id, "stopped", now, organizer_id)
    people.cancel_waiting(connection, contact_id, "opted_out")
    return is_new


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
