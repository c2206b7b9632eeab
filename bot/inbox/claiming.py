"""The reply bank: a handful of conversations at a time, never two people on one.

What is claimed comes back by itself when nobody has done anything with it for `CLAIM_LASTS`, also
where the browser is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.clarion import Clarion
from bot.store.inbox import claims
from bot.store.inbox.claims import Who

CLAIM_LASTS = timedelta(minutes=20)
AT_ONCE = 10


def claim_next(
    clarion: Clarion, who: Who, langs: Sequence[str] = (), most: int = AT_ONCE
) -> list[int]:
    """Claim what is most urgent and nobody has, up to `most` with what one has already. The ids of
    new ones. Raises: RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        return claims.claim_next(connection, who, most, langs, now, now + CLAIM_LASTS)


def keep(clarion: Clarion, who: Who, ticket_id: int) -> bool:
    """Claim one conversation, or keep it for longer; False while somebody else has it."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        return claims.claim(connection, ticket_id, who, now, now + CLAIM_LASTS)


def release(clarion: Clarion, who: Who, ticket_ids: Sequence[int] = ()) -> int:
    """Let go of some conversations, or of all one has. How many."""
    with clarion.record.transaction() as connection:
        return claims.release(connection, who, ticket_ids)


def held(clarion: Clarion, who: Who) -> list[int]:
    """What somebody has claimed, most urgent first."""
    with clarion.record.transaction() as connection:
        return claims.held_by(connection, who, clarion.clock.now())
