"""What a segment asks about actions, as SQL over `contact c`.

Whoever canceled is not going. An action that is called off or waits for an organizer has nobody
who goes: naming it is refused, with what to do, so that no reminder of it is sent by mistake.
"To come" is from today on, where the action is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import Connection

from bot.errors import InputError
from bot.sentences import say
from bot.store.segments.conditions import Compare

FIELDS = frozenset(
    {"event", "waiting", "hosting", "called_off"}
    | {"event.day", "event.kind", "hosting.day", "hosting.kind"}
)
COUNT = (
    "(SELECT count(*) FROM rsvp r JOIN event e ON e.id = r.event_id WHERE r.contact_id = c.id"
    " AND r.state = 'going' AND e.state = 'open')"
)
CAME = "(SELECT count(*) FROM rsvp r WHERE r.contact_id = c.id AND r.came = 'here')"
# It took place where somebody went to it; who leads it with the host has led it too.
LED = (
    "(SELECT count(*) FROM event e WHERE e.state = 'open'"
    " AND (e.host_id = c.id OR EXISTS (SELECT 1 FROM event_host h WHERE h.event_id = e.id"
    " AND h.contact_id = c.id AND h.accepted_at IS NOT NULL))"
    " AND EXISTS (SELECT 1 FROM rsvp r WHERE r.event_id = e.id AND r.state = 'going'"
    " AND r.contact_id <> c.id))"
)
# An action without a ZIP is over when the day is over everywhere in the States.
_TODAY = "({now}::timestamptz AT TIME ZONE coalesce(e.zone, 'Pacific/Honolulu'))::date"
_GUEST = (
    "EXISTS (SELECT 1 FROM rsvp r JOIN event e ON e.id = r.event_id WHERE r.contact_id = c.id"
    " AND {who} AND {which})"
)
_HOST = "EXISTS (SELECT 1 FROM event e WHERE e.host_id = c.id AND {which})"
_DAYS = {"today": 0, "hoy": 0, "tomorrow": 1, "mañana": 1}


class _Action(NamedTuple):
    id: int
    code: str
    state: str
    zip: str | None


def compile_event(
    connection: Connection[Any], node: Compare, now: datetime, hold: Callable[[Any], str]
) -> str:
    """The condition. Raises: InputError for an action that does not exist or has no guests."""
    head, _, part = node.field.partition(".")
    negated = "NOT " if node.comparison == "!=" else ""
    if part:
        return negated + _some(head, _part(part, node, now, hold))
    if str(node.value).lower() in ("any", "alguna", "cualquiera"):
        return negated + _some(head, f"e.day >= {_TODAY.format(now=hold(now))}")
    action = find_action(connection, str(node.value), head)
    return negated + _one(head, hold(action.id))


def find_action(connection: Connection[Any], code: str, field: str = "event") -> _Action:
    """The action with a code, if `field` may be asked of it. Raises: InputError."""
    row = connection.execute(
        "SELECT id, code, state, zip FROM event WHERE code = upper(%s)", [code]
    ).fetchone()
    if row is None:
        raise InputError(
            say("There is no action %(code)s. `clarion events list` shows all.", code=code.upper()),
            "segment",
        )
    action = _Action._make(row)
    if field == "called_off" and action.state != "called_off":
        raise InputError(
            say(
                "Action %(code)s is not called off. Who goes to it: event = %(same)s",
                code=action.code,
                same=action.code,
            ),
            "segment",
        )
    if field != "called_off" and action.state == "called_off":
        raise InputError(
            say(
                "Action %(code)s is called off. Who had signed up: called_off = %(same)s",
                code=action.code,
                same=action.code,
            ),
            "segment",
        )
    if field in ("event", "waiting") and action.state == "pending":
        raise InputError(
            say(
                "Action %(code)s waits for an organizer; nobody can sign up before that.",
                code=action.code,
            ),
            "segment",
        )
    return action


def _some(field: str, which: str) -> str:
    """Of some action of a state that the field is about."""
    if field == "hosting":
        return _HOST.format(which=f"e.state = 'open' AND {which}")
    state = "called_off" if field == "called_off" else "open"
    return _GUEST.format(who=_WHO[field], which=f"e.state = '{state}' AND {which}")


def _one(field: str, action_id: str) -> str:
    if field == "hosting":
        return _HOST.format(which=f"e.id = {action_id}")
    return (
        f"EXISTS (SELECT 1 FROM rsvp r WHERE r.event_id = {action_id}"  # noqa: S608 - a parameter
        f" AND r.contact_id = c.id AND {_WHO[field]})"
    )


_WHO = {
    "event": "r.state = 'going'",
    "waiting": "r.state = 'waiting'",
    "called_off": "r.state <> 'canceled'",
}


def _part(part: str, node: Compare, now: datetime, hold: Callable[[Any], str]) -> str:
    op = "=" if node.comparison == "!=" else node.comparison
    today = _TODAY.format(now=hold(now))
    if part == "kind":
        return f"e.day >= {today} AND e.kind {op} {hold(node.value)}"
    if isinstance(node.value, date):
        return f"e.day {op} {hold(node.value)}::date"
    return f"e.day {op} {today} + {_DAYS[str(node.value).lower()]}"
