"""A file as rows: workbook or text, its encoding and separator found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import InputError
from bot.imports import workbook
from bot.imports.columns import Layout, find_header, lay_out
from bot.imports.decoding import decode, is_wide
from bot.imports.lines import SEPARATORS, Row, read_rows, said_separator, split_lines
from bot.sentences import say

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 250_000
_SAMPLE = 60  # lines, to tell the separator


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written. `separator` and `ends` are empty for a workbook, `sheet` for text."""

    kind: str
    encoding: str = ""
    separator: str = ""
    ends: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read: its form, its columns, and the rows below them."""

    form: Form
    layout: Layout
    rows: Sequence[Row]


def read_file(
    data: bytes,
    chosen: Mapping[str, str],
    sheet: str | None = None,
    *,
    may_lack_phone: bool = False,
) -> File:
    """Read a file. `chosen` corrects columns (bot.imports.columns.lay_out). `may_lack_phone`: a
    page asks which column has the numbers.

    Raises: InputError for one that is empty, too large, no list at all, or without a column of
    numbers.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            say("The file is larger than 32 MB. Split it, and bring the parts."), "file"
        )
    form, rows = _rows(data, sheet)
    if not rows:
        raise InputError(say("The file holds no rows."), "file")
    if len(rows) > MAX_ROWS:
        raise InputError(
            say("The file has more than %(count)s rows. Split it, and bring the parts.",
                count=f"{MAX_ROWS:,}"), "file",
        )  # fmt: skip
    layout, below = lay_out(rows, chosen)
    if not (layout.has_phone or may_lack_phone):
        raise InputError(_no_phone(layout), "column")
    if not below:
        raise InputError(say("The file names its columns and holds no people."), "file")
    return File(form, layout, below)


def _rows(data: bytes, sheet: str | None) -> tuple[Form, list[Row]]:
    if workbook.is_workbook(data):
        chosen, sheets, rows = workbook.read_workbook(data, sheet)
        return Form("workbook", sheet=chosen, sheets=tuple(sheets)), rows
    _refuse_others(data)
    decoded = decode(data)
    found = split_lines(decoded.text)
    lines = found.lines
    said = said_separator(lines)
    separator = said or find_separator(lines)
    rows = list(read_rows(lines, separator))
    if said and rows and rows[0].row == 1:
        rows = rows[1:]
    return Form("text", decoded.encoding, separator, found.ends), rows


def _refuse_others(data: bytes) -> None:
    """What is no text: a picture, a PDF, a web page, a database."""
    start = data[:512]
    is_marked = start.startswith(b"%PDF") or start.lstrip()[:1] in (b"{", b"[", b"<")
    controls = sum(byte < 32 and byte not in b"\t\n\v\f\r" for byte in start)
    if is_marked or (not is_wide(data) and controls > len(start) * 0.1):
        raise InputError(
            say("This is no list: save it as CSV UTF-8 or as a workbook (XLSX) and bring that."),
            "file",
        )


def find_separator(lines: Sequence[str]) -> str:
    """The separator with which most names of columns are known; where none are, the one that cuts
    the most lines alike."""
    sample = [line for line in lines if line.strip()][:_SAMPLE]
    return max(SEPARATORS, key=lambda one: _fitness(sample, one))


def _fitness(lines: Sequence[str], separator: str) -> tuple[int, float, int]:
    rows = list(read_rows(lines, separator))
    _, known = find_header(rows)
    widths = [len(row.cells) for row in rows if not row.fault]
    usual = max(set(widths), key=widths.count, default=1)
    alike = widths.count(usual) / len(widths) if widths and usual > 1 else 0.0
    return known, alike, usual


def _no_phone(layout: Layout) -> str:
    return say(
        "No column holds phone numbers to text. The columns are: %(columns)s. Say which one it is:"
        ' on the page, or --column "NAME=phone".',
        columns=", ".join(one.header or str(one.index + 1) for one in layout.columns) or "–",
    )
