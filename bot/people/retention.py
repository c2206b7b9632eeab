"""Forgetting: what is not stored cannot leak and cannot be handed over (docs/privacy.md)."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.clarion import Clarion
from bot.store.conversations import misunderstood
from bot.store.people import answers
from bot.store.people import retention as rows

log = structlog.get_logger()

# One transaction forgets this much: locks stay short on a table of millions.
_SLICE = timedelta(hours=6)


def purge(clarion: Clarion) -> int:
    """Empty the bodies of texts older than `CLARION_KEEP_TEXTS_DAYS`, end conversations that
    old, and delete what nobody understood, and what was answered to questions, then. How many texts
    were emptied. Safe to run at any time, by several at once. Raises: RecordAway.
    """
    end = clarion.clock.now() - timedelta(days=clarion.settings.keep_texts_days)
    with clarion.record.transaction() as connection:
        rows.forget_sessions(connection, end)
        misunderstood.forget(connection, end)
        answers.forget(connection, end)
        since = rows.purged_until(connection)
    emptied = 0
    while since is not None and since < end:
        until = min(since + _SLICE, end)
        with clarion.record.transaction() as connection:
            emptied += rows.purge_bodies(connection, since, until)
        since = until
    if emptied:
        log.info("old texts emptied", count=emptied)
    return emptied
