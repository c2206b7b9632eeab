"""Queries for what somebody who leads an action asks and does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from psycopg import Connection


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many people come to an action and wait for a seat, parties counted; `seats` are those
    taken or held for somebody, `signed` how many of who comes have signed up themselves."""

    going: int = 0
    waiting: int = 0
    seats: int = 0
    signed: int = 0

    @property
    def signed_for(self) -> str:
        """How many signed up, as texts show it: "" where nobody brings anybody."""
        return str(self.signed) if self.signed != self.going else ""


def crowd(connection: Connection[Any], event_id: int) -> Crowd:
    """How many come and how many wait. Every number of people who come that is shown is this."""
    return crowds(connection, [event_id]).get(event_id, Crowd())


def crowds(connection: Connection[Any], event_ids: Sequence[int]) -> dict[int, Crowd]:
    """How many come to each action; one that nobody signed up for is left out."""
    rows = connection.execute(
        "SELECT event_id, coalesce(sum(party) FILTER (WHERE state = 'going'), 0),"
        " coalesce(sum(party) FILTER (WHERE state IN ('waiting', 'offered')), 0),"
        " coalesce(sum(party) FILTER (WHERE state IN ('going', 'offered')), 0),"
        " count(*) FILTER (WHERE state = 'going')"
        " FROM rsvp WHERE event_id = ANY(%s) GROUP BY event_id",
        [list(event_ids)],
    )
    return {int(row[0]): Crowd(*map(int, row[1:])) for row in rows}


def guest_names(connection: Connection[Any], event_id: int, but: int) -> list[bytes | None]:
    """The sealed names of who goes, the first to sign up first; without one of them."""
    rows = connection.execute(
        "SELECT c.name_sealed FROM rsvp r JOIN contact c ON c.id = r.contact_id"
        " WHERE r.event_id = %s AND r.state = 'going' AND c.id <> %s ORDER BY r.at, c.id",
        [event_id, but],
    )
    return [row[0] for row in rows]


def count_outside(connection: Connection[Any], event_id: int) -> int:
    """How many who go wait to be let in."""
    row = connection.execute(
        "SELECT count(*) FROM rsvp r JOIN event e ON e.id = r.event_id WHERE r.event_id = %s"
        " AND r.state = 'going' AND r.let_in_at IS NULL AND r.contact_id <> e.host_id",
        [event_id],
    ).fetchone()
    return int(row[0]) if row else 0


def set_needs(connection: Connection[Any], event_id: int, needs: Mapping[str, int]) -> None:
    """What an action needs, in place of what it needed before."""
    connection.execute("DELETE FROM event_need WHERE event_id = %s", [event_id])
    for kind, wanted in needs.items():
        connection.execute(
            "INSERT INTO event_need (event_id, kind, wanted) VALUES (%s, %s, %s)",
            [event_id, kind, wanted],
        )


def needs_open(connection: Connection[Any], event_id: int) -> dict[str, int]:
    """What is still needed: what was asked for, less what those who go bring or do."""
    rows = connection.execute(
        "SELECT n.kind, n.wanted - (SELECT count(*) FROM rsvp r WHERE r.event_id = n.event_id"
        " AND r.state = 'going' AND n.kind = ANY(r.needs)) FROM event_need n"
        " WHERE n.event_id = %s ORDER BY n.kind",
        [event_id],
    )
    return {str(kind): int(left) for kind, left in rows if left > 0}


def close(connection: Connection[Any], event_id: int, now: datetime) -> None:
    """The host said that it is full."""
    connection.execute("UPDATE event SET closed_at = %s WHERE id = %s", [now, event_id])


def open_seats(connection: Connection[Any], event_id: int, capacity: int | None) -> None:
    """So many seats from now on, as many as like where it is None; not full any more."""
    connection.execute(
        "UPDATE event SET capacity = %s, closed_at = NULL WHERE id = %s", [capacity, event_id]
    )


def move(
    connection: Connection[Any],
    event_id: int,
    day: date,
    starts_at: time | None,
    ends_at: time | None,
) -> None:
    """Another day or hour, and when it then ends, where that is known."""
    connection.execute(
        "UPDATE event SET day = %s, starts_at = %s, ends_at = %s WHERE id = %s",
        [day, starts_at, ends_at, event_id],
    )


def set_place(connection: Connection[Any], event_id: int, place_sealed: bytes) -> None:
    """Another place."""
    connection.execute("UPDATE event SET place_sealed = %s WHERE id = %s", [place_sealed, event_id])


def set_bring(connection: Connection[Any], event_id: int, bring_sealed: bytes) -> None:
    """The host's word to guests."""
    connection.execute("UPDATE event SET bring_sealed = %s WHERE id = %s", [bring_sealed, event_id])


@dataclass(frozen=True, slots=True)
class Extras:
    """What a host says of an action beside the main things."""

    capacity: int | None
    langs: list[str] | None
    is_accessible: bool | None
    lets_in: bool


def set_extras(connection: Connection[Any], event_id: int, extras: Extras) -> None:
    """Write down what a host said beside the main things."""
    connection.execute(
        "UPDATE event SET capacity = %s, langs = %s, is_accessible = %s, lets_in = %s"
        " WHERE id = %s",
        [extras.capacity, extras.langs, extras.is_accessible, extras.lets_in, event_id],
    )
