"""Which column of a file is what: by its name, by an organizer's choice, or by what is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.errors import InputError
from bot.imports import names
from bot.imports.lines import Row
from bot.imports.phones import looks_like_phone
from bot.sentences import say

_HEADER_WITHIN = 15  # rows: titles and dates stand above the header of some exports
_LOOKED_AT = 200  # rows, to tell what a column without a known name holds
_PIECES = re.compile(r"[/|\n]")
_PHONES = ("cell", "phone", "maybe_phone")
MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `index` from 0; `field` is a key of headers.yaml, "group" or "unused"; `how` says
    how that is known: "name", "chosen", "cells" (they look like it), or "" for unused ones."""

    index: int
    header: str
    field: str
    how: str = ""

    @property
    def is_used(self) -> bool:
        """Whether anything of it is kept or asked."""
        return self.field not in ("unused", "ignored", "other_phone")

    @property
    def choice(self) -> str:
        """What an organizer would write for what it is (names.CHOICES)."""
        if self.field in _PHONES:
            return "phone"
        return self.field if self.field in names.CHOICES else "unused"


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's columns. `header` is the row that names them, None where there is none."""

    columns: tuple[Column, ...]
    header: Row | None
    export: str = ""

    def of(self, *fields: str) -> list[Column]:
        """The columns that are one of these."""
        return [column for column in self.columns if column.field in fields]

    @property
    def has_phone(self) -> bool:
        """Whether any column may hold a number to text."""
        return bool(self.of(*_PHONES))


def find_header(rows: Sequence[Row]) -> tuple[int, int]:
    """The place in `rows` of the row that names the columns, and how many names in it are known.
    (-1, 0) where the first row holds a person already."""
    best = (-1, 0)
    for place, row in enumerate(rows[:_HEADER_WITHIN]):
        fields = {_field_of(cell) for cell in row.cells} - {"unused"}
        if fields & {*_PHONES, "other_phone"} and not any(map(looks_like_phone, row.cells)):
            return place, len(fields)
        if len(fields) > max(1, best[1]):
            best = (place, len(fields))
    if best[0] < 0 and rows and not any(map(looks_like_phone, rows[0].cells)):
        return 0, 0
    return best


def lay_out(rows: Sequence[Row], chosen: Mapping[str, str]) -> tuple[Layout, Sequence[Row]]:
    """The columns of a file, and the rows below its header.

    `chosen` corrects: a header or a column's number → one of names.CHOICES. Raises: InputError for
    a column or a choice that is none.
    """
    place, _ = find_header(rows)
    header = rows[place] if place >= 0 else None
    below = rows[place + 1 :]
    headers = [cell.strip() for cell in header.cells] if header else []
    while headers and not headers[-1]:
        headers.pop()
    if header is None:
        headers = [""] * max((len(row.cells) for row in below[:_LOOKED_AT]), default=0)
    columns = [_named(index, text) for index, text in enumerate(headers[:MOST_COLUMNS])]
    columns = _corrected(columns, chosen)
    columns = _by_cells(columns, below)
    export = names.export_of(headers)
    return Layout(tuple(_one_phone_name(columns)), header, export), below


def _field_of(header: str) -> str:
    folded, fields = names.fold(header), names.known().fields
    found = fields.get(folded)
    if found is None:  # in two languages, or with a word beside it: "ZIP / Código postal"
        pieces = [one.partition("(")[0] for one in _PIECES.split(header)]
        found = next((fields[one] for one in map(names.fold, pieces) if one in fields), None)
    if found is None and folded.startswith(f"{names.known().group_column} ") and ":" in header:
        return "group"
    return found or "unused"


def _named(index: int, header: str) -> Column:
    field = _field_of(header)
    return Column(index, header, field, "name" if field != "unused" else "")


def _corrected(columns: list[Column], chosen: Mapping[str, str]) -> list[Column]:
    for what, choice in chosen.items():
        field = choice if choice in names.CHOICES else _field_of(choice)
        if choice not in names.CHOICES and field == "unused":
            raise InputError(
                say(
                    "“%(choice)s” is nothing a column can be; there are: %(choices)s",
                    choice=choice,
                    choices=", ".join(names.CHOICES),
                ),
                "column",
            )
        for index in _places_of(what, columns):
            field = "cell" if field == "phone" else field
            columns[index] = replace(columns[index], field=field, how="chosen")
    if any(one.field == "cell" and one.how == "chosen" for one in columns):
        columns = [
            replace(one, field="unused", how="")
            if one.field in _PHONES and one.how != "chosen"
            else one
            for one in columns
        ]
    return columns


def _places_of(what: str, columns: Sequence[Column]) -> list[int]:
    """The columns that somebody means by a header or, counting from 1, a number."""
    same = [one.index for one in columns if one.header and one.header.strip() == what.strip()]
    same = same or [
        one.index for one in columns if one.header and names.fold(one.header) == names.fold(what)
    ]
    if not same and what.strip().isdecimal() and 0 < int(what) <= len(columns):
        same = [int(what) - 1]
    if not same:
        raise InputError(
            say(
                "The file has no column “%(column)s”. It has: %(columns)s",
                column=what,
                columns=", ".join(one.header or str(one.index + 1) for one in columns),
            ),
            "column",
        )
    return same


def _by_cells(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """Where no column is named as a number to text, the one that holds numbers, if it is one."""
    if any(
        one.field in _PHONES or (one.how == "chosen" and one.field == "cell") for one in columns
    ):
        return columns
    found = [one for one in columns if one.how != "chosen" and _holds_phones(one.index, rows)]
    found = [one for one in found if one.field == "unused"]
    if len(found) != 1:
        return columns
    [phone] = found
    columns[phone.index] = replace(phone, field="phone", how="cells")
    return columns


def _holds_phones(index: int, rows: Sequence[Row]) -> bool:
    cells = [row.cells[index] for row in rows[:_LOOKED_AT] if len(row.cells) > index]
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(looks_like_phone, filled)) >= 0.7 * len(filled)


def _one_phone_name(columns: list[Column]) -> list[Column]:
    """A column called “number” is a phone only where no other is."""
    if not any(one.field in ("cell", "phone") for one in columns):
        return [
            replace(one, field="phone") if one.field == "maybe_phone" else one for one in columns
        ]
    return [
        replace(one, field="unused", how="") if one.field == "maybe_phone" else one
        for one in columns
    ]
