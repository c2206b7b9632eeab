"""Whether strangers' words may be passed on to others: no links, phone numbers or money in them.

A place and a title are read by everybody who signs up; a made-up one must lead nobody to a page, a
phone or a payment. That a person looks comes on top of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_KINDS = ("links", "phones", "money")


def may_pass_on(words: str) -> bool:
    """Whether others may read these words of a stranger."""
    return not kinds_in(words)


def kinds_in(words: str) -> list[str]:
    """What is in words that others should not read: links, phones, money."""
    plain = _plain(words)
    return [kind for kind in _KINDS if any(one.search(plain) for one in _patterns()[kind])]


def _plain(words: str) -> str:
    """In lower case, without accents and marks that nobody sees, look-alikes as what they are."""
    seen = "".join(char for char in words if unicodedata.category(char) not in ("Cf", "Cc", "Co"))
    taken_apart = unicodedata.normalize("NFKD", seen.lower())
    bare = "".join(char for char in taken_apart if not unicodedata.combining(char))
    return bare.translate(_look_alikes())


@cache
def _patterns() -> Mapping[str, Sequence[re.Pattern[str]]]:
    return {kind: [re.compile(one) for one in _table()[kind]] for kind in _KINDS}


@cache
def _look_alikes() -> Mapping[int, str]:
    return str.maketrans(_table()["looks_like"])


@cache
def _table() -> Mapping[str, Any]:
    path = Path(__file__).with_name("passing_on.yaml")
    table: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table
