"""Asking guests of an action whether they come: by a volunteer's link, ten at a time.

The volunteer sees first names and languages, never a number; what they hear is noted here, and
whoever they do not reach is asked by a text of the campaign's (`event_check`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.clarion import Clarion
from bot.errors import InputError, NotFound
from bot.events.actions import is_to_come, take_off
from bot.events.telling import Sight, describe_in, tell_in
from bot.inbox import links
from bot.sentences import Sentence, say
from bot.store.events import actions, checkins
from bot.store.events.actions import EventRow
from bot.store.inbox.ready import LinkRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose

AT_ONCE = 10
CLAIM_LASTS = timedelta(minutes=20)
ASK_TEXT = "event_check"
COMES, NOT_COMING, NOT_REACHED, ASK = "comes", "not_coming", "not_reached", "asked"
HEARD = (COMES, NOT_COMING, NOT_REACHED, ASK)


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest as a volunteer sees them."""

    contact_id: int
    first_name: str
    lang: str


@dataclass(frozen=True, slots=True)
class Round:
    """The guests a link has now, and the action: title, day (ISO) and time."""

    title: str
    day: str
    time: str
    guests: Sequence[Guest]
    can_ask: bool


def make_link(
    clarion: Clarion, code: str, name: str, lang: str, most: int, hours: int, by: int | None
) -> tuple[int, str]:
    """A link for so many check-ins of the action with a code: its id and its address, told once.

    Raises: InputError.
    """
    now, campaign = clarion.clock.now(), clarion.campaign.current()
    with clarion.record.transaction() as connection:
        event = actions.lock_event(connection, code.strip()[:20])
    if event is None or not is_to_come(event, now, campaign.zone):
        raise InputError(
            say("There is no action to come with the code %(code)s.", code=code.strip()[:20]),
            "code",
        )
    return links.make(clarion, name, lang, most, hours, by, task=links.CHECKINS, event_id=event.id)


def take_next(clarion: Clarion, link: LinkRow) -> None:
    """Give a link its next guests, at most ten and as many as it has check-ins left."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        event = _event(clarion, connection, link)
        most = min(AT_ONCE, link.most - link.used)
        checkins.claim(connection, event.id, link.id, link.lang, most, now, now + CLAIM_LASTS)


def now_with(clarion: Clarion, link: LinkRow) -> Round:
    """What a link has now. Raises: NotFound where the action is over or called off."""
    campaign = clarion.campaign.current()
    lang = link.lang or campaign.default_lang
    with clarion.record.transaction() as connection:
        event = _event(clarion, connection, link)
        found = checkins.held(connection, event.id, link.id, clarion.clock.now())
    shown = describe_in(clarion, campaign, event, lang, Sight.OTHERS)
    guests = []
    for row in found:
        name = clarion.sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME) or ""
        guests.append(Guest(row.contact_id, name.partition(" ")[0], row.lang or ""))
    return Round(
        str(shown["title"]), str(shown["day"]), str(shown["time"]), guests,
        ASK_TEXT in campaign.texts,
    )  # fmt: skip


def note(clarion: Clarion, link: LinkRow, contact_id: int, heard: str) -> Sentence:
    """Note what a guest said, or ask them by text; one check-in less. What to say then.

    Raises: NotFound (not with this link any more, or all check-ins are used), InputError.
    """
    if heard not in HEARD:
        raise InputError(say("Say what you heard."), "heard")
    now, campaign = clarion.clock.now(), clarion.campaign.current()
    with clarion.record.transaction() as connection:
        event = _event(clarion, connection, link)
        with_link = [one.contact_id for one in checkins.held(connection, event.id, link.id, now)]
        if contact_id not in with_link:
            raise InputError(say("You do not have this guest any more."), "guest")
        links.use(clarion, connection, link)
        if heard == NOT_COMING:
            take_off(clarion, connection, campaign, event, contact_id)
        if heard == ASK:
            tell_in(clarion, connection, campaign, contact_id, event, ASK_TEXT, is_ours=True)
        checkins.mark(connection, event.id, contact_id, heard, now)
        notes.note(
            connection, act="checked_guest", object_name="contact", object_id=contact_id,
            detail={"event": event.id, "heard": heard, "link": link.id}, now=now,
        )  # fmt: skip
    return say("Asked by text.") if heard == ASK else say("Noted. Thank you!")


def _event(clarion: Clarion, connection: Transaction, link: LinkRow) -> EventRow:
    found = actions.by_ids(connection, [link.event_id or 0]).get(link.event_id or 0)
    event = actions.lock_event(connection, found.code) if found else None
    zone = clarion.campaign.current().zone
    if event is None or not is_to_come(event, clarion.clock.now(), zone):
        raise NotFound(say("This action is over or called off. Thank you!"))
    return event
