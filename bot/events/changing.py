"""What changes about an action, told to everybody who signed up: each in their language, within
their texting hours, as long as it is of use.

Whoever cannot be told in time within their hours is told only by an organizer's yes, with a reason
(`approve`): an action of tonight that is called off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clarion import Clarion
from bot.errors import Conflict, InputError
from bot.events.seats import begins_at
from bot.events.telling import plan_in
from bot.people.alarms import alarm_of
from bot.people.budgets import ALARMS_AN_HOUR
from bot.people.telling import tell
from bot.sentences import say
from bot.store.events import changes, hosts
from bot.store.events.actions import EventRow
from bot.store.events.changes import HeldChange, ToTell
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.texting.hours import Hours, candidates, hours_for

_MIN_REASON = 8  # letters
_MOST_SHOWN = 50
SHORT_NOTICE = "short_notice"


@dataclass(frozen=True, slots=True)
class By:
    """Who changed something: a host, by text, or an organizer."""

    contact: int | None = None
    organizer: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How many are told of a change, and how many of them cannot be in time within their texting
    hours: an organizer has to say so."""

    people: int
    late: int


def tell_all(
    clarion: Clarion,
    connection: Transaction,
    event: EventRow,
    what: str,
    text_name: str,
    by: By,
    *,
    was: EventRow | None = None,
    more: Mapping[str, str | int] | None = None,
) -> Told:
    """Tell everybody who goes to a locked action, waits for it or leads it, but whoever did it, and
    write down how many. `event` is as it is now, `was` as it was before."""
    campaign, now, hours = clarion.campaign.current(), clarion.clock.now(), hours_for(clarion)
    change_id = changes.add(
        connection, event.id, what, now, by_contact=by.contact, by_organizer=by.organizer
    )
    begins = [begins_at(one, campaign.zone) for one in (event, was or event)]
    people = late = 0
    for guest in _whom(connection, event, by):
        message_id = plan_in(
            clarion, connection, campaign, guest.contact_id, event, text_name,
            more=more, is_ours=True, change_id=change_id,
        )  # fmt: skip
        if message_id is None:
            continue
        people += 1
        opens = _opens_at(hours, guest, now)
        if opens is None or opens >= max(begins):
            changes.hold(connection, message_id, max(begins), SHORT_NOTICE)
        else:
            changes.use_until(connection, message_id, max(begins))
        # Whoever hears of it after the hour it was to begin at first, goes there for nothing.
        late += opens is None or opens >= min((at for at in begins if at > now), default=opens)
    changes.set_told(connection, change_id, people, late)
    if late:
        words = alarm_of(SHORT_NOTICE, code=event.code, count=late)
        tell(
            clarion, connection, words, whom=SHORT_NOTICE, contact_id=None,
            most_an_hour=ALARMS_AN_HOUR,
        )  # fmt: skip
    return Told(people, late)


def _whom(connection: Transaction, event: EventRow, by: By) -> list[ToTell]:
    but = [by.contact] if by.contact is not None else []
    guests = changes.to_tell(connection, event.id, but)
    leads = set(hosts.of(connection, event)) - {*but, *(one.contact_id for one in guests)}
    return guests + changes.people(connection, sorted(leads))


def _opens_at(hours: Hours, guest: ToTell, now: datetime) -> datetime | None:
    """When somebody may be texted next: now, within their hours; None where that never is."""
    window = hours.window(guest.zones or (), candidates(guest.state, guest.area_states), now)
    return None if window is None else max(window.opens_at, now)


# --- an organizer's yes ---------------------------------------------------------------------------


def waiting(clarion: Clarion) -> list[HeldChange]:
    """Changes that cannot be told in time without an organizer. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return changes.held(connection, clarion.clock.now(), _MOST_SHOWN)


def approve(clarion: Clarion, change_id: int, why: str, by: int | None) -> int:
    """Tell of a change at this minute, whatever the hour is where guests are. How many texts.

    Raises: InputError (no reason), Conflict (nothing waits any more), RecordAway.
    """
    why, now = " ".join(why.split())[:300], clarion.clock.now()
    if len(why) < _MIN_REASON:
        raise InputError(say("Say in a sentence why it cannot wait until the morning."), "reason")
    with clarion.record.transaction() as connection:
        gone = changes.approve(connection, change_id, by, why, now)
        if not gone:
            raise Conflict(say("Nothing waits of it any more: somebody was faster, or it began."))
        notes.note(
            connection, act="approved_short_notice", object_name="event_change",
            object_id=change_id, detail={"people": len(gone)}, now=now, organizer_id=by,
        )  # fmt: skip
    clarion.wake_ups.wake("workers.jobs.send_due")
    return len(gone)
