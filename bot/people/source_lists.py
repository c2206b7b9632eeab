"""Many sources at once: one place a line, or a table with names; a bad row stops no other.

A line is a label, then its ZIP and its code where they are known: "Elm Street Laundry, 60608, ELM".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.clarion import Clarion
from bot.engine import fold
from bot.errors import Conflict, InputError
from bot.people.sources import AUTO, Asked, Source, add_in, note_added
from bot.sentences import say
from bot.store.people import sources as rows
from bot.store.record import Transaction

MOST = 500  # rows at once
_MOST_LETTERS = 2_000  # of a row; what is longer is no place
_COLUMNS: Mapping[str, frozenset[str]] = {
    "label": frozenset({"label", "name", "place", "where", "lugar", "nombre", "sitio", "donde"}),
    "code": frozenset({"code", "codigo"}),
    "kind": frozenset({"kind", "type", "tipo"}),
    "place": frozenset({"address", "spot", "direccion"}),
    "city": frozenset({"city", "ciudad"}),
    "state": frozenset({"state", "estado"}),
    "zip": frozenset({"zip", "zipcode", "zip code", "postal", "cp", "codigo postal"}),
    "chapter": frozenset({"chapter", "capitulo", "group", "grupo"}),
    "extension": frozenset({"extension", "ext"}),
    "number": frozenset({"number", "phone", "numero", "telefono"}),
    "flow": frozenset({"flow", "conversation", "conversacion"}),
}
_LINE = ("label", "zip", "code")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of one row: the source, or what is wrong with it. `row` counts from 1."""

    row: int
    label: str
    source: Source | None = None
    problem: str = ""


def add_all(
    clarion: Clarion, text: str, by: int | None, *, with_extensions: bool = False
) -> Sequence[Added]:
    """Add a source for each row; `with_extensions` gives each one that has none its digits.

    A place that is there already, by its name and ZIP, is not added twice. Raises: InputError
    where there is no row or too many, RecordAway.
    """
    asked = read(text)
    if with_extensions:
        asked = [(n, replace(one, extension=one.extension or AUTO)) for n, one in asked]
    done: list[Added] = []
    with clarion.record.transaction() as connection:
        there = {_same(s.label, s.zip): s for s in rows.list_all(connection)}
        for row, one in asked:
            try:
                made = _add(clarion, connection, one, there, by)
            except (InputError, Conflict) as error:
                done.append(Added(row, one.label, problem=error.said))
                continue
            there[_same(one.label, one.zip)] = made
            done.append(Added(row, made.label, made))
        added = [one.source for one in done if one.source is not None]
        if added:
            note_added(clarion, connection, added, by)
    return done


def _add(
    clarion: Clarion,
    connection: Transaction,
    one: Asked,
    there: Mapping[tuple[str, str], Source],
    by: int | None,
) -> Source:
    known = there.get(_same(one.label, one.zip))
    if known is not None:
        raise Conflict(say("It is there already: %(code)s.", code=known.code))
    return add_in(clarion, connection, one, by)


def _same(label: str, zip_code: str | None) -> tuple[str, str]:
    """By what a place is known: its words and its ZIP."""
    return fold(label), (zip_code or "").strip()[:5]


def read(text: str) -> Sequence[tuple[int, Asked]]:
    """The rows of a text, with their numbers. Raises: InputError (rows)."""
    plain = text.replace("\ufeff", "").replace("\0", "")
    lines = [line[:_MOST_LETTERS] for line in plain.splitlines() if line.strip()]
    if not lines:
        raise InputError(say("Write one place a line: Elm Street Laundry, 60608"), "rows")
    table = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=_separator(lines[0])))
    names = [_column(cell) for cell in table[0]]
    first = 1 if "label" in names else 0
    columns: Sequence[str] = names if first else _LINE
    if len(table) - first > MOST:
        raise InputError(say("At most %(most)s rows at once.", most=MOST), "rows")
    return [(n, _asked(columns, cells)) for n, cells in enumerate(table[first:], first + 1)]


def _asked(columns: Sequence[str], cells: Sequence[str]) -> Asked:
    said = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    return Asked.of({name: value for name, value in said.items() if value})


def _column(cell: str) -> str:
    name = fold(cell)
    return next((column for column, names in _COLUMNS.items() if name in names), "")


def _separator(line: str) -> str:
    return max(",;\t|", key=line.count)
