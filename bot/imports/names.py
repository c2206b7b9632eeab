"""The names that columns have in other systems, as bot/imports/headers.yaml lists them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_APART = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9]+")
# What a column may be, as organizers write it: `--column "Celular=phone"`.
CHOICES = ("phone", "name", "first_name", "last_name", "lang", "zip", "tags", "opt_out", "unused")


@dataclass(frozen=True, slots=True)
class Known:
    """The table. `fields` says what each folded name is."""

    fields: Mapping[str, str]
    exports: Mapping[str, frozenset[str]]
    types: Mapping[str, str]
    stopped: frozenset[str]
    truth: frozenset[str]
    group_column: str


def fold(text: str) -> str:
    """A name without case, accents and signs; words of camelCase apart."""
    plain = unicodedata.normalize("NFKD", _APART.sub(" ", text))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return _SIGNS.sub(" ", letters.lower()).strip()


@cache
def known() -> Known:
    """The table, read once."""
    path = Path(__file__).with_name("headers.yaml")
    read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings, lists and dicts only
    return Known(
        fields=_by_word(read["fields"]),
        exports={name: frozenset(columns) for name, columns in read["exports"].items()},
        types=_by_word(read["types"]),
        stopped=frozenset(read["stopped"]),
        truth=frozenset(read["truth"]),
        group_column=read["group_column"],
    )


def export_of(headers: Sequence[str]) -> str:
    """The program that wrote a file with these columns; empty where none is known by them."""
    found = {fold(header) for header in headers}
    return next((name for name, needed in known().exports.items() if needed <= found), "")


def _by_word(groups: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {word: name for name, words in groups.items() for word in words}
