"""Files that leave the console: named with the day by which whoever took them deletes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from bot.clarion import Clarion
from bot.people.deadlines import delete_by

Saved = TypeVar("Saved", bound=AnyResponse)


def csv_file(clarion: Clarion, text: str | Iterator[str], name: str) -> Response:
    """A CSV to be saved as NAME.delete-by-DAY.csv: it may be kept as long as we keep texts
    (`CLARION_KEEP_TEXTS_DAYS`)."""
    return saved(clarion, Response(text, mimetype="text/csv"), name, "csv")


def saved(clarion: Clarion, response: Saved, name: str, kind: str) -> Saved:
    """A response to be saved as NAME.delete-by-DAY.KIND."""
    saved_as = f"{name}.delete-by-{delete_by(clarion).isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{saved_as}"'
    return response
