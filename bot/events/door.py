"""At the door: who leads an event taps who is there and who is not; each tap can be taken back.

Somebody who is there is in the ledger once ("came", checked), however they said so.
"""

from __future__ import annotations

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.events import pages
from bot.events.letting_in import let_in
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.sentences import say
from bot.store.conversations import waiting
from bot.store.events import actions as rows
from bot.store.events import pages as queries
from bot.store.events.actions import EventRow
from bot.store.events.pages import PageRow
from bot.store.organizers import notes
from bot.store.people.reports import NewReport

HERE, NO_SHOW, UNKNOWN = "here", "no_show", "unknown"
TAPS = (HERE, NO_SHOW, UNKNOWN)


def tap(clarion: Clarion, page: PageRow, contact_id: int, came: str) -> None:
    """Note by a host's page whether a guest is there. Raises: InputError, NotFound, Conflict."""
    _mark(clarion, page.code, contact_id, came, {"page": page.id}, None)


def mark(clarion: Clarion, code: str, contact_id: int, came: str, by: int | None) -> None:
    """The same by an organizer. Raises: InputError, NotFound, Conflict."""
    _mark(clarion, code, contact_id, came, {}, by)


def let_guest_in(clarion: Clarion, page: PageRow, contact_id: int) -> None:
    """Let a guest in by a host's page: they are texted where it is. Raises: NotFound."""
    let_in(clarion, page.code, [contact_id], None)


def _mark(
    clarion: Clarion,
    code: str,
    contact_id: int,
    came: str,
    detail: dict[str, int],
    by: int | None,
) -> None:
    if came not in TAPS:
        raise InputError(say("Say whether they are there."), "came")
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = waiting.wait_for_contact(connection, contact_id)
        event = rows.lock_event(connection, code)
        if taken is None or event is None:
            raise NotFound(say("This guest is not on the list any more. Load the page again."))
        if not pages.is_door_open(clarion, event):
            raise Conflict(say("Who is there can be said on the day, and for a week after it."))
        try:
            said = None if came == UNKNOWN else came
            before = queries.mark(connection, event.id, contact_id, said, now)
        except LookupError:
            raise NotFound(
                say("This guest is not on the list any more. Load the page again.")
            ) from None
        if came == HERE and before != HERE:
            exchange = Exchange(clarion, connection, clarion.campaign.current(), taken, now)
            _report(exchange, event)
        elif before == HERE and came != HERE:
            queries.take_back_came(connection, event.id, contact_id, now)
        notes.note(
            connection, act="checked_in", object_name="contact", object_id=contact_id,
            detail={"event": event.id, "came": came, **detail}, now=now, organizer_id=by,
        )  # fmt: skip


def _report(exchange: Exchange, event: EventRow) -> None:
    exchange.new_reports.append(
        NewReport("came", 1, exchange.now, None, None, event_id=event.id, confidence="checked")
    )
    save(exchange, is_reply=False, via="api")
