"""Links for volunteers without an account: one task, one language, so many times, until they end.

Whoever holds one sees first names and the thread, never numbers. The link is told once, when it is
made; the record keeps only its digest.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from bot.clarion import Clarion
from bot.config.keys import KeyUse
from bot.errors import InputError, NotFound
from bot.sentences import say
from bot.store.events import checkins
from bot.store.inbox import claims, ready
from bot.store.inbox.claims import Who
from bot.store.inbox.ready import LinkRow
from bot.store.organizers import notes
from bot.store.record import Transaction

REPLIES, CHECKINS = "replies", "checkins"
MOST_REPLIES = 50
LONGEST = timedelta(days=7)


def make(
    clarion: Clarion,
    name: str,
    lang: str,
    most: int,
    hours: int,
    by: int | None,
    *,
    task: str = REPLIES,
    event_id: int | None = None,
) -> tuple[int, str]:
    """A new link: its id and its address, which nobody can read again. Raises: InputError."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    name = " ".join(name.split())[:40]
    if not name:
        raise InputError(say("Say who it is for."), "name")
    if lang and lang not in campaign.languages:
        raise InputError(say("The campaign does not speak %(lang)s.", lang=lang), "lang")
    if not 1 <= most <= MOST_REPLIES or not 1 <= hours <= LONGEST.total_seconds() // 3600:
        raise InputError(say("1 to 50 times, for 1 hour to 7 days."), "most")
    token = secrets.token_urlsafe(24)
    with clarion.record.transaction() as connection:
        link_id = ready.add_link(
            connection, _digest(clarion, token), task, name, lang or None, most,
            now + timedelta(hours=hours), by, now, event_id,
        )  # fmt: skip
        notes.note(
            connection, act="made_link", object_name="volunteer_link", object_id=link_id,
            detail={"task": task, "most": most, "hours": hours}, now=now, organizer_id=by,
        )  # fmt: skip
    return link_id, f"{clarion.settings.public_url}/v/{token}"


def find(clarion: Clarion, token: str) -> LinkRow:
    """The link of a token. Raises: NotFound where it is none, has ended, or was revoked."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        found = ready.find_link(connection, _digest(clarion, token[:100]))
    if found is None or found.revoked_at is not None or found.until <= now:
        raise NotFound(say("This link does not work any more. Ask whoever sent it for a new one."))
    return found


def count_use(clarion: Clarion, link: LinkRow) -> None:
    """One use less. Raises: NotFound when all are used."""
    with clarion.record.transaction() as connection:
        use(clarion, connection, link)


def use(clarion: Clarion, connection: Transaction, link: LinkRow) -> None:
    """`count_use`, in a transaction that does what is counted."""
    if not ready.use_link(connection, link.id, clarion.clock.now()):
        raise NotFound(say("All that this link was for is done. Thank you!"))


def working(clarion: Clarion) -> list[LinkRow]:
    """Links that still work."""
    with clarion.record.transaction() as connection:
        return ready.links(connection, clarion.clock.now())


def revoke(clarion: Clarion, link_id: int, by: int | None) -> None:
    """End a link at once; what it had claimed is free again. Raises: NotFound."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        if not ready.revoke_link(connection, link_id, now):
            raise NotFound(say("There is no such link, or it has ended. Look at the list again."))
        claims.release(connection, Who(link_id=link_id))
        checkins.release(connection, link_id)
        notes.note(
            connection, act="revoked_link", object_name="volunteer_link", object_id=link_id,
            detail={}, now=now, organizer_id=by,
        )  # fmt: skip


def _digest(clarion: Clarion, token: str) -> bytes:
    key = clarion.settings.key_for(KeyUse.VOLUNTEER_LINK)
    return hmac.new(key, token.encode(), hashlib.sha256).digest()
