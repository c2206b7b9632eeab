"""Whom a text reaches that somebody else brought about, and in which language they read it."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.engine.session import WROTE_IN
from bot.people.contacts import open_fields
from bot.store.organizers import notes
from bot.store.record import Transaction


def find(clarion: Clarion, connection: Transaction, contact_id: int) -> tuple[int, str] | None:
    """Address id and language of somebody who may be texted: the one they chose, else the one they
    wrote in, "" where neither is known. None if they stopped or have no number."""
    found = notes.reachable(connection, contact_id)
    if found is None:
        return None
    address_id, lang, fields_sealed = found
    return address_id, language(clarion, lang, fields_sealed)


def language(clarion: Clarion, lang: str | None, fields_sealed: bytes | None) -> str:
    """The language somebody chose, else the one they wrote in; "" where neither is known."""
    return lang or str(open_fields(clarion.sealer, fields_sealed).get(WROTE_IN, ""))
