"""Looking before sending: a test to oneself, and whether people just got much the same."""

from __future__ import annotations

import json
from datetime import timedelta

from rapidfuzz import fuzz

from bot.broadcasts.drafts import Draft, check
from bot.clarion import Clarion
from bot.engine import fold
from bot.errors import SealError, no_person
from bot.sending.outbox import load_people
from bot.store.broadcasts import trials
from bot.store.organizers import notes
from bot.store.sealing import Purpose
from bot.texting.wording import Wording

_MARK = "[TEST] "
_RECENT = timedelta(hours=48)
_ALIKE = 88  # per cent of letters in common, in order


def send_test(clarion: Clarion, draft: Draft, contact_id: int, by: int | None = None) -> list[int]:
    """Send each language's text to one person (oneself), marked as a test. The messages' ids.

    It goes at any hour, and to nobody who has stopped. Raises: InputError, NotFound, RecordAway.
    """
    draft = check(clarion, draft)
    now = clarion.clock.now()
    campaign = clarion.campaign.current()
    # Both texts, where two are compared.
    wordings = [
        (lang, Wording(campaign, texts, now, draft.line))
        for texts in (draft.texts, draft.texts_b)
        for lang in texts
    ]
    made = []
    with clarion.record.transaction() as connection:
        person = load_people(clarion, connection, [contact_id]).get(contact_id)
        if person is None:
            raise no_person(contact_id)
        for lang, wording in wordings:
            body = wording.body(lang, person)
            made.append(
                trials.add_test(
                    connection,
                    contact_id=contact_id,
                    body=clarion.sealer.seal(_MARK + body.text, Purpose.MESSAGE_BODY),
                    lang=lang,
                    media=list(draft.media) or None,
                    now=now,
                )
            )
        notes.note(
            connection, act="tried broadcast", object_name="contact", object_id=contact_id,
            detail={"texts": len(made)}, now=now, organizer_id=by,
        )  # fmt: skip
    for message_id in made:
        clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    return made


def find_alike(clarion: Clarion, draft: Draft) -> tuple[str, ...]:
    """Titles of broadcasts of the last 48 hours whose text is nearly this one's. RecordAway."""
    with clarion.record.transaction() as connection:
        recent = trials.recent_texts(connection, clarion.clock.now() - _RECENT)
    found = []
    for title, sealed in recent:
        try:
            texts: dict[str, str] = json.loads(clarion.sealer.open(sealed, Purpose.BROADCAST_TEXTS))
        except SealError:
            continue
        if any(
            fuzz.ratio(fold(text), fold(texts[lang])) >= _ALIKE
            for lang, text in draft.texts.items()
            if lang in texts
        ):
            found.append(title)
    return tuple(found)
