"""What each table may hold, how long, and what erasing a person does to it: tables/kept.yaml, read.

Its one rule: erasing and forgetting do what the table says, and a column without a place in it
fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.store.sealing import Purpose

PLAIN = ("ours", "coarse", "team", "public", "digest", "open")


@dataclass(frozen=True, slots=True)
class Erasing:
    """What becomes of a table's rows when a person is erased: see the head of kept.yaml.

    `empty` are emptied in rows whose column `of` is the person.
    """

    row: str = ""
    unlink: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    of: str = ""
    goes_with: str = ""
    stays: str = ""


@dataclass(frozen=True, slots=True)
class Purging:
    """What the clock does with rows older, by the column `by`, than texts are kept; or the table
    with whose rows they go."""

    by: str = ""
    row: bool = False
    empty: tuple[str, ...] = ()
    goes_with: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one table may hold. `columns` says of each what it is; `purposes` what sealed ones are
    sealed for; `term` how long they are kept, and `why`."""

    table: str
    columns: Mapping[str, str]
    purposes: Mapping[str, Purpose]
    term: str
    why: str
    erase: Erasing | None = None
    purge: Purging | None = None
    clashes: Sequence[str] = field(default=())

    def holds_clear(self, column: str) -> bool:
        """Whether words that people or the team wrote may stand in it as they are."""
        return self.columns.get(column) in ("team", "public", "coarse", "open")


@cache
def tables() -> Mapping[str, Kept]:
    """Every table by name."""
    written = (files("bot.store.tables") / "kept.yaml").read_text(encoding="utf-8")
    read = yaml.safe_load(written)
    return {name: _read(name, one, read["terms"]) for name, one in read["tables"].items()}


def _read(name: str, one: Mapping[str, Any], terms: Mapping[str, str]) -> Kept:
    columns: dict[str, str] = {}
    clashes = []
    pairs = [(column, kind) for kind in PLAIN for column in str(one.get(kind, "")).split()]
    pairs += [(column, "sealed") for column in one.get("sealed", {})]
    for column, kind in pairs:
        if column in columns:
            clashes.append(column)
        columns[column] = kind
    return Kept(
        name,
        columns,
        {column: Purpose[purpose] for column, purpose in one.get("sealed", {}).items()},
        one["keep"],
        terms[one["keep"]],
        _erasing(one["erase"]) if "erase" in one else None,
        _purging(one["purge"]) if "purge" in one else None,
        clashes,
    )


def _erasing(one: Mapping[str, Any]) -> Erasing:
    unlink = tuple(one.get("unlink", ()))
    return Erasing(
        row=one.get("row", ""),
        unlink=unlink,
        empty=tuple(one.get("empty", ())),
        of=one.get("of", unlink[0] if unlink else ""),
        goes_with=one.get("with", ""),
        stays=one.get("stays", ""),
    )


def _purging(one: Mapping[str, Any]) -> Purging:
    return Purging(
        one.get("by", ""),
        bool(one.get("row", False)),
        tuple(one.get("empty", ())),
        one.get("with", ""),
    )
