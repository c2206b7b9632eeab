"""Two events that are one: guests move along, seats are never above what the kept one holds."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.errors import Conflict, InputError
from bot.events.overview import decided, to_decide
from bot.events.seats import Wish, sign_up
from bot.events.telling import tell_in
from bot.sentences import say
from bot.store.events import desk, hosts
from bot.store.events.actions import EventRow
from bot.store.organizers import notes
from bot.store.record import Transaction

_OPEN = ("open", "pending", "changes")


def merge(clarion: Clarion, gone_code: str, kept_code: str, by: int | None) -> int:
    """Make one event another's double: its guests are signed up for the kept one in their order, or
    wait there, its host leads that one too, and all of them are told. How many people moved.

    Calls that were told in a room are the kept one's, and count once. Whoever has the double's
    code finds the kept one by it.

    Raises: InputError, NotFound, Conflict (one is over or decided, only the double is open, or one
    of them alone is a phone bank: its calls would have no room).
    """
    if gone_code.strip().upper() == kept_code.strip().upper():
        raise InputError(say("Choose two different actions."), "kept")
    with clarion.record.transaction() as connection:
        # In the order of codes, so that two who merge at once do not wait for each other.
        found = {code: to_decide(connection, code) for code in sorted(_plain(gone_code, kept_code))}
        gone, kept = (found[code] for code in _plain(gone_code, kept_code))
        for event in (gone, kept):
            if event.state not in _OPEN:
                raise decided(event)
        if (gone.kind == "phone_bank") != (kept.kind == "phone_bank"):
            raise Conflict(
                say("One is a phone bank and the other is none. Change the kind of one first.")
            )
        if gone.state == "open" and kept.state != "open":
            raise Conflict(say("Keep the one that is open: people are coming to it."))
        moved = _move(clarion, connection, gone, kept)
        notes.note(
            connection, act="merged_event", object_name="event", object_id=gone.id,
            detail={"kept": kept.id, "people": moved}, now=clarion.clock.now(), organizer_id=by,
        )  # fmt: skip
    clarion.wake_ups.wake("workers.jobs.send_due")
    return moved


def _plain(*codes: str) -> list[str]:
    return [code.strip().upper()[:20] for code in codes]


def _move(clarion: Clarion, connection: Transaction, gone: EventRow, kept: EventRow) -> int:
    campaign, leads = clarion.campaign.current(), hosts.of(connection, kept)
    guests = desk.sources_of(connection, gone.id)
    desk.become(connection, gone.id, kept.id, clarion.clock.now())
    moved = [one for one in guests if one[0] not in leads]
    for contact_id, source, party, needs in moved:
        wish = Wish(party, needs)
        given = sign_up(clarion, connection, kept, contact_id, wish, source)
        text = "event_merged_full" if given.state == "waiting" else "event_merged"
        tell_in(clarion, connection, campaign, contact_id, kept, text, is_ours=True)
    told = {contact_id for contact_id, *_rest in moved}
    for host in set(hosts.of(connection, kept)) - set(leads) - told:
        tell_in(clarion, connection, campaign, host, kept, "event_merged", is_ours=True)
    return len(moved)
