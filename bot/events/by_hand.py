"""What organizers do for somebody who asked them: sign them up for an action."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, no_person
from bot.events.actions import is_to_come, seat
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.sentences import say
from bot.store.conversations import waiting
from bot.store.events import actions as rows
from bot.store.events import letting_in
from bot.store.organizers import notes

ORGANIZER = "organizer"


def sign_up(clarion: Clarion, contact_id: int, code: str, by: int | None) -> str:
    """Sign somebody up as if they had texted RSVP and the code: "going", or "waiting" where it is
    full; they are let in. Nothing is said to them.

    Raises: NotFound, InputError, Conflict (they stopped).
    """
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = waiting.wait_for_contact(connection, contact_id)
        if taken is None:
            raise no_person(contact_id)
        if taken.opted_out_at is not None:
            raise Conflict(say("They have stopped: nobody may text them."))
        event = rows.lock_event(connection, code.strip()[:20])
        if event is None or not is_to_come(event, now, campaign.zone):
            raise InputError(
                say(
                    "There is no action to come with the code %(code)s. Look it up under Actions.",
                    code=code.strip()[:20],
                ),
                "code",
            )
        if rows.guest_state(connection, event.id, contact_id) == "going":
            raise InputError(say("They go to %(code)s already.", code=event.code), "code")
        exchange = Exchange(clarion, connection, campaign, taken, now)
        state = seat(exchange, event, ORGANIZER).state
        letting_in.let_in(connection, event.id, [contact_id], now)
        save(exchange, is_reply=False, via="api")
        notes.note(
            connection, act="signed_up", object_name="contact", object_id=contact_id,
            detail={"event": event.id, "state": state}, now=now, organizer_id=by,
        )  # fmt: skip
    return state
