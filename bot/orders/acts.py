"""Doing what an organizer ordered, through the same use cases as the console."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.broadcasts import broadcasts, hastening
from bot.clarion import Clarion
from bot.conversations.orders import Act, Order
from bot.errors import Conflict, InputError, NotFound
from bot.orders.answers import Said, how
from bot.orders.status import status
from bot.organizers import own_phones
from bot.organizers.rights import Right, Role
from bot.sentences import say
from bot.store.broadcasts import broadcasts as rows
from bot.store.sending import switches

BY_TEXT = say("stopped by an organizer’s text")


@dataclass(frozen=True, slots=True)
class Giver:
    """Who ordered: an organizer whose phone, text and code are proved."""

    id: int
    role: Role
    is_on_duty: bool


def perform(clarion: Clarion, giver: Giver, order: Order) -> Said:
    """Do it, if their role may. What to answer. Raises: RecordAway."""
    act, needed = _ACTS[order.act]
    if not giver.role.may(needed):
        return Said("no_right", {"role": giver.role.value})
    try:
        return act(clarion, giver, order)
    except NotFound:
        return Said("not_there", {"id": order.broadcast_id, "where": _where(clarion)})
    except (Conflict, InputError):
        return Said("not_now", {"id": order.broadcast_id, "where": _where(clarion, order)})


def _where(clarion: Clarion, order: Order | None = None) -> str:
    page = f"{order.broadcast_id}" if order and order.broadcast_id else ""
    return f"{clarion.settings.public_url}/console/broadcasts/{page}"


def _status(clarion: Clarion, giver: Giver, order: Order) -> Said:
    return status(clarion, order.lang, giver.role, is_on_duty=giver.is_on_duty)


def _pause(clarion: Clarion, giver: Giver, order: Order) -> Said:
    told = {"id": order.broadcast_id, "how": how(Act.RESUME, order.lang, order.broadcast_id)}
    if order.broadcast_id is not None:
        broadcasts.pause(clarion, order.broadcast_id, giver.id, BY_TEXT)
        return Said("paused_one", told)
    with clarion.record.transaction() as connection:
        is_on = switches.read(connection, "sending").is_on
    if not is_on:
        return Said("was_paused", {"where": _where(clarion)})
    broadcasts.stop_all(clarion, giver.id, BY_TEXT)
    return Said("paused_all", told)


def _resume(clarion: Clarion, giver: Giver, order: Order) -> Said:
    """Only what a text stopped: what was stopped by a brake, a panic or somebody at the console
    is looked at there first."""
    other = Said("not_by_text", {"where": _where(clarion, order)})
    with clarion.record.transaction() as connection:
        if order.broadcast_id is not None:
            row = rows.load(connection, order.broadcast_id)
            if row.state != "paused":
                raise Conflict(say("It is not paused."))
            is_on, reason = False, row.state_reason
        else:
            is_on, reason, _ = switches.read(connection, "sending")
    if is_on:
        return Said("not_paused")
    if reason != BY_TEXT:
        return other
    if order.broadcast_id is not None:
        broadcasts.resume(clarion, order.broadcast_id, giver.id)
        return Said("resumed_one", {"id": order.broadcast_id})
    broadcasts.start_all(clarion, giver.id, say("an organizer’s text"))
    return Said("resumed_all")


def _send(clarion: Clarion, giver: Giver, order: Order) -> Said:
    if order.broadcast_id is None:
        return Said("which", {"how": how(Act.SEND, order.lang)})
    found = hastening.send_now(clarion, order.broadcast_id, giver.id)
    told = {"id": order.broadcast_id, "people": found.people}
    if found.waits:
        return Said("waits", {**told, "where": _where(clarion, order)})
    clarion.wake_ups.wake("workers.jobs.run_clock")
    when = Said("in_seconds", {"seconds": round(found.undo_s)})
    hold = how(Act.PAUSE, order.lang, order.broadcast_id)
    return Said("sent", {**told, "when": when if found.undo_s else Said("at_once"), "how": hold})


def _on_duty(clarion: Clarion, giver: Giver, order: Order) -> Said:
    own_phones.set_duty(clarion, giver.id, is_on=True)
    return Said("on_duty", {"how": how(Act.OFF_DUTY, order.lang)})


def _off_duty(clarion: Clarion, giver: Giver, _order: Order) -> Said:
    own_phones.set_duty(clarion, giver.id, is_on=False)
    return Said("off_duty")


_ACTS: Mapping[Act, tuple[Callable[[Clarion, Giver, Order], Said], Right]] = {
    Act.STATUS: (_status, Right.SELF),
    Act.PAUSE: (_pause, Right.WRITE),
    Act.RESUME: (_resume, Right.WRITE),
    Act.SEND: (_send, Right.WRITE),
    Act.ON_DUTY: (_on_duty, Right.SELF),
    Act.OFF_DUTY: (_off_duty, Right.SELF),
}
