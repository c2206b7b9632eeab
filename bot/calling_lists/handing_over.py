"""What puts a call through asks here for the number of a name, and tells what came of it.

Only the bridge asks: it dials from our own number, and shows neither side the other's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.calling_lists.claiming import HELD_FOR, may_be_called
from bot.calling_lists.hours import window
from bot.clarion import Clarion
from bot.errors import KeyMissing
from bot.people import keyring
from bot.store.calling_lists import claims, lists
from bot.store.record import Transaction

# What the bridge may tell: it rang and somebody (or a machine) took it, or why not.
MEASURED = ("answered", "busy", "no_answer", "failed")


@dataclass(frozen=True, slots=True)
class Handed:
    """A number to dial, sealed for Purpose.LISTED_NUMBER, for a claim of the contact `caller_id`;
    not after `until_at`, when it is too late where that person is."""

    claim_id: int
    caller_id: int
    number_sealed: bytes
    lang: str | None
    until_at: datetime


def claim_of(clarion: Clarion, connection: Transaction, caller_id: int) -> int | None:
    """The claim that a caller has now."""
    found = claims.of_caller(connection, caller_id)
    return found.id if found is not None and found.until_at > clarion.clock.now() else None


def number_for(clarion: Clarion, connection: Transaction, claim_id: int) -> Handed | None:
    """The number to dial for a claim, at this instant: None where the claim is over, the list is
    paused, the person has stopped, or it is not their hour. The claim goes on from now."""
    now = clarion.clock.now()
    claim = claims.find(connection, claim_id, lock=True)
    row = lists.find(connection, claim.list_id) if claim else None
    if claim is None or row is None or row.state != "open" or row.is_paper:
        return None
    if claim.state != "claimed" or claim.until_at <= now or claim.caller_id is None:
        return None
    try:
        keyring.check(clarion.sealer, connection)
    except KeyMissing:  # nobody can tell who stopped
        return None
    span = window(clarion, row, claim.place, now)
    if span is None or not span.holds(now) or not may_be_called(clarion, connection, claim):
        return None
    claims.keep_on(connection, claim, now + HELD_FOR)
    return Handed(claim.id, claim.caller_id, claim.value_sealed, claim.lang, span.closes_at)


def measured(
    connection: Transaction, claim_id: int, outcome: str, seconds: int | None = None
) -> None:
    """What the carrier said of the call of a claim: one of MEASURED, and how long the two were
    connected. It counts as a try though the caller says nothing. May come twice."""
    if outcome not in MEASURED:
        raise ValueError(f"a call is not measured as {outcome}")
    claims.measure(connection, claim_id, outcome, seconds)
