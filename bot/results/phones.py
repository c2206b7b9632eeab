"""The morning's report as a text to organizers whose phones are linked, once a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.engine import parts
from bot.results import morning
from bot.sentences import Sentence
from bot.store.organizers import notes
from bot.store.results import days
from bot.store.sealing import Purpose

_MOST_PHONES = 50
_NOON = 12
# A sentence in a language.
Speak = Callable[[Sentence, str], str]


def in_english(sentence: Sentence, _lang: str) -> str:
    """What a sentence says where there is no catalog."""
    return str(sentence)


def tell(clarion: Clarion, speak: Speak = in_english) -> int:
    """Text the report to linked organizers at the hour that is set (`CLARION_REPORT_HOUR`), each in
    their language: before noon that of the day before, later that of the day so far. To how many.

    Raises: RecordAway.
    """
    hour, now = clarion.settings.report_hour, clarion.clock.now()
    zone = ZoneInfo(clarion.campaign.current().zone)
    local = now.astimezone(zone)
    if hour is None or local.hour != hour:
        return 0
    midnight = datetime.combine(local.date(), time(0), zone)
    with clarion.record.transaction() as connection:
        if days.was_reported(connection, midnight):
            return 0
    told_day = local.date() - timedelta(days=1) if hour < _NOON else local.date()
    return _tell(clarion, told_day, midnight, speak)


def _tell(clarion: Clarion, told_day: date, midnight: datetime, speak: Speak) -> int:
    said, now = morning.in_short(morning.of(clarion, told_day)), clarion.clock.now()
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        if days.was_reported(connection, midnight):
            return 0  # by another clock, meanwhile
        notes.note(
            connection,
            act="reported_day",
            object_name="replies",
            object_id=None,
            detail={},
            now=now,
        )
        phones = notes.linked_phones(connection, limit=_MOST_PHONES)
        for contact_id, address_id, lang in phones:
            spoken = lang or campaign.default_lang
            text = " ".join(speak(one, spoken) for one in said)
            words = (
                f"{campaign.name}, {told_day:%m/%d}. {text} {clarion.settings.public_url}/console/"
            )
            notes.add_text(
                connection,
                contact_id=contact_id,
                address_id=address_id,
                kind="notice",
                body=clarion.sealer.seal(words, Purpose.MESSAGE_BODY),
                lang=spoken,
                parts=parts(campaign.as_sent(words)).count,
                now=now,
            )
    return len(phones)
