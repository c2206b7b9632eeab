"""An event before an organizer says yes: what is odd about it, and no or not yet with a reason.

The reason is the organizer's own words; they go to the host alone, by text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import places
from bot.clarion import Clarion
from bot.errors import InputError
from bot.events.actions import NEAR_MILES
from bot.events.overview import decided, to_decide
from bot.events.telling import Sight, describe_in, tell_in
from bot.people.passing_on import kinds_in
from bot.sentences import Sentence, say, say_many
from bot.store.events import actions as rows
from bot.store.events import desk
from bot.store.events.actions import EventRow
from bot.store.organizers import notes
from bot.store.record import Transaction

CHANGES, DECLINED = "changes", "declined"
_TEXTS = {CHANGES: "event_changes", DECLINED: "event_declined"}
_MOST_CHARACTERS = 200
_NEW_FOR = timedelta(days=1)
_MANY_IN_A_DAY = 3
_MANY_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Double:
    """Another event that may be the same one."""

    code: str
    title: str
    time: str


@dataclass(frozen=True, slots=True)
class Odd:
    """What is odd about an event, in sentences, and what may be its doubles."""

    why: Sequence[Sentence]
    doubles: Sequence[Double]


def odd(clarion: Clarion, code: str) -> Odd:
    """What an organizer should look at twice: a place far from its host, links, phones or money in
    its words, a host who is new or made many, an odd day or hour, one like it. Raises: NotFound."""
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        event = to_decide(connection, code)
        zip_code = desk.host_zip(connection, event)
        place = places.find_zip(zip_code) if zip_code else None
        home = (place.latitude, place.longitude) if place else None
        hosting = desk.hosting_of(connection, event, home)
        doubles = desk.doubles(connection, event)
    told = describe_in(clarion, campaign, event, campaign.default_lang, Sight.HOST)
    words = " | ".join(str(told[name]) for name in ("title", "place", "bring"))
    why = [*_of_words(words), *_of_host(clarion, event, hosting), *_of_time(clarion, event)]
    return Odd(why, [_double(clarion, one) for one in doubles])


def ask_changes(clarion: Clarion, code: str, why: str, by: int | None) -> None:
    """Ask the host for a change; until then nobody finds it. Raises: InputError, NotFound,
    Conflict."""
    _answer(clarion, code, CHANGES, why, by, ("pending", "changes"))


def decline(clarion: Clarion, code: str, why: str, by: int | None) -> None:
    """Say no, and why. Raises: InputError, NotFound, Conflict (people may have signed up: then it
    is called off)."""
    _answer(clarion, code, DECLINED, why, by, ("pending", "changes"))


def _answer(
    clarion: Clarion, code: str, state: str, why: str, by: int | None, may: Sequence[str]
) -> None:
    why = " ".join(why.split())[:_MOST_CHARACTERS]
    if not why:
        raise InputError(say("Say why: its host reads it."), "why")
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        event = to_decide(connection, code)
        if event.state not in may:
            raise decided(event)
        rows.set_state(connection, event.id, state)
        told = tell_in(
            clarion, connection, campaign, event.host_id, event, _TEXTS[state],
            more={"why": why}, is_ours=True,
        )  # fmt: skip
        _note(clarion, connection, state, event, by, told=int(told))
    clarion.wake_ups.wake("workers.jobs.send_due")


def _note(
    clarion: Clarion,
    connection: Transaction,
    act: str,
    event: EventRow,
    by: int | None,
    **detail: int,
) -> None:
    notes.note(
        connection, act=act, object_name="event", object_id=event.id, detail=detail,
        now=clarion.clock.now(), organizer_id=by,
    )  # fmt: skip


# --- what is odd --------------------------------------------------------------------------------


_OF_WORDS = {
    "links": say("There is a link or an address to write to in its words."),
    "phones": say("There is a phone number in its words."),
    "money": say("There is money in its words."),
}


def _of_words(words: str) -> list[Sentence]:
    return [_OF_WORDS[kind] for kind in kinds_in(words)]


def _of_host(clarion: Clarion, event: EventRow, hosting: desk.Hosting) -> list[Sentence]:
    why = []
    state = places.state_of_zip(_zip(clarion, event)) if hosting.miles is None else ""
    if hosting.miles is not None and hosting.miles > NEAR_MILES:
        why.append(
            say_many(
                "It is %(num)s mile from where its host lives.",
                "It is %(num)s miles from where its host lives.",
                round(hosting.miles),
            )
        )
    elif state and hosting.area_states and state not in hosting.area_states:
        why.append(say("It is in another state than its host’s number."))
    if hosting.made >= _MANY_IN_A_DAY:
        why.append(say("Its host made %(count)s within a day.", count=hosting.made))
    if clarion.clock.now() - hosting.since < _NEW_FOR:
        why.append(say("Its host has been here for less than a day."))
    return why


def _of_time(clarion: Clarion, event: EventRow) -> list[Sentence]:
    campaign, why = clarion.campaign.current(), []
    window = campaign.dates.get("week")
    today = clarion.clock.now().astimezone(ZoneInfo(event.zone or campaign.zone)).date()
    if event.day < today:
        why.append(say("Its day is over."))
    elif window is not None and today <= window[1] and not window[0] <= event.day <= window[1]:
        why.append(say("It is outside of the campaign’s week."))
    if event.starts_at is None:
        why.append(say("It has no hour."))
    elif not 6 <= event.starts_at.hour < 23:
        why.append(say("It begins at night."))
    if event.capacity is not None and event.capacity > _MANY_PEOPLE:
        why.append(say("It is for very many people."))
    return why


def _zip(clarion: Clarion, event: EventRow) -> str:
    with clarion.record.transaction() as connection:
        return desk.fields_of(connection, event.id).zip or ""


def _double(clarion: Clarion, event: EventRow) -> Double:
    campaign = clarion.campaign.current()
    told = describe_in(clarion, campaign, event, campaign.default_lang, Sight.HOST)
    return Double(event.code, str(told["title"]), str(told["time"]))
