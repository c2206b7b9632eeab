"""The carrier's own STOP list and the words that change it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.simulator.settings import OptOutMode, Settings


class OptOutType(StrEnum):
    """What a keyword does, in Twilio's spelling."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True)
class Verdict:
    """What the carrier makes of an inbound text.

    `reply` is what the carrier itself texts back (None: nothing), `kind` the keyword found.
    """

    kind: OptOutType | None = None
    reply: str | None = None


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "keywords.yaml").read_text("utf-8")
    )
    return table


def words_in_force(settings: Settings) -> dict[str, list[str]]:
    """The words answered now, by stop, start and help; all empty in mode `none`."""
    if settings.opt_out is OptOutMode.NONE:
        return {name: [] for name in _table()}
    words = {name: list(entry["words"]) for name, entry in _table().items()}
    if settings.opt_out is OptOutMode.ADVANCED:
        for name in words:
            words[name] += [word.upper() for word in getattr(settings.opt_out_words, name)]
    return words


def replies_in_force(settings: Settings) -> dict[str, str]:
    """What the carrier answers to each kind of keyword."""
    replies = {name: str(entry["reply"]) for name, entry in _table().items()}
    if settings.opt_out is OptOutMode.ADVANCED:
        for name in replies:
            replies[name] = getattr(settings.opt_out_replies, name) or replies[name]
    return replies


class OptOuts:
    """Which phone has stopped which sender (a messaging service, or a number on its own)."""

    def __init__(self) -> None:
        self._stopped: set[tuple[str, str]] = set()

    def has_stopped(self, phone: str, sender: str) -> bool:
        """Whether texts of this sender to this phone are refused with 21610."""
        return (phone, sender) in self._stopped

    def set(self, phone: str, sender: str, is_stopped: bool) -> None:
        """Put a phone on this sender's list, or take it off."""
        if is_stopped:
            self._stopped.add((phone, sender))
        else:
            self._stopped.discard((phone, sender))

    def phones(self) -> list[str]:
        """Every phone that has stopped some sender."""
        return sorted({phone for phone, _ in self._stopped})

    def clear(self) -> None:
        """Nobody has stopped anything."""
        self._stopped.clear()

    def judge(self, phone: str, sender: str, body: str, settings: Settings) -> Verdict:
        """What an inbound text means to the carrier; changes nothing.

        Only a text that is exactly one of the words counts, whatever its case. START from a
        phone that has not stopped, and STOP from one that has, are passed on without an answer.
        """
        word = body.strip().upper()
        found = [name for name, words in words_in_force(settings).items() if word in words]
        if not found:
            return Verdict()
        kind = OptOutType(found[0].upper())
        is_stopped = self.has_stopped(phone, sender)
        is_idle = (kind is OptOutType.STOP and is_stopped) or (
            kind is OptOutType.START and not is_stopped
        )
        return Verdict(kind, None if is_idle else replies_in_force(settings)[found[0]])
