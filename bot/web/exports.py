"""Files that leave the console: named with the day by which whoever took them deletes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import Response

from bot.clarion import Clarion


def csv_file(clarion: Clarion, text: str | Iterator[str], name: str) -> Response:
    """A CSV to be saved as NAME.delete-by-DAY.csv: it may be kept as long as we keep texts
    (`CLARION_KEEP_TEXTS_DAYS`)."""
    days = timedelta(days=clarion.settings.keep_texts_days)
    until = (clarion.clock.now() + days).date().isoformat()
    saved_as = f"{name}.delete-by-{until}.csv"
    return Response(
        text,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{saved_as}"'},
    )
