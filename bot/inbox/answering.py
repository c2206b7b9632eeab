"""What people of the team do: answer, note, assign, give back to the bot, close, block.

Every act is in the ticket's history and in the audit. What somebody wrote goes to the person's
phone through the gate like every other text: within their texting hours, never after a stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clarion import Clarion
from bot.engine import parts
from bot.errors import Conflict, InputError, NotFound, no_person
from bot.inbox.claiming import CLAIM_LASTS
from bot.inbox.kinds import URGENCY, Kind
from bot.inbox.owners import check_organizer
from bot.people import consent
from bot.sentences import say
from bot.store.conversations import waiting
from bot.store.conversations.conversations import Taken
from bot.store.inbox import claims, tickets
from bot.store.inbox.claims import Who
from bot.store.inbox.tickets import NewTicket, TicketRow
from bot.store.organizers import notes
from bot.store.people import people
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.texting.hours import candidates, hours_for

MAX_ANSWER = 1000  # characters
MAX_NOTE = 2000
MAX_BLOCK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer on its way: its row, and when it goes where their texting hours are over."""

    message_id: int
    waits_until: datetime | None = None


def answer(clarion: Clarion, ticket_id: int, text: str, who: Who) -> Sent:
    """Answer somebody. Raises: NotFound, InputError (no words, too many), Conflict (somebody else
    has the conversation, they stopped or may want to)."""
    words = " ".join(text.split(" ")).strip()
    _check_words(words, MAX_ANSWER)
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        ticket, taken = _take(connection, ticket_id)
        _check_free(connection, ticket, who, now)
        _check_reachable(taken)
        window = hours_for(clarion).window(
            taken.zones,
            candidates(taken.state, people.area_states(connection, taken.contact_id)),
            now,
        )
        opens = window.opens_at if window is not None and not window.holds(now) else None
        message_id = notes.add_text(
            connection,
            contact_id=ticket.contact_id,
            address_id=taken.address_id,
            kind="answer",
            body=clarion.sealer.seal(words, Purpose.MESSAGE_BODY),
            lang=taken.lang or ticket.lang,
            parts=parts(clarion.campaign.current().as_sent(words)).count,
            now=now,
        )
        tickets.note_answer(connection, ticket_id, now)
        tickets.add_event(
            connection, ticket_id, "answered", now, organizer_id=who.organizer_id,
            link_id=who.link_id, message_id=message_id,
        )  # fmt: skip
        _audit(clarion, connection, "answered", ticket, who)
    clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    return Sent(message_id, opens)


def add_note(clarion: Clarion, ticket_id: int, text: str, who: Who) -> None:
    """A note only the team sees. Raises: NotFound, InputError."""
    words = text.strip()
    _check_words(words, MAX_NOTE)
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        ticket, _ = _take(connection, ticket_id)
        _audit(clarion, connection, "wrote note", ticket, who)
        tickets.add_event(
            connection, ticket_id, "noted", now, organizer_id=who.organizer_id,
            link_id=who.link_id,
            note_sealed=clarion.sealer.seal(words, Purpose.TICKET_NOTE),
        )  # fmt: skip


def assign(clarion: Clarion, ticket_id: int, to: int | None, who: Who) -> None:
    """Say who of the organizers should answer; None for anybody. Raises: NotFound, InputError (no
    organizer who can sign in)."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        check_organizer(connection, to, "to")
        ticket, _ = _take(connection, ticket_id)
        tickets.assign(connection, ticket_id, to)
        tickets.add_event(
            connection, ticket_id, "assigned", now, organizer_id=who.organizer_id,
            detail={"to": to},
        )  # fmt: skip
        _audit(clarion, connection, "assigned", ticket, who)


def give_back(clarion: Clarion, ticket_id: int, who: Who) -> None:
    """It is done: the bot is alone with them again. Raises: NotFound."""
    _close(clarion, ticket_id, "given_back", who)


def take_over(clarion: Clarion, contact_id: int, who: Who) -> int:
    """Begin to talk to somebody by hand. The ticket's id. Raises: NotFound, Conflict."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = waiting.lock_contact(connection, contact_id)
        if taken is None:
            raise no_person(contact_id)
        _check_reachable(taken)
        new = NewTicket(
            contact_id, Kind.BY_HAND, URGENCY[Kind.BY_HAND], lang=taken.lang, is_waiting=False
        )
        ticket_id, _ = tickets.open_ticket(connection, new, now)
        people.change_contact(connection, contact_id, {"handed_off_at": now})
        claims.claim(connection, ticket_id, who, now, now + CLAIM_LASTS)
        tickets.add_event(connection, ticket_id, "opened", now, organizer_id=who.organizer_id)
        ticket = tickets.find(connection, ticket_id)
        assert ticket is not None  # noqa: S101 - it was just opened
        _audit(clarion, connection, "took_over", ticket, who)
    return ticket_id


