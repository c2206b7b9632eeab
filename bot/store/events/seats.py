"""Queries for the seats of an action: taken, held for somebody, waited for; counted by party.

Whoever changes seats holds the lock on the action's row (`actions.lock_event`), so that no two sign
up for the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Room:
    """How full an action is. `capacity` None: as many as like. Held seats are `taken`."""

    capacity: int | None
    is_closed: bool
    taken: int

    def holds(self, party: int) -> bool:
        """Whether so many more may come."""
        if self.is_closed:
            return False
        return self.capacity is None or self.taken + party <= self.capacity

    @property
    def free(self) -> int | None:
        """Seats that nobody has; None where there is no end of them."""
        if self.is_closed:
            return 0
        return None if self.capacity is None else max(0, self.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class GuestRow:
    """How a person stands with an action: going, waiting, offered, canceled."""

    state: str
    party: int
    needs: list[str]
    brought_by: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A seat that is free for somebody who waited, and that they were not asked about yet."""

    event_id: int
    contact_id: int
    zones: list[str]
    state: str | None
    area_states: list[str] | None


_TAKEN = "r.state IN ('going', 'offered')"
_MAY_BE_ASKED = (
    "c.opted_out_at IS NULL AND c.held_at IS NULL AND EXISTS (SELECT 1 FROM address a"
    " WHERE a.contact_id = c.id AND a.reach NOT IN ('bad', 'landline', 'no_reply', 'reassigned'))"
)


def room(connection: Connection[Any], event_id: int) -> Room:
    """How full an action is."""
    row = connection.execute(
        "SELECT e.capacity, e.closed_at IS NOT NULL, (SELECT coalesce(sum(r.party), 0)::int"  # noqa: S608 - a constant
        f" FROM rsvp r WHERE r.event_id = e.id AND {_TAKEN}) FROM event e WHERE e.id = %s",
        [event_id],
    ).fetchone()
    return Room(row[0], row[1], row[2]) if row else Room(0, True, 0)


def find(connection: Connection[Any], event_id: int, contact_id: int) -> GuestRow | None:
    """How a person stands with an action; None if they never signed up."""
    row = connection.execute(
        "SELECT state, party, needs, brought_by FROM rsvp WHERE event_id = %s AND contact_id = %s",
        [event_id, contact_id],
    ).fetchone()
    return None if row is None else GuestRow(*row)


def put(
    connection: Connection[Any],
    event_id: int,
    contact_id: int,
    guest: GuestRow,
    source: str,
    now: datetime,
) -> None:
    """Sign a person up. Nobody has the place in line of somebody before them, at whatever instant
    they texted: each comes behind all who are there."""
    connection.execute(
        """
        INSERT INTO rsvp (event_id, contact_id, state, party, needs, brought_by, source, at)
        SELECT %(event)s, %(contact)s, %(state)s, %(party)s, %(needs)s, %(by)s, %(source)s,
            greatest(%(now)s::timestamptz, max(at) + interval '1 microsecond')
        FROM rsvp WHERE event_id = %(event)s
        ON CONFLICT (event_id, contact_id) DO UPDATE SET state = excluded.state,
            party = excluded.party, needs = excluded.needs, at = excluded.at, let_in_at = NULL,
            checked_as = NULL, checked_at = NULL, claimed_link = NULL, claimed_until = NULL,
            seat_until = NULL, came = NULL, came_at = NULL,
            brought_by = coalesce(rsvp.brought_by, excluded.brought_by), source =
                CASE WHEN rsvp.state = 'canceled' THEN excluded.source ELSE rsvp.source END
        """,
        {
            "event": event_id, "contact": contact_id, "state": guest.state, "party": guest.party,
            "needs": guest.needs, "by": guest.brought_by, "source": source, "now": now,
        },
    )  # fmt: skip


def change(connection: Connection[Any], event_id: int, contact_id: int, guest: GuestRow) -> None:
    """Change how somebody who has signed up stands; they keep their place in line."""
    connection.execute(
        "UPDATE rsvp SET state = %s, party = %s, needs = %s, seat_until = NULL,"
        " brought_by = coalesce(brought_by, %s) WHERE event_id = %s AND contact_id = %s",
        [guest.state, guest.party, guest.needs, guest.brought_by, event_id, contact_id],
    )


