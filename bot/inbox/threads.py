"""The inbox as it is read: the list, and one conversation as on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clarion import Clarion
from bot.errors import NotFound
from bot.inbox.kinds import named
from bot.people.numbers import show_last
from bot.sentences import Sentence, say
from bot.store.inbox import listing, tasks, tickets
from bot.store.inbox.listing import Filter, Line, Listed
from bot.store.inbox.tasks import TaskRow
from bot.store.inbox.tickets import TicketRow
from bot.store.people import people
from bot.store.record import Transaction
from bot.store.sealing import Purpose

MOST = 200
THREAD = 120
_SNIPPET = 120
_CAME = "inbound"


@dataclass(frozen=True, slots=True)
class Item:
    """A conversation in the list. `waits_s` is how long it has waited, None once answered."""

    row: Listed
    kind: Sentence
    name: str
    snippet: str
    waits_s: float | None
    is_late: bool
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class Bubble:
    """One line of a conversation: who ("them", "bot", "person", "team"), the words, and for what
    the bot said, the flow's step. `by` is the organizer's id."""

    at: datetime
    who: str
    words: str | Sentence
    where: str = ""
    state: str = ""
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A person in the inbox and all that was said."""

    ticket: TicketRow
    kind: Sentence
    name: str
    first_name: str
    ends_in: str
    lang: str
    place: str
    zone: str
    tags: Sequence[str]
    is_stopped: bool
    is_held: bool
    bubbles: Sequence[Bubble]
    tasks: Sequence[TaskRow]
    waits_until: datetime | None


def list_open(
    clarion: Clarion, wanted: Filter | None = None, ids: Sequence[int] | None = None
) -> list[Item]:
    """What needs a person, most urgent first. Raises: RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        rows = listing.list_open(connection, wanted or Filter(), MOST, ids)
    duty = clarion.campaign.current().duty
    return [_item(clarion, row, now, duty.is_late) for row in rows]


def _item(clarion: Clarion, row: Listed, now: datetime, is_late: Any) -> Item:
    sealer = clarion.sealer
    words = sealer.open_or_unknown(row.last_sealed, Purpose.MESSAGE_BODY) or ""
    since = row.waiting_since
    return Item(
        row=row,
        kind=named(row.kind),
        name=sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME) or "",
        snippet=words if len(words) <= _SNIPPET else words[:_SNIPPET] + "…",
        waits_s=(now - since).total_seconds() if since else None,
        is_late=bool(since and is_late(since, now)),
        is_claimed=row.claimed_until is not None and row.claimed_until > now,
    )


def waiting_now(clarion: Clarion) -> Mapping[str, int]:
    """How many wait, by kind, for the menu of every page. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return listing.count_open(connection)


def open_one(clarion: Clarion, ticket_id: int) -> Conversation:
    """One conversation with everything said. Raises: NotFound, RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        ticket = tickets.find(connection, ticket_id)
        who = people.shown(connection, ticket.contact_id) if ticket else None
        if ticket is None or who is None:
            raise NotFound(
                say("There is no conversation %(id)s. Look at the inbox again.", id=ticket_id)
            )
        bubbles = bubbles_of(clarion, connection, ticket.contact_id)
        open_tasks = tasks.of(connection, ticket.contact_id)
    sealer = clarion.sealer
    name = sealer.open_or_unknown(who.name_sealed, Purpose.CONTACT_NAME) or ""
    value = sealer.open_or_unknown(who.value_sealed, Purpose.ADDRESS_VALUE) or ""
    return Conversation(
        ticket=ticket,
        kind=named(ticket.kind),
        name=name,
        first_name=name.split(" ")[0],
        ends_in=show_last(value) if value else "",
        lang=who.lang or ticket.lang or "",
        place=", ".join(part for part in (who.city, who.state) if part),
        zone=who.zones[0] if len(who.zones) == 1 else "",
        tags=who.tags,
        is_stopped=who.opted_out_at is not None,
        is_held=who.held_at is not None,
        bubbles=bubbles,
        tasks=open_tasks,
        waits_until=_waits_until(clarion, who.zones, who.state, who.area_states, now),
    )


def bubbles_of(clarion: Clarion, connection: Transaction, contact_id: int) -> list[Bubble]:
    """What a person wrote and got, with all that happened between, oldest first."""
    lines = listing.thread(connection, contact_id, THREAD)
    answered = listing.answered_by(connection, contact_id)
    return [_bubble(clarion, line, answered) for line in lines]


def read_thread(clarion: Clarion, contact_id: int) -> list[Bubble]:
    """`bubbles_of`, on its own. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return bubbles_of(clarion, connection, contact_id)