def opt_out(clarion: Clarion, ticket_id: int, who: Who) -> None:
    """They want no more texts: as if they had texted STOP. Raises: NotFound."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        ticket, _ = _take(connection, ticket_id)
        if not consent.stop(
            clarion, connection, ticket.contact_id, now, message_id=ticket.message_id,
            organizer_id=who.organizer_id,
        ):  # fmt: skip
            tickets.close(connection, ticket.contact_id, "stopped", now, who.organizer_id)
        _audit(clarion, connection, "opted_out", ticket, who)


def lift_hold(clarion: Clarion, ticket_id: int, who: Who) -> None:
    """They do not want out after all: they get texts again. Raises: NotFound."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        ticket, _ = _take(connection, ticket_id)
        consent.lift_hold(clarion, connection, ticket.contact_id, now, who.organizer_id)
        tickets.add_event(connection, ticket_id, "hold_lifted", now, organizer_id=who.organizer_id)
        _audit(clarion, connection, "hold_lifted", ticket, who)


def block(clarion: Clarion, ticket_id: int, kind: str, days: int, who: Who) -> None:
    """Do not answer somebody for some days: "quiet" (people do not; the bot does) or "block" (the
    bot neither, but for STOP and danger). Raises: NotFound, InputError."""
    if kind not in ("quiet", "block") or not 1 <= days <= MAX_BLOCK.days:
        raise InputError(
            say("Block for 1 to %(most)s days, or be quiet for as long.", most=MAX_BLOCK.days),
            "days",
        )
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        ticket, _ = _take(connection, ticket_id)
        tickets.set_block(
            connection, ticket.contact_id, kind, now + timedelta(days=days), who.organizer_id, now
        )
        _audit(clarion, connection, f"{kind}ed", ticket, who)
    _close(clarion, ticket_id, "blocked", who)


def _close(clarion: Clarion, ticket_id: int, why: str, who: Who) -> None:
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        ticket, _ = _take(connection, ticket_id)
        tickets.close(connection, ticket.contact_id, why, now, who.organizer_id)
        tickets.add_event(
            connection, ticket_id, "closed", now, organizer_id=who.organizer_id,
            link_id=who.link_id, detail={"why": why},
        )  # fmt: skip
        _audit(clarion, connection, f"ticket_{why}", ticket, who)


def _take(connection: Transaction, ticket_id: int) -> tuple[TicketRow, Taken]:
    """A ticket and its person, both locked: the person first, as a text that comes in does."""
    ticket = tickets.find(connection, ticket_id)
    taken = waiting.wait_for_contact(connection, ticket.contact_id) if ticket else None
    ticket = tickets.find(connection, ticket_id, lock=True)
    if ticket is None or taken is None:
        raise NotFound(
            say("There is no conversation %(id)s. Look at the inbox again.", id=ticket_id)
        )
    return ticket, taken


def _check_words(words: str, most: int) -> None:
    if not words:
        raise InputError(say("Write what to say."), "text")
    if len(words) > most:
        raise InputError(say("At most %(most)s characters.", most=most), "text")


def _check_free(connection: Transaction, ticket: TicketRow, who: Who, now: datetime) -> None:
    if not claims.claim(connection, ticket.id, who, now, now + CLAIM_LASTS):
        raise Conflict(say("Somebody else has this conversation, or it is closed."))


def _check_reachable(taken: Taken) -> None:
    if taken.opted_out_at is not None:
        raise Conflict(say("They have stopped: nobody may text them."))
    if taken.held_at is not None:
        raise Conflict(say("They may want no more texts: lift the hold first, or opt them out."))


def _audit(
    clarion: Clarion, connection: Transaction, act: str, ticket: TicketRow, who: Who
) -> None:
    notes.note(
        connection, act=act, object_name="contact", object_id=ticket.contact_id,
        detail={"ticket": ticket.id, "link": who.link_id} if who.link_id else {"ticket": ticket.id},
        now=clarion.clock.now(), organizer_id=who.organizer_id,
    )  # fmt: skip
