"""Numbers whose calls are not served until a day: put there by people of the team, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.clarion import Clarion
from bot.errors import InputError, NotFound
from bot.people.numbers import read_phone
from bot.sentences import say
from bot.store.calls import blocks
from bot.store.calls.blocks import BlockRow
from bot.store.organizers import notes

MOST_DAYS = 90
_MOST_WHY = 200


def block(clarion: Clarion, phone: str, *, days: int, why: str, by: int | None) -> int:
    """Serve no calls of a number for so many days; once more gives it another day. Its id on the
    list. Raises: InputError (phone, days), RecordAway."""
    number = read_phone(phone)
    if not 1 <= days <= MOST_DAYS:
        raise InputError(say("A number from 1 to %(most)s.", most=MOST_DAYS), "days")
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        made = blocks.block(
            connection,
            clarion.sealer.digest("sms", number),
            ends_in=number[-2:],
            why=" ".join(why.split())[:_MOST_WHY] or None,
            until=now + timedelta(days=days),
            made_by=by,
            now=now,
        )
        notes.note(
            connection, act="blocked calls", object_name="call_block", object_id=made,
            detail={"days": days}, now=now, organizer_id=by,
        )  # fmt: skip
    return made


def lift(clarion: Clarion, block_id: int, by: int | None) -> None:
    """Serve a number again. Raises: NotFound, RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        if not blocks.lift(connection, block_id):
            raise NotFound(say("That number is not blocked any more. Look at the page again."))
        notes.note(
            connection, act="unblocked calls", object_name="call_block", object_id=block_id,
            detail={}, now=now, organizer_id=by,
        )  # fmt: skip


def listed(clarion: Clarion) -> Sequence[BlockRow]:
    """Numbers that are not served now, whose day comes first. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return blocks.listed(connection, clarion.clock.now())