def contact_of(clarion: Clarion, ticket_id: int) -> int:
    """Whom a conversation is with. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        ticket = tickets.find(connection, ticket_id)
    if ticket is None:
        raise NotFound(
            say("There is no conversation %(id)s. Look at the inbox again.", id=ticket_id)
        )
    return ticket.contact_id


def _waits_until(
    clarion: Clarion,
    zones: Sequence[str],
    state: str | None,
    area_states: Sequence[str],
    now: datetime,
) -> datetime | None:
    """When an answer would go, where their texting hours are over now."""
    from bot.texting.hours import candidates, hours_for

    window = hours_for(clarion).window(zones, candidates(state, list(area_states)), now)
    return None if window is None or window.opens_at <= now else window.opens_at


def _bubble(clarion: Clarion, line: Line, answered: Mapping[int, int | None]) -> Bubble:
    kind, _, act = line.what.partition(":")
    if kind in _ACTS:
        return Bubble(line.at, "team", _ACTS[kind](clarion, line, act), by=line.organizer_id)
    words = clarion.sealer.open_or_unknown(line.body_sealed, Purpose.MESSAGE_BODY)
    shown: str | Sentence = words if words is not None else say("(past the days texts are kept)")
    if line.media:
        shown = f"{shown} [{len(line.media)}]"
    if line.what == _CAME:
        return Bubble(line.at, "them", shown)
    who = "person" if line.what == "answer" else "bot"
    where = f"{line.flow}/{line.step}" if line.flow and line.step else line.flow or ""
    return Bubble(line.at, who, shown, where, line.state or "", answered.get(line.id))


def _ticket_act(clarion: Clarion, line: Line, act: str) -> str | Sentence:
    note = clarion.sealer.open_or_unknown(line.body_sealed, Purpose.TICKET_NOTE)
    if note is not None:
        return note
    detail = line.detail or {}
    why = str(detail.get("why") or detail.get("kind") or "").replace("_", " ")
    words = _TICKET_ACTS.get(act)
    return f"{words}: {why}" if words and why else words or act


def _report(_clarion: Clarion, line: Line, kind: str) -> Sentence:
    detail = line.detail or {}
    template = (
        say("report %(kind)s: %(count)s, taken back", kind=kind, count=detail.get("count"))
        if detail.get("taken_back")
        else say("report %(kind)s: %(count)s", kind=kind, count=detail.get("count"))
    )
    return template


def _consent(_clarion: Clarion, line: Line, act: str) -> Sentence:
    source = (line.detail or {}).get("source", "")
    return say("consent: %(act)s (%(source)s)", act=act.replace("_", " "), source=source)


_ACTS = {"ticket": _ticket_act, "report": _report, "consent": _consent}
_TICKET_ACTS = {
    "opened": say("came into the inbox"),
    "raised": say("became more urgent"),
    "assigned": say("assigned"),
    "closed": say("closed"),
    "hold_lifted": say("the hold was lifted"),
    "told": say("a flow told the team"),
}
FEWEST_STOPS = 3


def task_words(clarion: Clarion, found: Sequence[TaskRow]) -> dict[int, str]:
    """What each task says, by its id."""
    return {
        task.id: clarion.sealer.open_or_unknown(task.what_sealed, Purpose.TASK_WHAT) or "?"
        for task in found
    }


def stops_after_answers(clarion: Clarion) -> list[tuple[int, int, int]]:
    """Organizers whose answers of the last week made people stop: id, people answered, people who
    stopped within the hour. One or two are nobody's fault."""
    since = clarion.clock.now() - timedelta(days=7)
    with clarion.record.transaction() as connection:
        return listing.stops_after_answers(connection, since, FEWEST_STOPS)
