"""Text with separators as rows: each with the number it has in the file, or what is wrong with it.

A quotation mark that is not closed swallows the people after it until the next one. It is refused
where it stands, and reading goes on with the next line, as it is written.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t", "|")
_ENDS = re.compile(r"\r\n|\r|\n")
_SEP_LINE = re.compile(r'"?sep=(.)"?[,;\t|]*', re.IGNORECASE)
# Ten digits however they are cut up: a person's line, where a cell should be.
_NUMBER = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}(?!\d)")
_MOST_LINES = 60  # of one cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file. `row` is its number as a spreadsheet counts, `line` the line of the file it
    begins on, both from 1. `fault` is a kind of bot/imports/problems.py, if it cannot be read."""

    row: int
    line: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file: `ends` says how they end."""

    lines: tuple[str, ...]
    ends: str


def split_lines(text: str) -> Lines:
    """Cut at CR, LF or CRLF and at nothing else: other breaks are characters of a cell."""
    found = _ENDS.search(text)
    names = {"\r\n": "CRLF", "\r": "CR", "\n": "LF"}
    lines = _ENDS.split(text)
    if lines and lines[-1] == "":
        lines.pop()
    return Lines(tuple(lines), names[found.group()] if found else "")


def said_separator(lines: Sequence[str]) -> str | None:
    """What a first line `sep=;` says, as Excel writes and reads it."""
    found = _SEP_LINE.fullmatch(lines[0].strip(" ")) if lines else None
    return found.group(1) if found else None


def read_rows(lines: Sequence[str], separator: str) -> Iterator[Row]:
    """Every row that is not empty, in order."""
    at, row = 0, 0
    must_balance = 0  # lines below this one were swallowed by an open quotation mark
    while at < len(lines):
        row += 1
        found, used = _read(lines, at, separator, at < must_balance)
        if found is None:  # the mark is not closed
            must_balance = max(must_balance, at + used)
            yield Row(row, at + 1, _as_written(lines[at], separator), "open_quote")
            used = 1
        elif any(cell.strip() for cell in found):
            yield Row(row, at + 1, found)
        at += used


def _read(
    lines: Sequence[str], at: int, separator: str, must_balance: bool
) -> tuple[tuple[str, ...] | None, int]:
    """The cells of the row that begins at a line, and how many lines it takes up; None for cells
    where a quotation mark has no partner."""
    line = lines[at]
    if '"' not in line:
        return tuple(line.split(separator)), 1
    for count in range(1, min(_MOST_LINES, len(lines) - at) + 1):
        cells, is_open = _parse(lines[at : at + count], separator)
        if cells is not None:
            is_torn = must_balance and any('"' in cell for cell in cells)
            return (None if is_torn or any(map(_holds_somebody, cells)) else cells), count
        if not is_open:
            break
    return None, count


def _parse(lines: Sequence[str], separator: str) -> tuple[tuple[str, ...] | None, bool]:
    """The one row that these lines are, if they are; whether more lines could make them one."""
    ended = [f"{line}\n" for line in lines]
    reader = csv.reader(ended, delimiter=separator, strict=True, skipinitialspace=True)
    try:
        return tuple(next(reader)), False
    except csv.Error as error:
        return None, "unexpected end of data" in str(error)


def _holds_somebody(cell: str) -> bool:
    """Whether a later line of a cell has a number: of a person that a quotation mark swallowed."""
    return "\n" in cell and _NUMBER.search(cell.partition("\n")[2]) is not None


def _as_written(line: str, separator: str) -> tuple[str, ...]:
    return tuple(cell.replace('"', "") for cell in line.split(separator))
