"""Claims: who has which name now, and what comes of it. One person is one caller's at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Claimed:
    """A name that somebody was given, and the person it is. Number and first name are sealed."""

    id: int
    list_id: int
    person_id: int
    caller_id: int | None
    state: str
    claimed_at: datetime
    until_at: datetime
    outcome: str | None
    told_at: datetime | None
    measured: str | None
    report_id: int | None
    before: dict[str, Any] | None
    n: int
    digest: bytes
    value_sealed: bytes
    name_sealed: bytes | None
    lang: str | None
    city: str | None
    place: str
    person_state: str
    person_outcome: str | None
    tries: int
    laters: int
    next_at: datetime | None
    claimed_until: datetime | None


_OF_CALL = 12
_NAMES = [one.name for one in fields(Claimed)]
_COLUMNS = ", ".join(
    [f"c.{name}" for name in _NAMES[:_OF_CALL]]
    + [f"p.{name.removeprefix('person_')} AS {name}" for name in _NAMES[_OF_CALL:]]
)
_FROM = f"SELECT {_COLUMNS} FROM list_call c JOIN listed_person p ON p.id = c.person_id"  # noqa: S608 - constants


def find(connection: Connection[Any], claim_id: int, *, lock: bool = False) -> Claimed | None:
    """A claim with its person, both kept from changing if asked for."""
    return _locked(connection, claim_id) if lock else _one(connection, claim_id)


def of_caller(connection: Connection[Any], caller_id: int) -> Claimed | None:
    """The name that somebody has, locked; also one whose time is over and that nobody has taken
    since."""
    row = connection.execute(
        "SELECT max(id) FROM list_call WHERE caller_id = %s AND state = 'claimed'", [caller_id]
    ).fetchone()
    found = _locked(connection, row[0]) if row and row[0] else None
    return found if found is not None and found.state == "claimed" else None


def lapsed_last(connection: Connection[Any], caller_id: int, since: datetime) -> Claimed | None:
    """The last name somebody had and said nothing of, locked, where nobody has had it since."""
    row = connection.execute(
        "SELECT c.id FROM list_call c WHERE c.caller_id = %s AND c.state = 'lapsed'"
        " AND c.claimed_at >= %s AND NOT EXISTS (SELECT 1 FROM list_call d"
        " WHERE d.person_id = c.person_id AND d.id > c.id)"
        " AND NOT EXISTS (SELECT 1 FROM list_call d"
        " WHERE d.caller_id = c.caller_id AND d.id > c.id)"
        " ORDER BY c.id DESC LIMIT 1",
        [caller_id, since],
    ).fetchone()
    return _locked(connection, int(row[0])) if row else None


def is_newest(connection: Connection[Any], claim: Claimed) -> bool:
    """Whether nobody has had the person of a claim since."""
    row = connection.execute(
        "SELECT 1 FROM list_call WHERE person_id = %s AND id > %s LIMIT 1",
        [claim.person_id, claim.id],
    ).fetchone()
    return row is None


def told_last(connection: Connection[Any], caller_id: int, since: datetime) -> Claimed | None:
    """What somebody told last, locked, where it is not older than that and not taken back."""
    row = connection.execute(
        "SELECT id FROM list_call WHERE caller_id = %s AND state = 'told'"
        " AND taken_back_at IS NULL AND told_at >= %s ORDER BY told_at DESC, id DESC LIMIT 1",
        [caller_id, since],
    ).fetchone()
    return _locked(connection, int(row[0])) if row else None


def _locked(connection: Connection[Any], claim_id: int) -> Claimed | None:
    """The person is locked before the claim, as whoever takes a name does it."""
    connection.execute(
        "SELECT 1 FROM listed_person WHERE id = (SELECT person_id FROM list_call WHERE id = %s)"
        " FOR UPDATE",
        [claim_id],
    )
    return _one(connection, claim_id, " FOR UPDATE OF c")


def _one(connection: Connection[Any], claim_id: int, how: str = "") -> Claimed | None:
    with connection.cursor(row_factory=class_row(Claimed)) as cursor:
        cursor.execute(f"{_FROM} WHERE c.id = %s{how}", [claim_id])
        return cursor.fetchone()


class PlaceRow(NamedTuple):
    """People of a list who are still to be called and go by the same hours: how many may be called
    now as far as gaps go, and the first instant at which one may."""

    place: str
    ready: int
    next_at: datetime | None


def places(connection: Connection[Any], list_id: int, now: datetime) -> list[PlaceRow]:
    """Who is still to be called, by the hours they go by; not those that a caller has."""
    rows = connection.execute(
        "SELECT place, count(*) FILTER (WHERE next_at IS NULL OR next_at <= %(now)s)::int,"
        " min(coalesce(next_at, %(now)s)) FROM listed_person WHERE list_id = %(id)s"
        " AND state = 'open' AND (claimed_until IS NULL OR claimed_until <= %(now)s) GROUP BY 1",
        {"id": list_id, "now": now},
    )
    return [PlaceRow._make(row) for row in rows.fetchall()]


# Who asked for this hour comes first, then who was tried least, each along an index. Whom this
# caller has passed by lately is somebody else's.
_NEXT = """
UPDATE listed_person SET claimed_until = %(until)s WHERE id = (
    SELECT p.id FROM listed_person p
    WHERE p.list_id = %(list)s AND p.state = 'open' AND {which} AND p.place = ANY(%(places)s)
      AND (p.next_at IS NULL OR p.next_at <= %(now)s)
      AND (p.claimed_until IS NULL OR p.claimed_until <= %(now)s)
      AND p.id <> ALL(%(not)s)
      AND (SELECT count(*) FROM list_call c WHERE c.person_id = p.id
           AND c.caller_id = %(caller)s AND c.state = 'passed'
           AND c.claimed_at > %(passed_since)s) = 0
    ORDER BY {order} LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
_IN_ORDER = (
    _NEXT.format(which="p.outcome = 'later'", order="p.next_at, p.id"),
    _NEXT.format(which="p.outcome IS DISTINCT FROM 'later'", order="p.tries, p.id"),
)


def claim_next(
    connection: Connection[Any],
    list_id: int,
    caller_id: int,
    places: Sequence[str],
    now: datetime,
    *,
    until: datetime,
    passed_since: datetime,
    left_out: Sequence[int] = (),
) -> int | None:
    """Give somebody the next name of a list among people who go by the hours of `places`. The
    claim's id; None where nobody is left whom nobody else is looking at."""
    values = {
        "list": list_id, "caller": caller_id, "places": list(places), "now": now, "until": until,
        "passed_since": passed_since, "not": list(left_out),
    }  # fmt: skip
    row = None
    for statement in _IN_ORDER:
        row = row or connection.execute(statement, values).fetchone()
    return None if row is None else take(connection, list_id, int(row[0]), caller_id, now, until)


def take(
    connection: Connection[Any],
    list_id: int,
    person_id: int,
    caller_id: int,
    now: datetime,
    until: datetime,
) -> int:
    """Make somebody of a list, locked, a caller's. The claim's id."""
    connection.execute(
        "UPDATE list_call SET state = 'lapsed' WHERE person_id = %s AND state = 'claimed'",
        [person_id],
    )
    connection.execute(
        "UPDATE listed_person SET claimed_until = %s WHERE id = %s", [until, person_id]
    )
    row = connection.execute(
        "INSERT INTO list_call (list_id, person_id, caller_id, state, claimed_at, until_at)"
        " VALUES (%s, %s, %s, 'claimed', %s, %s) RETURNING id",
        [list_id, person_id, caller_id, now, until],
    ).fetchone()
    assert row is not None  # noqa: S101 - INSERT … RETURNING always gives a row
    return int(row[0])


def keep_on(connection: Connection[Any], claim: Claimed, until: datetime) -> None:
    """Let somebody have a name until then."""
    connection.execute("UPDATE list_call SET until_at = %s WHERE id = %s", [until, claim.id])
    connection.execute(
        "UPDATE listed_person SET claimed_until = %s WHERE id = %s", [until, claim.person_id]
    )


def given_since(connection: Connection[Any], caller_id: int, list_id: int, since: datetime) -> int:
    """How many names of a list somebody was given since."""
    row = connection.execute(
        "SELECT count(*) FROM list_call WHERE caller_id = %s AND list_id = %s AND claimed_at > %s",
        [caller_id, list_id, since],
    ).fetchone()
    return int(row[0]) if row else 0


def settle(
    connection: Connection[Any],
    claim: Claimed,
    state: str,
    now: datetime,
    *,
    outcome: str | None = None,
    report_id: int | None = None,
    person: Mapping[str, Any],
) -> None:
    """End a claim: what it came to, and how its person stands now."""
    before = {
        "state": claim.person_state, "outcome": claim.person_outcome, "tries": claim.tries,
        "laters": claim.laters,
        "next_at": claim.next_at.isoformat() if claim.next_at else None,
    }  # fmt: skip
    connection.execute(
        "UPDATE list_call SET state = %s, outcome = %s, told_at = %s, report_id = %s, before = %s"
        " WHERE id = %s",
        [state, outcome, now if state == "told" else None, report_id,
         json.dumps(before) if state == "told" else None, claim.id],
    )  # fmt: skip
    set_person(connection, claim.person_id, person)


def set_person(connection: Connection[Any], person_id: int, person: Mapping[str, Any]) -> None:
    """Say how somebody of a list stands: state, outcome, tries, laters, next_at. They are no
    caller's any more."""
    names = [name for name in ("state", "outcome", "tries", "laters", "next_at") if name in person]
    assigned = "".join(f", {name} = %({name})s" for name in names)
    connection.execute(
        f"UPDATE listed_person SET claimed_until = NULL{assigned} WHERE id = %(id)s",  # noqa: S608 - names from above
        {**{name: person[name] for name in names}, "id": person_id},
    )


def take_back(connection: Connection[Any], claim_id: int, now: datetime) -> None:
    """What was told of a call counts no more."""
    connection.execute("UPDATE list_call SET taken_back_at = %s WHERE id = %s", [now, claim_id])


def measure(connection: Connection[Any], claim_id: int, outcome: str, seconds: int | None) -> None:
    """What the carrier said of a call."""
    connection.execute(
        "UPDATE list_call SET measured = %s, measured_s = %s WHERE id = %s",
        [outcome, seconds, claim_id],
    )


def over(connection: Connection[Any], now: datetime, limit: int, held: Sequence[int]) -> list[int]:
    """Claims whose time is over. Those of people who are on no list any more end here."""
    connection.execute(
        "UPDATE list_call SET state = 'lapsed' WHERE state = 'claimed' AND person_id IS NULL"
    )
    rows = connection.execute(
        "SELECT id FROM list_call WHERE state = 'claimed' AND until_at <= %s AND id <> ALL(%s)"
        " ORDER BY until_at LIMIT %s",
        [now, list(held), limit],
    )
    return [int(row[0]) for row in rows]
