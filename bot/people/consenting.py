"""Ending texts to somebody by hand: as if they had texted STOP."""

from __future__ import annotations

from datetime import datetime

from bot.store.inbox import tickets
from bot.store.people import people
from bot.store.record import Transaction


def end_texts(
    connection: Transaction,
    contact_id: int,
    now: datetime,
    *,
    message_id: int | None = None,
    organizer_id: int | None = None,
) -> None:
    """Nothing goes to them any more, what waits is taken back, the ledger has a line; their
    conversation in the inbox is closed. The contact is locked by the caller and had not stopped."""
    people.change_contact(
        connection, contact_id, {"opted_out_at": now, "handed_off_at": None, "held_at": None}
    )
    people.cancel_waiting(connection, contact_id, "opted_out")
    people.add_consent(
        connection, contact_id=contact_id, act="opt_out", source="organizer", wording=None,
        message_id=message_id, now=now,
    )  # fmt: skip
    tickets.close(connection, contact_id, "stopped", now, organizer_id)
