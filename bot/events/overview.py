"""Actions as organizers see them, and their yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.errors import Conflict, NotFound
from bot.events.telling import describe_in, tell_in
from bot.sentences import own_words, say
from bot.store.events import actions as rows
from bot.store.events import checkins
from bot.store.organizers import notes

# The states of an action, as they stand after "is".
_STATES = {
    "pending": own_words({"en": "pending", "es": "en espera"}),
    "open": own_words({"en": "open", "es": "abierto"}),
    "called_off": own_words({"en": "called off", "es": "cancelado"}),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An action as organizers see it. `going` is how many have signed up, `said_yes` how many of
    them were asked and said that they come."""

    code: str
    state: str
    title: str
    day: str
    time: str
    place: str
    city: str
    going: int
    said_yes: int = 0

    @property
    def is_open(self) -> bool:
        """Whether people can sign up for it."""
        return self.state == "open"


def list_to_come(clarion: Clarion, most: int = 200) -> list[Listed]:
    """Every action from today on, those that wait for an organizer first. Raises: RecordAway."""
    campaign = clarion.campaign.current()
    today = clarion.clock.now().astimezone(ZoneInfo(campaign.zone)).date()
    with clarion.record.transaction() as connection:
        found = rows.to_come(connection, today, most)
        ids = [event.id for event in found]
        going, said_yes = rows.count_guests_of(connection, ids), checkins.said_yes(connection, ids)
    lang = campaign.default_lang
    listed = []
    for event in found:
        shown = describe_in(clarion, campaign, event, lang)
        listed.append(
            Listed(
                code=event.code,
                state=event.state,
                title=str(shown["title"]),
                day=str(shown["day"]),
                time=str(shown["time"]),
                place=str(shown["place"]),
                city=event.city or "",
                going=going.get(event.id, 0),
                said_yes=said_yes.get(event.id, 0),
            )
        )
    return listed


def approve(clarion: Clarion, code: str, organizer_id: int | None = None) -> None:
    """Let people find an action, and tell its host. Raises: NotFound, Conflict, RecordAway."""
    _decide(clarion, code, ("pending",), "open", "event_approved", organizer_id)


def call_off(clarion: Clarion, code: str, organizer_id: int | None = None) -> None:
    """Take an action off the list, and tell its host and everybody who signed up.

    Raises: NotFound, Conflict, RecordAway.
    """
    _decide(clarion, code, ("pending", "open"), "called_off", "event_called_off", organizer_id)


def _decide(
    clarion: Clarion,
    code: str,
    before: tuple[str, ...],
    after: str,
    text_name: str,
    organizer_id: int | None,
) -> None:
    now, campaign = clarion.clock.now(), clarion.campaign.current()
    with clarion.record.transaction() as connection:
        event = rows.lock_event(connection, code)
        if event is None:
            raise NotFound(
                say(
                    "There is no action %(code)s. `clarion events list` shows all.",
                    code=code.upper(),
                )
            )
        if event.state not in before:
            raise Conflict(
                say(
                    "Action %(code)s is %(state)s already.",
                    code=event.code,
                    state=_STATES.get(event.state, event.state),
                )
            )
        rows.set_state(connection, event.id, after, is_listed=after == "open")
        notes.note(
            connection,
            act=after,
            object_name="event",
            object_id=event.id,
            detail={},
            now=now,
            organizer_id=organizer_id,
        )
        told = [event.host_id, *(rows.guests(connection, event.id) if after != "open" else ())]
        for contact_id in dict.fromkeys(told):
            tell_in(clarion, connection, campaign, contact_id, event, text_name)
