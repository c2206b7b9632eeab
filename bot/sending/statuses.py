"""Status callbacks: what the carrier says became of a text. Forward only, in any order.

A callback may come before the POST it belongs to returns, twice, out of order, or never.
"""

from __future__ import annotations

from functools import cache

import structlog

from bot.carrier.statuses import rank_of, ranks, state_of
from bot.clarion import Clarion
from bot.sending import reactions
from bot.store.sending import statuses

log = structlog.get_logger()


def take(
    clarion: Clarion, message_id: int, sid: str, status: str, error_code: int | None = None
) -> bool:
    """Take in one status. Whether anything changed; an unknown message or status is no error.

    Raises: RecordAway.
    """
    state = state_of(status)
    now = clarion.clock.now()
    try:
        with clarion.record.transaction() as connection:
            if state is None:
                log.warning("status nobody knows", message=message_id, status=status[:24])
                return statuses.keep_unknown(
                    connection, message_id, sid=sid, status=status[:24], now=now
                )
            has_moved = statuses.advance(
                connection,
                message_id,
                sid=sid,
                state=state,
                lower=_lower(state),
                error_code=error_code,
                now=now,
            )
            known = None if has_moved else statuses.find(connection, message_id)
    except statuses.SidTaken:
        log.error("status of a SID that another message has", message=message_id)
        return False
    if has_moved:
        if error_code is not None and state in ("failed", "undelivered"):
            reactions.react(clarion, message_id, error_code)
        return True
    if known is None:
        log.warning("status of a message we do not have", message=message_id)
    elif known.sid is not None and known.sid != sid:
        # Two texts under one id: the one thing that must never happen. Say so loudly.
        log.error("the carrier took this message twice", message=message_id, sid=sid)
    return False


@cache
def _lower(state: str) -> tuple[str, ...]:
    """States that `state` may replace."""
    return tuple(other for other, rank in ranks().items() if rank < rank_of(state))
