"""By when a file that leaves is to be deleted."""

from __future__ import annotations

from datetime import date, timedelta

from bot.clarion import Clarion


def delete_by(clarion: Clarion) -> date:
    """The day by which whoever took a file out deletes it: it is kept no longer than we keep texts
    (CLARION_KEEP_TEXTS_DAYS)."""
    return (clarion.clock.now() + timedelta(days=clarion.settings.keep_texts_days)).date()
