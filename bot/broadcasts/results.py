"""A broadcast's result, row by row, as CSV that no spreadsheet runs.

It names contacts by id and never holds a number, a name or a text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from bot.carrier.codes import reaction
from bot.cells import inert
from bot.clarion import Clarion
from bot.store.broadcasts import results
from bot.texting.reasons import sentence

COLUMNS = (
    "contact", "language", "state", "reason", "carrier_code", "carrier_words", "parts",
    "not_before", "sent_at", "status_at",
)  # fmt: skip


def lines(clarion: Clarion, broadcast_id: int) -> Iterator[str]:
    """The CSV, a line at a time, header first (RFC 4180). Raises: NotFound, RecordAway."""
    yield _line(COLUMNS)
    for row in results.rows(clarion.record, broadcast_id):
        code = row.error_code
        yield _line(
            (
                str(row.contact_id),
                row.lang or "",
                row.state,
                sentence(row.reason) if row.reason else "",
                str(code or ""),
                reaction(code).en if code else "",
                str(row.parts or ""),
                *(f"{at:%Y-%m-%d %H:%M:%S}" if at else "" for at in row[6:]),
            )
        )


def _line(values: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([inert(value) for value in values])
    return buffer.getvalue()
