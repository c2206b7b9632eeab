"""Panic: somebody who should not have it has got in, or is at the door.

Sending stops, everybody is signed out, links end; if asked, everybody on the list is erased, but
for who stopped and the proof of consent, both by digest. Then it says what is left elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.broadcasts import broadcasts
from bot.clarion import Clarion
from bot.conversations import spool
from bot.privacy import erasing
from bot.sentences import Sentence, say
from bot.store.organizers import notes
from bot.store.organizers import panic as rows

log = structlog.get_logger()

WORD = "PANIC"  # to be typed
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Done:
    """What a panic did, and what is left where, with what to do there."""

    signed_out: int
    links: int
    erased: int
    left: tuple[Sentence, ...]


def panic(
    clarion: Clarion,
    by: int | None,
    *,
    erase: bool,
    tell: Callable[[int], None] = lambda _: None,
) -> Done:
    """Stop, shut everybody out, and erase if asked. It may be run again: erasing goes on where it
    was broken off. `tell` hears how many are erased so far. Raises: RecordAway.
    """
    broadcasts.stop_all(clarion, by, say("panic"))
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        signed_out = rows.sign_everybody_out(connection)
        links = rows.revoke_links(connection, now)
        notes.note(
            connection, act="panic", object_name="sending", object_id=None,
            detail={"erases": erase, "links": links}, now=now, organizer_id=by,
        )  # fmt: skip
    erased = _erase_all(clarion, tell) if erase else 0
    with clarion.record.transaction() as connection:
        copies = rows.copies_left(connection)
    log.warning("panic", signed_out=signed_out, links=links, erased=erased)
    return Done(signed_out, links, erased, _left(erase, copies))


def _erase_all(clarion: Clarion, tell: Callable[[int], None]) -> int:
    erased = 0
    while True:
        with clarion.record.transaction() as connection:
            some = rows.some_people(connection, _AT_ONCE)
            erased += sum(erasing.erase_in(clarion, connection, one) for one in some)
            if not some:
                rows.drop_words(connection)
        tell(erased)
        if not some:
            break
    erasing.share(clarion)
    for waiting in spool.folder(clarion).glob("*.sealed"):
        waiting.unlink(missing_ok=True)
    return erased


def _left(erase: bool, copies: int) -> tuple[Sentence, ...]:
    return (
        say("Nothing is sent until somebody starts sending again in the console.")
        if not erase
        else say("Of people only keyed digests are left: who stopped, and proof of consent."),
        say(
            "At Twilio: %(copies)s texts are still to be deleted; Clarion's clock goes on with it. "
            "Change the account's auth token there, and look who may sign in.",
            copies=copies,
        ),
        say("Phone carriers keep records of their own. Nobody can take those back."),
        say(
            "Backups hold everybody until they are deleted. Delete them, or keep them away from "
            "the data key: without it nothing in them can be read."
        ),
        say(
            "Change CLARION_SECRET_KEY and CLARION_DATA_KEY if somebody may have them "
            "(docs/running.md), and restart."
        ),
        say("Phones keep their texts. Tell people by another way to delete the chat."),
    )
