"""A list to take out: as a file, with numbers only for who may see them, and printed for a room."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from bot.calling_lists.lists import none_such, note_in
from bot.cells import inert
from bot.clarion import Clarion
from bot.errors import Conflict
from bot.sentences import say
from bot.store.calling_lists import lists
from bot.store.calling_lists import people as rows
from bot.store.calling_lists.people import SheetRow
from bot.store.sealing import Purpose

HEADER = ("row", "first name", "language", "city", "state", "outcome", "tries", "not before")


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list, opened. `number` is "" where it is not for who looks."""

    row: SheetRow
    name: str
    number: str = ""


def csv_of(clarion: Clarion, list_id: int, by: int | None, *, numbers: bool) -> str:
    """Everybody of a list as CSV. No cell is a formula. Raises: NotFound, RecordAway."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow([*HEADER, "number"] if numbers else HEADER)
    act = "took numbers of a calling list" if numbers else "took a calling list"
    for one in _rows(clarion, list_id, by, act, numbers=numbers):
        row = one.row
        until = row.next_at.isoformat(timespec="minutes") if row.next_at else ""
        words = (one.name, row.lang or "", row.city or "", row.state, row.outcome or "")
        cells = [row.n, *map(inert, words), row.tries, until]
        sheet.writerow([*cells, inert(one.number)] if numbers else cells)
    return out.getvalue()


def printed(clarion: Clarion, list_id: int, by: int | None) -> list[Listed]:
    """Who is still to be called, with names and numbers, for the sheet of a room.

    Raises: NotFound, Conflict (the list is not called from paper), RecordAway.
    """
    with clarion.record.transaction() as connection:
        row = lists.find(connection, list_id)
    if row is not None and not row.is_paper:
        raise Conflict(
            say("This list is called through our number. Switch it to a printed sheet first.")
        )
    return list(_rows(clarion, list_id, by, "printed a calling list", numbers=True, only_open=True))


def _rows(
    clarion: Clarion,
    list_id: int,
    by: int | None,
    act: str,
    *,
    numbers: bool,
    only_open: bool = False,
) -> Iterator[Listed]:
    with clarion.record.transaction() as connection:
        if lists.find(connection, list_id) is None:
            raise none_such()
        note_in(connection, act, list_id, clarion.clock.now(), by)
        found = rows.rows_of(connection, list_id, only_open=only_open)
    sealer = clarion.sealer
    for row in found:
        name = sealer.open_or_unknown(row.name_sealed, Purpose.LISTED_NAME) or ""
        number = sealer.open_or_unknown(row.value_sealed, Purpose.LISTED_NUMBER) if numbers else ""
        yield Listed(row, name, number or "")
