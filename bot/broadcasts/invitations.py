"""Events that are thin, and inviting people to one: as a broadcast, with all that guards one.

Nothing is sent here. An invitation is the beginning of a broadcast (its segment and words) that an
organizer looks at, tests, and has approved like any other; how far around it asks goes by the seats
that are left, since about one in ten who are asked come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.broadcasts import segment_looks
from bot.clarion import Clarion
from bot.errors import InputError
from bot.events.overview import to_decide
from bot.events.telling import Sight, describe_in, value
from bot.sentences import say
from bot.store.events import desk, filling, seats
from bot.store.events.actions import EventRow

MILES = (5, 10, 25, 50)
ASKED_A_SEAT = 10
WHO = ("", "came")
THIN = 5  # fewer people than this
_WITHIN = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Circle:
    """People to invite within so many miles: the segment, how many may be texted, whether they
    are no more than the seats that are left allow. `who`: "" or "came", those who came before."""

    miles: int
    who: str
    segment: str
    people: int
    is_for_seats: bool


@dataclass(frozen=True, slots=True)
class Thin:
    """An event with few guests."""

    code: str
    title: str
    day: date
    starts_at: time | None
    city: str
    going: int
    capacity: int | None


def thin(clarion: Clarion) -> list[Thin]:
    """Open, listed events of the next ten days to which few come: fewer than five, or fewer than
    half of what they hold; the next one first. Raises: RecordAway."""
    campaign = clarion.campaign.current()
    today = clarion.clock.now().astimezone(ZoneInfo(campaign.zone)).date()
    with clarion.record.transaction() as connection:
        found = filling.thin(connection, today, today + _WITHIN, THIN, 30)
    listed = []
    for event, going in found:
        told = describe_in(clarion, campaign, event, campaign.default_lang, Sight.HOST)
        listed.append(
            Thin(
                event.code, str(told["title"]), event.day, event.starts_at, event.city or "",
                going, event.capacity,
            )
        )  # fmt: skip
    return listed


def circles(clarion: Clarion, code: str) -> list[Circle]:
    """Whom one may invite to an open event, from near to far; nobody where it is full. Whoever
    goes, waits or leads is in none. Raises: NotFound."""
    found = [circle(clarion, code, miles, who) for who in WHO for miles in MILES]
    return [one for one in found if one is not None]


def circle(clarion: Clarion, code: str, miles: int, who: str) -> Circle | None:
    """One of them; None where nobody is in it, or nobody may be invited. Raises: NotFound."""
    with clarion.record.transaction() as connection:
        event = to_decide(connection, code)
        zip_code = desk.fields_of(connection, event.id).zip
        room = seats.room(connection, event.id)
    is_one = miles in MILES and who in WHO
    if not is_one or event.state != "open" or not zip_code or room.free == 0:
        return None
    segment = segment_of(code, zip_code, miles, who)
    people = segment_looks.look(clarion, segment, is_quick=True).reachable
    is_for_seats = room.free is None or people <= room.free * ASKED_A_SEAT
    return Circle(miles, who, segment, people, is_for_seats) if people else None


def segment_of(code: str, zip_code: str, miles: int, who: str) -> str:
    """The segment of an invitation, looked at again when it is sent."""
    came = " and events >= 1" if who else ""
    plain = code.strip().upper()
    return (
        f"zip within {miles} miles of {zip_code}{came} and not event = {plain}"
        f" and not waiting = {plain} and not hosting = {plain}"
    )


def invitation(clarion: Clarion, code: str, miles: int, who: str) -> Mapping[str, str]:
    """What a form for a broadcast begins with: title, segment, and its text in each language.

    Raises: InputError where there is nobody to invite, NotFound.
    """
    found = circle(clarion, code, miles, who)
    if found is None or not found.is_for_seats:
        raise InputError(say("There are no seats for so many. Choose fewer people."), "miles")
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        event = to_decide(connection, code)
    texts = {f"text_{lang}": _text(clarion, event, lang) for lang in campaign.languages}
    return {"title": f"{event.code}: {miles}", "segment": found.segment, **texts}


def _text(clarion: Clarion, event: EventRow, lang: str) -> str:
    campaign = clarion.campaign.current()
    if "event_invite" not in campaign.texts:
        return ""
    template, used = campaign.texts["event_invite"].pick(lang, campaign.default_lang)
    told = describe_in(clarion, campaign, event, used, Sight.OTHERS)
    shown = {f"events.{key}": found for key, found in told.items()}
    words = template.render(
        lambda key: shown.get(key) or value(campaign, key, used), used, campaign.lexicon
    )
    return words.strip().replace("{", "(").replace("}", ")")
