"""Contacts: making them, opening what is sealed, changing what an event says."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot import places
from bot.numbers import Sender
from bot.store.sealing import Sealer

NAME = "contact.name"
PRIVATE = "contact.private"
ADDRESS = "address.value"

# Codes are read out and typed on phones: no 0/O, 1/I/L, no vowels that make words.
_LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"


def new_code(length: int = 6) -> str:
    """A code for invitations: easy to read out; 28^6 is 480 million, so guesses miss."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def zones_of(sender: Sender, zip_code: str | None) -> list[str]:
    """Every zone a person may be in: the ZIP's if it is known, else the area code's."""
    place = places.find_zip(zip_code) if zip_code else None
    if place and place.zones:
        return list(place.zones)
    return list(places.zones_of_number(sender.value)) if sender.channel == "sms" else []


def open_private(sealer: Sealer, sealed: bytes | None) -> dict[str, Any]:
    """The private fields of a contact."""
    opened = sealer.open_or_none(sealed, PRIVATE)
    return json.loads(opened) if opened else {}


def seal_private(sealer: Sealer, fields: Mapping[str, Any]) -> bytes | None:
    """Seal private fields; nothing is stored for none."""
    if not fields:
        return None
    return sealer.seal(json.dumps(fields, separators=(",", ":")), PRIVATE)


def merge_tags(tags: Sequence[str], added: Sequence[str], removed: Sequence[str]) -> list[str]:
    """Tags after a turn, sorted, each once."""
    return sorted((set(tags) | set(added)) - set(removed))
