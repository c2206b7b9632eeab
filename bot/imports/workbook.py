"""Workbooks (XLSX, XLS, ODS) as rows of text, each with its number in the sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.errors import InputError
from bot.imports.lines import Row
from bot.sentences import say

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MOST_UNPACKED = 300 * 1024 * 1024


def is_workbook(data: bytes) -> bool:
    """Whether a file is one, whatever its name says: NGP VAN's .xls are text."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(data: bytes, sheet: str | None) -> tuple[str, list[str], list[Row]]:
    """The sheet that was read, the names of all that hold something, and its rows.

    The first sheet with rows unless `sheet` names one. Raises: InputError for one that cannot be
    opened (a password, a damaged file) or is too large, and for a sheet that is not there.
    """
    from python_calamine import CalamineError, load_workbook

    _check_size(data)
    try:
        book = load_workbook(io.BytesIO(data))
        tables = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except (CalamineError, OSError, ValueError) as error:
        raise InputError(
            say(
                "The workbook cannot be opened: %(why)s. Take its password away, or save the sheet"
                " as CSV UTF-8 and bring that.",
                why=str(error)[:120],
            ),
            "file",
        ) from None
    filled = [name for name, table in tables.items() if any(map(_has_words, table))]
    chosen = sheet if sheet is not None else (filled or [""])[0]
    if chosen not in tables:
        raise InputError(
            say(
                "The workbook has no sheet “%(sheet)s”. It has: %(sheets)s",
                sheet=chosen,
                sheets=", ".join(filled),
            )
            if filled
            else say("The workbook is empty."),
            "sheet",
        )
    return chosen, filled, list(_rows(tables[chosen]))


def _check_size(data: bytes) -> None:
    """A small file that unpacks to gigabytes is refused before it is."""
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        return  # the reader says what is wrong
    if unpacked > _MOST_UNPACKED:
        raise InputError(say("The workbook unpacks to more than 300 MB. Split it."), "file")


def _rows(table: list[list[Any]]) -> Iterator[Row]:
    for number, cells in enumerate(table, 1):
        if _has_words(cells):
            yield Row(number, number, tuple(map(_text, cells)))


def _has_words(cells: list[Any]) -> bool:
    return any(str(cell).strip() for cell in cells)


def _text(cell: Any) -> str:
    """A cell as a person sees it; whole numbers without the point a spreadsheet keeps."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (datetime, date)):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return "" if cell is None else str(cell)
