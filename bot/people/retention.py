"""Forgetting: what is not stored cannot leak and cannot be handed over (docs/privacy.md)."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.clarion import Clarion
from bot.store.kept import tables
from bot.store.people import retention as rows

log = structlog.get_logger()

# One transaction forgets this much: locks stay short on a table of millions.
_SLICE = timedelta(hours=6)
_BY_THEMSELVES = ("message", "session")


def purge(clarion: Clarion) -> int:
    """Forget what is older than `CLARION_KEEP_TEXTS_DAYS`, as bot/store/tables/kept.yaml tells of
    each table: bodies of texts, also of those that never went out, conversations, places of past
    actions, words of reports and notes. How many texts were emptied. Safe to run at any time, by
    several at once. Raises: RecordAway.
    """
    end = clarion.clock.now() - timedelta(days=clarion.settings.keep_texts_days)
    for name, one in tables().items():
        if one.purge and not one.purge.goes_with and name not in _BY_THEMSELVES:
            with clarion.record.transaction() as connection:
                rows.purge_table(connection, name, one.purge, end)
    with clarion.record.transaction() as connection:
        rows.forget_sessions(connection, end)
        emptied = rows.purge_waiting(connection, end)
        since = rows.purged_until(connection)
    while since is not None and since < end:
        until = min(since + _SLICE, end)
        with clarion.record.transaction() as connection:
            emptied += rows.purge_bodies(connection, since, until)
        since = until
    if emptied:
        log.info("old texts emptied", count=emptied)
    return emptied
