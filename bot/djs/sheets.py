"""Sheets to take out: stations and airings as CSV. No name, no number, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from bot.cells import inert
from bot.clarion import Clarion
from bot.djs.overview import list_stations
from bot.people.report_words import open_details
from bot.store.djs import overview
from bot.store.djs.naming import open_market

RUN_SHEET = ("station", "market", "languages", "slot", "state", "scripts", "airings", "last airing")


def run_sheet_csv(clarion: Clarion) -> str:
    """Every station as CSV: no name, no number. Cells cannot be formulas (OWASP, CSV injection)."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(RUN_SHEET)
    for one in list_stations(clarion):
        last = one.last_aired_at.isoformat(timespec="minutes") if one.last_aired_at else ""
        cells = (one.station, one.market, " ".join(one.langs), one.slot, one.state)
        sheet.writerow([*map(inert, cells), one.received, one.aired, last])
    return out.getvalue()


def airings_csv(clarion: Clarion) -> Iterator[str]:
    """Every airing as CSV, a line at a time, the newest first. Raises: RecordAway."""
    yield _line(("at", "station", "market", "script", "version", "length", "language"))
    with clarion.record.transaction() as connection:
        for at, said, market, *cells in overview.airings(connection):
            station = open_details(clarion.sealer, said).get("station")
            told = (station, open_market(clarion.sealer, market), *cells)
            shown = (inert(str(cell or "")) for cell in told)
            yield _line((at.isoformat(timespec="minutes"), *shown))


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
