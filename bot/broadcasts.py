"""Broadcasts: compose, look before sending, schedule, watch, pause, resume, cancel.

What is sent, to whom and when is decided here and in bot/planning.py; how it goes out is
bot/outbox.py. Every act of an organizer is in the audit table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot import segments
from bot.engine import clean
from bot.errors import Conflict, InputError
from bot.outbox import TEXTS
from bot.planning import fire_due
from bot.previews import Preview, preview
from bot.progress import Progress, Summary, list_recent, progress
from bot.schedules import NOW, Schedule, parse_when
from bot.store import broadcasts as rows
from bot.store import notes, switches
from bot.store import segments as compiled
from bot.wording import MAX_CHARACTERS, Wording, find_line

if TYPE_CHECKING:
    from psycopg import Connection

    from bot.bootstrap import Clarion

__all__ = [
    "NOW", "Draft", "Preview", "Progress", "Schedule", "Summary", "cancel", "check", "fire_due",
    "list_recent", "parse_when", "pause", "preview", "progress", "resume", "schedule",
    "start_all", "stop_all", "wording_of",
]  # fmt: skip

_MAX_TITLE = 120
_MAX_MEDIA = 10  # Twilio's, for one message


@dataclass(frozen=True, slots=True)
class Draft:
    """A broadcast as an organizer writes it.

    `texts` are by language; somebody whose language is missing gets the campaign's default one.
    `lateness_s`: if it could not begin within this time, it is missed and waits for a person.
    `line` names the call-in line that {line} shows.
    """

    title: str
    segment: str
    texts: Mapping[str, str]
    schedule: Schedule = NOW
    lateness_s: int = 3600
    media: tuple[str, ...] = ()
    line: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def check(clarion: Clarion, draft: Draft) -> Draft:
    """The draft, cleaned. Raises: InputError that names the field and the mend."""
    title = clean(draft.title)[:_MAX_TITLE]
    if not title:
        raise InputError("The broadcast needs a title; only organizers see it.", "title")
    texts = {lang: clean(text) for lang, text in draft.texts.items() if clean(text)}
    if not texts:
        raise InputError("The broadcast has no text.", "text")
    campaign = clarion.campaign.current()
    for lang, text in texts.items():
        if lang not in campaign.languages:
            known = ", ".join(campaign.languages)
            raise InputError(f"“{lang}” is not a language of this campaign: {known}.", "text")
        if len(text) > MAX_CHARACTERS:
            raise InputError(
                f"The text in {lang} has {len(text):,} characters; a text holds "
                f"{MAX_CHARACTERS:,}.",
                f"text_{lang}",
            )
    if campaign.default_lang not in texts and len(texts) < len(campaign.languages):
        raise InputError(
            f"Write the text in {campaign.default_lang} too: people whose language is not known "
            "get that one.",
            f"text_{campaign.default_lang}",
        )
    if not 60 <= draft.lateness_s <= 86_400:
        raise InputError("The lateness limit is between 1 minute and 24 hours.", "lateness")
    if len(draft.media) > _MAX_MEDIA or any(not m.startswith("https://") for m in draft.media):
        raise InputError("Media are at most ten https:// addresses.", "media")
    return _checked(clarion, draft, title, texts)


def _checked(clarion: Clarion, draft: Draft, title: str, texts: Mapping[str, str]) -> Draft:
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    if draft.line and find_line(campaign, draft.line, campaign.default_lang, now) is None:
        names = ", ".join(line.name for line in campaign.lines)
        raise InputError(f"There is no line “{draft.line}”; lines are: {names}.", "line")
    unknown = Wording(campaign, texts, now, draft.line).unknown_fields
    if unknown:
        raise InputError(
            f"Nothing is known as {{{unknown[0]}}}; use {{name}}, {{city}}, {{line}} or a field "
            "of the campaign.",
            "text",
        )
    segment = segments.parse(draft.segment).text
    return Draft(
        title, segment, texts, draft.schedule, draft.lateness_s, draft.media, draft.line,
        draft.settings,
    )  # fmt: skip


def schedule(clarion: Clarion, draft: Draft, organizer_id: int | None) -> int:
    """Put a broadcast on the calendar; "now" begins at once. Its id.

    Raises: InputError, RecordAway.
    """
    draft = check(clarion, draft)
    now = clarion.clock.now()
    with clarion.record.hot() as connection:
        # Broadcasts and named segments it asks for must exist.
        compiled.to_sql(
            connection, segments.parse(draft.segment).node, now, lambda t: segments.parse(t).node
        )
        broadcast_id = rows.insert(connection, _values(clarion, draft, organizer_id))
        _note(clarion, connection, "scheduled broadcast", broadcast_id, organizer_id)
    if draft.schedule.due_at is None:
        clarion.wake_ups.wake("workers.jobs.run_clock")
    return broadcast_id


def _values(clarion: Clarion, draft: Draft, organizer_id: int | None) -> dict[str, Any]:
    now = clarion.clock.now()
    texts = json.dumps(dict(draft.texts), ensure_ascii=False)
    return {
        "title": draft.title,
        "segment": draft.segment,
        "texts_sealed": clarion.sealer.seal(texts, TEXTS),
        "media": list(draft.media) or None,
        "state": "scheduled",
        "due_at": draft.schedule.due_at or now,
        "local_at": draft.schedule.local_at,
        "zone": draft.schedule.zone,
        "lateness_s": draft.lateness_s,
        "line": draft.line,
        "settings": dict(draft.settings),
        "created_by": organizer_id,
        "created_at": now,
        "updated_at": now,
    }


def wording_of(clarion: Clarion, row: rows.BroadcastRow) -> Wording:
    """The texts of a stored broadcast."""
    texts = json.loads(clarion.sealer.open(row.texts_sealed, TEXTS))
    return Wording(clarion.campaign.current(), texts, clarion.clock.now(), row.line)


# --- while it runs -----------------------------------------------------------------------------


def pause(clarion: Clarion, broadcast_id: int, organizer_id: int | None, reason: str = "") -> None:
    """Hold a broadcast that is being sent. What is in flight still goes; nothing new does.

    Raises: NotFound, Conflict.
    """
    _turn(
        clarion, broadcast_id, organizer_id, "paused", ("sending",),
        reason or "paused by an organizer", "paused broadcast",
    )  # fmt: skip


def resume(clarion: Clarion, broadcast_id: int, organizer_id: int | None, reason: str = "") -> None:
    """Go on with a paused broadcast. Raises: NotFound, Conflict."""
    _turn(
        clarion, broadcast_id, organizer_id, "sending", ("paused",), reason or None,
        "resumed broadcast",
    )  # fmt: skip
    clarion.wake_ups.wake("workers.jobs.drain_broadcast", broadcast_id)


def cancel(clarion: Clarion, broadcast_id: int, organizer_id: int | None, reason: str = "") -> None:
    """End a broadcast for good: everybody not yet texted is not. Raises: NotFound, Conflict."""
    _turn(
        clarion, broadcast_id, organizer_id, "canceled",
        ("draft", "scheduled", "approved", "sending", "paused", "missed"),
        reason or "canceled by an organizer", "canceled broadcast",
    )  # fmt: skip


def _turn(
    clarion: Clarion,
    broadcast_id: int,
    organizer_id: int | None,
    state: str,
    among: tuple[str, ...],
    reason: str | None,
    act: str,
) -> None:
    now = clarion.clock.now()
    with clarion.record.hot() as connection:
        row = rows.load(connection, broadcast_id, lock=True)
        if row.state not in among:
            raise Conflict(f"Broadcast {broadcast_id} is {row.state}; it cannot be {state} now.")
        if state == "sending" and row.planned_at is None:
            state = "scheduled"  # held before its time: it is planned when resumed
        rows.change_state(connection, broadcast_id, state, among=among, now=now, reason=reason)
        if state == "canceled":
            rows.cancel_rows(connection, broadcast_id)
        _note(clarion, connection, act, broadcast_id, organizer_id)


def stop_all(clarion: Clarion, organizer_id: int | None, reason: str = "") -> None:
    """The kill switch: nothing at all is sent until `start_all`. Works without Redis."""
    _switch(clarion, organizer_id, is_on=False, reason=reason or "stopped by an organizer")


def start_all(clarion: Clarion, organizer_id: int | None, reason: str = "") -> None:
    """Sending is allowed again."""
    _switch(clarion, organizer_id, is_on=True, reason=reason)


def _switch(clarion: Clarion, organizer_id: int | None, *, is_on: bool, reason: str) -> None:
    now = clarion.clock.now()
    with clarion.record.hot() as connection:
        switches.turn(connection, "sending", is_on=is_on, by=organizer_id, reason=reason, now=now)
        _note(clarion, connection, "started all" if is_on else "stopped all", None, organizer_id)


def _note(
    clarion: Clarion,
    connection: Connection[Any],
    act: str,
    broadcast_id: int | None,
    organizer_id: int | None,
) -> None:
    notes.note(
        connection,
        act=act,
        object_name="broadcast" if broadcast_id else "sending",
        object_id=broadcast_id,
        detail={},
        now=clarion.clock.now(),
        organizer_id=organizer_id,
    )
