"""A link that signs in as somebody else: they are told of it, by text and when they next come."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bot.clarion import Clarion
from bot.engine import parts
from bot.store.organizers import audits, notes
from bot.store.sealing import Purpose

_TEXTS = {
    "en": "Clarion: {who} made a link that signs in to the console as you. If you did not ask for "
    "it, tell another admin now.",
    "es": "Clarion: {who} hizo un enlace que entra a la consola como si fueras tú. Si no lo "
    "pediste, avisa ya a otro admin.",
}


class LinkMade(NamedTuple):
    """A link that signs in as somebody, made by an organizer of this address at an instant."""

    by: str
    at: datetime


def tell(clarion: Clarion, organizer_id: int, who: str) -> bool:
    """Text somebody, on the phone they linked, that `who` made a link that signs in as them.
    Whether they have one. Raises: RecordAway.
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        phone = notes.phone_of(connection, organizer_id)
        if phone is None:
            return False
        contact_id, address_id, lang = phone
        said = _TEXTS.get(lang or "", _TEXTS["en"]).format(who=who)
        message_id = notes.add_text(
            connection, contact_id=contact_id, address_id=address_id, kind="notice",
            body=clarion.sealer.seal(said, Purpose.MESSAGE_BODY), lang=lang or "en",
            parts=parts(clarion.campaign.current().as_sent(said)).count, now=now,
        )  # fmt: skip
    clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    return True


def made_since(clarion: Clarion, organizer_id: int, since: datetime | None) -> list[LinkMade]:
    """Links to sign in as somebody that others made since an instant. Raises: RecordAway."""
    if since is None:
        return []
    with clarion.record.transaction() as connection:
        found = audits.links_of_others(connection, organizer_id, since)
    return [LinkMade(*row) for row in found]
