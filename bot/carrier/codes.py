"""What to do about each of Twilio's error codes, and how to say it to an organizer (errors.yaml).

Drive logic from this table and the HTTP status: Twilio says itself that its error messages are
not for programs (OpenAPI, `error_message`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.sentences import Sentence, own_words

_FILE = Path(__file__).with_name("errors.yaml")


class Then(StrEnum):
    """Reactions; what each one means is written in errors.yaml."""

    PERMANENT = "permanent"
    MARK_NUMBER = "mark_number"
    OPT_OUT = "opt_out"
    RETRY_LATER = "retry_later"
    SLOW_DOWN = "slow_down"
    STOP_BROADCAST = "stop_broadcast"
    STOP_ALL = "stop_all"
    CIRCUIT_BREAK = "circuit_break"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Reaction:
    """A code's reaction. `reach` is what an address becomes; `en`, `es` are for organizers."""

    code: int
    then: Then
    en: str
    es: str
    reach: str | None = None
    alerts: bool = False
    is_known: bool = True

    @property
    def sentence(self) -> Sentence:
        """The plain words, to be said in either language."""
        return own_words({"en": self.en, "es": self.es})

    def words(self, lang: str) -> str:
        """The plain words in a language, English where there are none."""
        return self.es if lang == "es" else self.en


@cache
def table() -> dict[int, Reaction]:
    """Every code with a defined reaction."""
    return {int(code): _reaction(int(code), row) for code, row in _rows()["codes"].items()}


def reaction(code: int) -> Reaction:
    """The reaction to a code; an unknown one is permanent and alerts."""
    known = table().get(code)
    return known or _reaction(code, _rows()["unknown"], is_known=False)


@cache
def _rows() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return rows


def _reaction(code: int, row: dict[str, Any], *, is_known: bool = True) -> Reaction:
    return Reaction(
        code=code,
        then=Then(row["then"]),
        en=row["en"],
        es=row["es"],
        reach=row.get("reach"),
        alerts=bool(row.get("alert", False)),
        is_known=is_known,
    )


def filtering() -> frozenset[int]:
    """Codes that say that carriers took a text for spam."""
    return frozenset(code for code, row in table().items() if row.then is Then.CIRCUIT_BREAK)
