"""A broadcast as an organizer writes it, checked before anything is stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.clarion import Clarion
from bot.engine import clean
from bot.errors import InputError
from bot.segments import segments
from bot.segments.checking import check_values
from bot.sending import comparing
from bot.sending.comparing import RULE, Rule
from bot.sentences import say
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.texting.audience import Audience, Target, audience_of
from bot.texting.schedules import NOW, Schedule
from bot.texting.wording import MAX_CHARACTERS, Wording, find_line

_MAX_TITLE = 120
_MAX_MEDIA = 10  # Twilio's, for one message
_LATENESS_S = (60, 86_400)
EVERY = ("day", "weekday")
_SETTINGS = ("skip_in_conversation", "undo_s", "no_canary", RULE)


@dataclass(frozen=True, slots=True)
class Repeat:
    """Once more every "day" or "weekday" (Monday to Friday), the last one on `until`."""

    every: str
    until: date


@dataclass(frozen=True, slots=True)
class Draft:
    """A broadcast as an organizer writes it.

    `texts` are by language; somebody whose language is missing gets the campaign's default one.
    `lateness_s`: if it could not begin within this time, it is missed and waits for a person.
    `line` names the call-in line that {line} shows. `settings` may hold "skip_in_conversation"
    (leave out whoever is in the middle of a flow), "undo_s" (seconds before a broadcast that is
    sent now begins) and "no_canary" (no first wave, however large). With `texts_b` two texts are
    tried on some of its people first, by the rule in settings (bot/sending/comparing.py).
    """

    title: str
    segment: str
    texts: Mapping[str, str]
    schedule: Schedule = NOW
    lateness_s: int = 3600
    media: tuple[str, ...] = ()
    line: str | None = None
    repeat: Repeat | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    texts_b: Mapping[str, str] = field(default_factory=dict)


def load_draft(clarion: Clarion, row: BroadcastRow) -> Draft:
    """A stored broadcast as it was written. Raises: SealError."""
    texts = clarion.sealer.open(row.texts_sealed, Purpose.BROADCAST_TEXTS)
    other = row.texts_b_sealed and clarion.sealer.open(row.texts_b_sealed, Purpose.BROADCAST_TEXTS)
    return _draft(row, json.loads(texts), json.loads(other or "{}"))


def shown_draft(clarion: Clarion, row: BroadcastRow) -> Draft:
    """`load_draft`, without texts where no key opens them: its state is shown all the same."""
    texts, other = (
        clarion.sealer.open_or_unknown(sealed, Purpose.BROADCAST_TEXTS)
        for sealed in (row.texts_sealed, row.texts_b_sealed)
    )
    return _draft(row, json.loads(texts or "{}"), json.loads(other or "{}"))


def _draft(row: BroadcastRow, texts: dict[str, str], other: dict[str, str]) -> Draft:
    repeat = row.repeat
    due_at = None if row.local_at is None and row.settings.get("is_now") else row.due_at
    return Draft(
        title=row.title,
        segment=row.segment,
        texts=texts,
        texts_b=other,
        schedule=Schedule(due_at, row.local_at, row.zone),
        lateness_s=row.lateness_s,
        media=tuple(row.media or ()),
        line=row.line,
        repeat=Repeat(repeat["every"], date.fromisoformat(repeat["until"])) if repeat else None,
        settings={k: v for k, v in row.settings.items() if k in _SETTINGS},
    )


def check(clarion: Clarion, draft: Draft) -> Draft:
    """The draft, cleaned. Raises: InputError that names the field and the mend, RecordAway."""
    title = clean(draft.title)[:_MAX_TITLE]
    if not title:
        raise InputError(say("The broadcast needs a title; only organizers see it."), "title")
    texts = {lang: clean(text) for lang, text in draft.texts.items() if clean(text)}
    _check_texts(clarion, draft, texts)
    low, high = _LATENESS_S
    if not low <= draft.lateness_s <= high:
        raise InputError(say("The lateness limit is between 1 minute and 24 hours."), "lateness")
    if len(draft.media) > _MAX_MEDIA or any(not m.startswith("https://") for m in draft.media):
        raise InputError(say("Media are at most ten https:// addresses."), "media")
    if draft.repeat is not None:
        _check_repeat(draft, draft.repeat)
    other = _check_other(clarion, draft, texts)
    segment = segments.parse(draft.segment)
    with clarion.record.transaction() as connection:
        check_values(clarion, connection, segment.node)
    return replace(draft, title=title, texts=texts, texts_b=other, segment=segment.text)


def _check_other(clarion: Clarion, draft: Draft, texts: Mapping[str, str]) -> dict[str, str]:
    """The second text, checked like the first, with its rule. Raises: InputError."""
    other = {lang: clean(text) for lang, text in draft.texts_b.items() if clean(text)}
    if not other:
        return other
    if set(other) != set(texts):
        raise InputError(say("Write the other text in the same languages as the first."), "text_b")
    if other == texts:
        raise InputError(say("Both texts are the same."), "text_b")
    if draft.schedule.is_local or draft.repeat is not None:
        raise InputError(
            say("Two texts are tried at one moment, once: not by local time, and not again."),
            "when",
        )
    comparing.check(comparing.rule_of(draft.settings) or Rule())
    _check_texts(clarion, draft, other)
    return other


def _check_fields(clarion: Clarion, draft: Draft, texts: Mapping[str, str]) -> None:
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    if draft.line and find_line(campaign, draft.line, campaign.default_lang, now) is None:
        names = ", ".join(line.name for line in campaign.lines)
        raise InputError(
            say("There is no line “%(line)s”; lines are: %(known)s.", line=draft.line, known=names),
            "line",
        )
    unknown = Wording(campaign, texts, now, draft.line).unknown_fields
    if unknown:
        raise InputError(
            say(
                "Nothing is known as {%(name)s}; use {name}, {city}, {line} or a "
                "field of the campaign.",
                name=unknown[0],
            ),
            "text",
        )


def _check_texts(clarion: Clarion, draft: Draft, texts: Mapping[str, str]) -> None:
    campaign = clarion.campaign.current()
    if not texts:
        raise InputError(say("The broadcast has no text."), "text")
    for lang, text in texts.items():
        if lang not in campaign.languages:
            known = ", ".join(campaign.languages)
            raise InputError(
                say(
                    "“%(lang)s” is not a language of this campaign: %(known)s.",
                    lang=lang,
                    known=known,
                ),
                "text",
            )
        if len(text) > MAX_CHARACTERS:
            raise InputError(
                say(
                    "The text in %(lang)s has %(count)s characters; a text holds %(most)s.",
                    lang=lang,
                    count=f"{len(text):,}",
                    most=f"{MAX_CHARACTERS:,}",
                ),
                f"text_{lang}",
            )
    if campaign.default_lang not in texts and len(texts) < len(campaign.languages):
        raise InputError(
            say(
                "Write the text in %(lang)s too: people whose language is not known get that one.",
                lang=campaign.default_lang,
            ),
            f"text_{campaign.default_lang}",
        )
    _check_fields(clarion, draft, texts)


def _check_repeat(draft: Draft, repeat: Repeat) -> None:
    if repeat.every not in EVERY:
        raise InputError(say("Repeat every day or every weekday."), "repeat")
    first = draft.schedule.local_at or draft.schedule.due_at
    if first is None:
        raise InputError(say("A broadcast that repeats needs a time, not now."), "at")
    if repeat.until < first.date():
        raise InputError(say("It ends on %(day)s, before it begins.", day=repeat.until), "repeat")


def audience_of_draft(
    clarion: Clarion, connection: Transaction, draft: Draft, now: datetime
) -> Audience:
    """Whom a draft reaches, and whom not."""
    target = target_of_draft(draft, now)
    return audience_of(clarion, connection, draft.segment, target, now, draft.settings)


def target_of_draft(draft: Draft, now: datetime) -> Target:
    """When a draft is meant."""
    due_at = draft.schedule.due_at or now
    return Target(due_at, draft.schedule.local_at, timedelta(seconds=draft.lateness_s))


def fingerprint(draft: Draft) -> str:
    """What an approval is bound to: the texts, pictures, line and audience, and by which rule two
    texts are compared. Any edit changes it."""
    parts: list[object] = [dict(draft.texts), draft.segment, list(draft.media), draft.line]
    if draft.texts_b:
        parts += [dict(draft.texts_b), draft.settings.get(RULE)]
    written = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
