"""Actions as organizers see them, and their yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.errors import Conflict, NotFound
from bot.events import changing
from bot.events.telling import Sight, describe_in, must_be_let_in, tell_in
from bot.sentences import own_words, say
from bot.store.events import actions as rows
from bot.store.events import checkins, filling, hosting, hosts, letting_in, reviews
from bot.store.organizers import notes
from bot.store.people import taking_back
from bot.store.record import Transaction

# The states of an action, as they stand after "is".
_STATES = {
    "pending": own_words({"en": "pending", "es": "en espera"}),
    "open": own_words({"en": "open", "es": "abierto"}),
    "called_off": own_words({"en": "called off", "es": "cancelado"}),
    "changes": own_words({"en": "with its host", "es": "en manos de quien organiza"}),
    "declined": own_words({"en": "declined", "es": "rechazado"}),
    "merged": own_words({"en": "one with another", "es": "unido a otro"}),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An action as organizers see it. `going` is how many people come, `signed` how many of them
    signed up themselves, `said_yes` how many of
    them were asked and said that they come. `has_words`: its title or place is its host's own, and
    nobody has looked yet; guests are told neither. `outside`: guests whom nobody has let in, where
    that is asked for."""

    code: str
    state: str
    title: str
    day: str
    time: str
    place: str
    city: str
    going: int
    signed: int = 0
    said_yes: int = 0
    has_words: bool = False
    outside: int = 0

    @property
    def is_open(self) -> bool:
        """Whether people can sign up for it."""
        return self.state == "open"

    @property
    def waits(self) -> bool:
        """Whether an organizer has to look at it."""
        return self.state == "pending" or (self.is_open and self.has_words)


def list_to_come(clarion: Clarion, most: int = 200) -> list[Listed]:
    """Every action from today on, those that wait for an organizer first. Raises: RecordAway."""
    today = clarion.clock.now().astimezone(ZoneInfo(clarion.campaign.current().zone)).date()
    with clarion.record.transaction() as connection:
        return listed(clarion, connection, reviews.to_come(connection, today, most))


def list_between(clarion: Clarion, first: date, last: date) -> list[Listed]:
    """The actions of some days, over or not, in order. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return listed(clarion, connection, filling.between(connection, first, last))


def look(clarion: Clarion, code: str) -> Listed:
    """One action. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        return listed(clarion, connection, [to_decide(connection, code)])[0]


def listed(
    clarion: Clarion, connection: Transaction, found: Sequence[rows.EventRow]
) -> list[Listed]:
    """Actions as organizers see them."""
    campaign = clarion.campaign.current()
    ids = [event.id for event in found]
    crowds, said_yes = hosting.crowds(connection, ids), checkins.said_yes(connection, ids)
    asked = [one.id for one in found if must_be_let_in(clarion, one)]
    outside = letting_in.count_outside(connection, asked)
    shown_all = []
    for event in found:
        shown = describe_in(clarion, campaign, event, campaign.default_lang, Sight.HOST)
        shown_all.append(
            Listed(
                code=event.code,
                state=event.state,
                title=str(shown["title"]),
                day=str(shown["day"]),
                time=str(shown["time"]),
                place=str(shown["place"]),
                city=event.city or "",
                going=crowds.get(event.id, hosting.Crowd()).going,
                signed=crowds.get(event.id, hosting.Crowd()).signed,
                said_yes=said_yes.get(event.id, 0),
                has_words=_has_words(event),
                outside=outside.get(event.id, 0),
            )
        )
    return shown_all


def _has_words(event: rows.EventRow) -> bool:
    is_own = event.place_sealed is not None or event.what_sealed is not None
    return event.reviewed_at is None and is_own


def approve(clarion: Clarion, code: str, organizer_id: int | None = None) -> None:
    """Say that an action's words may be read: people can find it, and its host is told. A phone
    bank stays with those who have its code; who joined it before is told the place.

    Raises: NotFound, Conflict, RecordAway.
    """
    with clarion.record.transaction() as connection:
        event = to_decide(connection, code)
        is_decided = event.state == "open" and not _has_words(event)
        if event.state not in ("pending", "changes", "open") or is_decided:
            raise decided(event)
        is_listed = event.kind != "phone_bank"
        rows.set_state(connection, event.id, "open", is_listed=is_listed)
        reviews.mark_reviewed(connection, event.id, clarion.clock.now())
        taking_back.settle_review(connection, event.id, clarion.clock.now(), counts=True)
        _note(clarion, connection, "open", event, organizer_id)
        lead = hosts.of(connection, event)
        _tell(clarion, connection, event.code, lead, "event_approved")
        guests = [one for one in rows.guests(connection, event.id) if one not in lead]
        _tell(clarion, connection, event.code, guests, "event_place")


def call_off(clarion: Clarion, code: str, organizer_id: int | None = None) -> None:
    """Take an action off the list, and tell its host and everybody who signed up.

    Raises: NotFound, Conflict, RecordAway.
    """
    with clarion.record.transaction() as connection:
        event = to_decide(connection, code)
        if event.state not in ("pending", "open", "changes"):
            raise decided(event)
        rows.set_state(connection, event.id, "called_off")
        taking_back.settle_review(connection, event.id, clarion.clock.now(), counts=False)
        _note(clarion, connection, "called_off", event, organizer_id)
        by = changing.By(organizer=organizer_id)
        changing.tell_all(clarion, connection, event, "called_off", "event_called_off", by)


def to_decide(connection: Transaction, code: str) -> rows.EventRow:
    """The locked action with a code. Raises: NotFound."""
    event = rows.lock_event(connection, code)
    if event is None:
        raise NotFound(
            say("There is no action %(code)s. `clarion events list` shows all.", code=code.upper())
        )
    return event


def decided(event: rows.EventRow) -> Conflict:
    """What is said of an action that somebody has decided about."""
    state = _STATES.get(event.state, event.state)
    return Conflict(say("Action %(code)s is %(state)s already.", code=event.code, state=state))


def _note(
    clarion: Clarion,
    connection: Transaction,
    act: str,
    event: rows.EventRow,
    organizer_id: int | None,
) -> None:
    notes.note(
        connection, act=act, object_name="event", object_id=event.id, detail={},
        now=clarion.clock.now(), organizer_id=organizer_id,
    )  # fmt: skip


def _tell(
    clarion: Clarion, connection: Transaction, code: str, people: Sequence[int], text_name: str
) -> None:
    campaign, event = clarion.campaign.current(), to_decide(connection, code)
    for contact_id in people:
        tell_in(clarion, connection, campaign, contact_id, event, text_name, is_ours=True)
