"""A note for organizers in the record, and as a text to those who linked their phone."""

from __future__ import annotations

from datetime import timedelta

from bot.clarion import Clarion
from bot.engine import parts
from bot.sentences import Sentence
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose

_MOST = 5  # organizers texted about one thing


def tell(
    clarion: Clarion,
    connection: Transaction,
    text: Sentence | str,
    *,
    whom: str,
    contact_id: int | None,
    most_an_hour: int | None = None,
    is_texted: bool = True,
) -> None:
    """Note something organizers should know of a contact, or of all replies (None), and text it:
    with `most_an_hour`, to no phone that had so many in the last hour; only noted where it is not
    `is_texted`.

    Those on duty are texted, or all where nobody is, and a sentence whose words came together in
    the language of each of them. The note names the contact by id; what was written stays sealed
    in the messages. `text` is ours: no word of a stranger leaves the console.
    """
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    notes.note(
        connection,
        act="notified",
        object_name="replies" if contact_id is None else "contact",
        object_id=contact_id,
        detail={"whom": whom},
        now=now,
    )
    phones = notes.linked_phones(connection, _MOST, on_duty=True) if is_texted else []
    for linked_id, address_id, own in phones:
        if most_an_hour is not None:
            had = notes.notices_since(connection, linked_id, now - timedelta(hours=1))
            if had >= most_an_hour:
                continue
        lang = own or campaign.default_lang
        words = text.own.get(lang, str(text)) if isinstance(text, Sentence) else text
        notes.add_text(
            connection,
            contact_id=linked_id,
            address_id=address_id,
            kind="notice",
            lang=lang,
            body=clarion.sealer.seal(words, Purpose.MESSAGE_BODY),
            parts=parts(campaign.as_sent(words)).count,
            now=now,
        )