def first_waiting(
    connection: Connection[Any], event_id: int, most: int | None
) -> tuple[int, int] | None:
    """Who has waited longest of those whose party is no more than `most` (None: any), and who may
    be asked: their id and their party."""
    row = connection.execute(
        "SELECT r.contact_id, r.party::int FROM rsvp r JOIN contact c ON c.id = r.contact_id"  # noqa: S608 - a constant
        " WHERE r.event_id = %s AND r.state = 'waiting' AND (%s::int IS NULL OR r.party <= %s)"
        f" AND {_MAY_BE_ASKED} ORDER BY r.at, r.contact_id LIMIT 1",
        [event_id, most, most],
    ).fetchone()
    return None if row is None else (int(row[0]), int(row[1]))


def set_state(connection: Connection[Any], event_id: int, contact_id: int, state: str) -> None:
    """Change the state alone."""
    connection.execute(
        "UPDATE rsvp SET state = %s, seat_until = NULL WHERE event_id = %s AND contact_id = %s",
        [state, event_id, contact_id],
    )


def lapsed(
    connection: Connection[Any], now: datetime, limit: int, held: Sequence[str]
) -> list[str]:
    """Codes of actions with a held seat that nobody took in time, or whose person has stopped."""
    rows = connection.execute(
        "SELECT DISTINCT e.code FROM rsvp r JOIN event e ON e.id = r.event_id"
        " JOIN contact c ON c.id = r.contact_id WHERE r.state = 'offered'"
        " AND (r.seat_until <= %s OR c.opted_out_at IS NOT NULL)"
        " AND e.code <> ALL(%s::text[]) ORDER BY e.code LIMIT %s",
        [now, list(held), limit],
    )
    return [row[0] for row in rows]


def release(connection: Connection[Any], event_id: int, now: datetime) -> int:
    """Take held seats back that nobody took in time. How many people had one."""
    return connection.execute(
        "UPDATE rsvp r SET state = 'canceled', seat_until = NULL FROM contact c"
        " WHERE r.event_id = %s AND r.state = 'offered' AND c.id = r.contact_id"
        " AND (r.seat_until <= %s OR c.opted_out_at IS NOT NULL)",
        [event_id, now],
    ).rowcount


def not_asked(connection: Connection[Any], limit: int, held: Sequence[str]) -> list[Offer]:
    """Held seats that nobody was asked about yet, those who waited longest first; without those of
    contacts `held`."""
    rows = connection.execute(
        "SELECT r.event_id, r.contact_id, c.zones, c.state, c.area_states FROM rsvp r"
        " JOIN contact c ON c.id = r.contact_id JOIN event e ON e.id = r.event_id"
        " WHERE r.state = 'offered' AND r.seat_until IS NULL AND e.state = 'open'"
        " AND c.opted_out_at IS NULL AND c.id::text <> ALL(%s::text[])"
        " ORDER BY r.at, r.contact_id LIMIT %s",
        [list(held), limit],
    )
    return [Offer(*row) for row in rows]


def hold_until(
    connection: Connection[Any], event_id: int, contact_id: int, until: datetime
) -> bool:
    """Hold an offered seat until an instant, if it was not yet; whether it is."""
    return bool(
        connection.execute(
            "UPDATE rsvp SET seat_until = %s WHERE event_id = %s AND contact_id = %s"
            " AND state = 'offered' AND seat_until IS NULL",
            [until, event_id, contact_id],
        ).rowcount
    )


def offered_to(connection: Connection[Any], contact_id: int) -> tuple[str, datetime] | None:
    """The seat held for a person that they have to answer about first: the action's code, and until
    when."""
    row = connection.execute(
        "SELECT e.code, r.seat_until FROM rsvp r JOIN event e ON e.id = r.event_id"
        " WHERE r.contact_id = %s AND r.state = 'offered' AND r.seat_until IS NOT NULL"
        " AND e.state = 'open' ORDER BY r.seat_until, e.id LIMIT 1",
        [contact_id],
    ).fetchone()
    return None if row is None else (str(row[0]), row[1])


def may_hear(connection: Connection[Any], event_id: int, contact_id: int) -> bool:
    """Whether a person may be texted about an action: they go or wait, lead it, or have joined."""
    row = connection.execute(
        "SELECT 1 FROM contact c WHERE c.id = %(contact)s AND c.opted_out_at IS NULL AND ("
        " c.opted_in_at IS NOT NULL OR EXISTS (SELECT 1 FROM rsvp r WHERE r.contact_id = c.id"
        " AND r.event_id = %(event)s AND r.state <> 'canceled') OR EXISTS (SELECT 1 FROM event e"
        " WHERE e.id = %(event)s AND e.host_id = c.id) OR EXISTS (SELECT 1 FROM event_host h"
        " WHERE h.event_id = %(event)s AND h.contact_id = c.id AND h.accepted_at IS NOT NULL))",
        {"contact": contact_id, "event": event_id},
    ).fetchone()
    return row is not None
