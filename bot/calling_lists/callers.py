"""Who may call a list: asked by text with its code, let in by an organizer, or in its room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.calling_lists.lists import none_such, note_in
from bot.clarion import Clarion
from bot.engine import ActResult
from bot.errors import Conflict, NotFound
from bot.people import budgets
from bot.people.exchange import Exchange
from bot.people.numbers import read_phone
from bot.sentences import say
from bot.store.calling_lists import callers as rows
from bot.store.calling_lists import lists
from bot.store.calling_lists.callers import Caller
from bot.store.people import people, spent
from bot.store.record import Transaction
from bot.store.sealing import Purpose

NEWS_FLOW = "list_news"
_GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Named:
    """A caller as organizers read of them. `name` is the first name of who said yes to it being
    read, else ""."""

    row: Caller
    name: str


def of_list(clarion: Clarion, list_id: int) -> list[Named]:
    """Everybody who asked, is in, or called. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        found = rows.of_list(connection, list_id)
    return [Named(one, _first_name(clarion, one) if one.is_shown else "") for one in found]


def _first_name(clarion: Clarion, one: Caller) -> str:
    name = clarion.sealer.open_or_unknown(one.name_sealed, Purpose.CONTACT_NAME) or ""
    return name.partition(" ")[0][:20]


def who_asks(clarion: Clarion) -> int:
    """How many wait to be let in, of lists that are open. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return rows.who_asks(connection)


def let_in(clarion: Clarion, list_id: int, phone: str, by: int | None) -> None:
    """Let a volunteer call a list, by their number; they are told.

    Raises: InputError (no number), NotFound (nobody of ours), Conflict, RecordAway.
    """
    value = read_phone(phone)
    with clarion.record.transaction() as connection:
        contact_id = rows.contact_of(connection, clarion.sealer.digests("sms", value))
        if contact_id is None:
            raise NotFound(
                say("Nobody who gets our texts has this number. Ask them to text JOIN first.")
            )
        _decide(clarion, connection, list_id, contact_id, "in", by)


def decide(
    clarion: Clarion, list_id: int, contact_ids: Sequence[int], state: str, by: int | None
) -> int:
    """Let volunteers in ("in"), or take them off a list ("out"); they are told. How many.

    Raises: NotFound, Conflict, RecordAway.
    """
    with clarion.record.transaction() as connection:
        for contact_id in sorted(set(contact_ids)):
            _decide(clarion, connection, list_id, contact_id, state, by)
    return len(set(contact_ids))


def _decide(
    clarion: Clarion,
    connection: Transaction,
    list_id: int,
    contact_id: int,
    state: str,
    by: int | None,
) -> None:
    now = clarion.clock.now()
    row = lists.find(connection, list_id)
    if row is None:
        raise none_such()
    if row.state == "ended":
        raise Conflict(say("This list has been ended. Make a new one to call its people again."))
    if rows.state_of(connection, list_id, contact_id) == state:
        return
    rows.set_state(connection, list_id, contact_id, state, now, by)
    people.start_timer(connection, contact_id, f"later:{NEWS_FLOW}", now, now)
    note_in(connection, f"caller of a list {state}", list_id, now, by)


# --- by text -------------------------------------------------------------------------------------


def ask(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Ask to call the list with a code; an organizer lets them in. Outcomes: ok (asked), in
    (they are in), out (they are not let in), unknown, locked (too many wrong codes)."""
    clarion, connection = exchange.clarion, exchange.connection
    contact_id, mine = exchange.taken.contact_id, f"from:{exchange.taken.contact_id}"
    since = exchange.now - budgets.DAY
    guesses = spent.spent_since(connection, [_GUESS], mine, since).get(_GUESS, 0)
    if guesses >= clarion.settings.guesses:
        return ActResult("locked")
    row = lists.by_code(connection, "".join(args.get("code", "").split())[:20])
    if row is None or row.state == "ended":
        spent.spend(connection, _GUESS, mine, exchange.now)
        return ActResult("unknown")
    state = rows.state_of(connection, row.id, contact_id)
    if state in ("in", "out"):
        return ActResult(state)
    rows.set_state(connection, row.id, contact_id, "asked", exchange.now)
    return ActResult("ok")


def standing(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """What was decided last about somebody who asked. Outcomes: in, out, none."""
    found = rows.decided_last(exchange.connection, exchange.taken.contact_id)
    return ActResult(found[0] if found else "none")
