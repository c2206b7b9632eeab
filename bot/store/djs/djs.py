"""Queries for DJs, the scripts they were given, and the reminders of their shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection

_SHARE = "code, script, version, length, lang, expires_at, created_at"


@dataclass(frozen=True, slots=True)
class NewDj:
    """A DJ's sign-up. Station, market and the show's name are sealed; `code` is that of whoever
    asked."""

    station_sealed: bytes | None
    station_key: int | None
    langs: Sequence[str]
    market_sealed: bytes | None = None
    market_key: int | None = None
    show_sealed: bytes | None = None
    slot: str | None = None
    slots: str | None = None
    code: str | None = None
    state: str = "approved"


@dataclass(frozen=True, slots=True)
class Dj:
    """A DJ as scripts need one. `state` is approved, pending or declined."""

    contact_id: int
    station_sealed: bytes | None
    market_sealed: bytes | None
    langs: tuple[str, ...]
    state: str
    show_sealed: bytes | None = None
    slots: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What came of a sign-up: the state it stands at, whether it is a new DJ, and who asked."""

    state: str
    is_new: bool
    recruited_by: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """A script that was given to somebody: what is behind a share page."""

    code: str
    script: str
    version: int
    length: str
    lang: str
    expires_at: datetime | None
    created_at: datetime


def sign_up_dj(
    connection: Connection[Any], contact_id: int, dj: NewDj, now: datetime
) -> SignedUp | None:
    """Keep a sign-up; a second one of the same person replaces the first, but not its state nor
    who asked first. The volunteer's code is `dj.code`, else the one the contact came by. None
    where there is no such contact."""
    row = connection.execute(
        """
        INSERT INTO dj (contact_id, station_sealed, station_key, market_sealed, market_key, langs,
                        show_sealed, slot, slots, state, source, recruited_by, created_at)
        SELECT %(contact_id)s, %(station)s, %(station_key)s, %(market)s, %(market_key)s, %(langs)s,
               %(show)s, %(slot)s, %(slots)s, %(state)s, c.source,
               (SELECT r.id FROM contact r WHERE r.id <> c.id
                AND r.code = coalesce(%(code)s, substr(c.source, 6))
                AND (%(code)s::text IS NOT NULL OR c.source LIKE 'code:%%')),
               %(now)s
        FROM contact c WHERE c.id = %(contact_id)s
        ON CONFLICT (contact_id) DO UPDATE SET station_sealed = excluded.station_sealed,
            station_key = excluded.station_key, market_sealed = excluded.market_sealed,
            market_key = excluded.market_key, langs = excluded.langs,
            show_sealed = coalesce(excluded.show_sealed, dj.show_sealed),
            slot = coalesce(excluded.slot, dj.slot),
            slots = coalesce(excluded.slots, dj.slots),
            recruited_by = coalesce(dj.recruited_by, excluded.recruited_by)
        RETURNING state, xmax = 0, recruited_by
        """,
        {
            "contact_id": contact_id,
            "station": dj.station_sealed,
            "station_key": dj.station_key,
            "market": dj.market_sealed,
            "market_key": dj.market_key,
            "langs": list(dj.langs),
            "show": dj.show_sealed,
            "slot": dj.slot,
            "slots": dj.slots,
            "code": dj.code,
            "state": dj.state,
            "now": now,
        },
    ).fetchone()
    return None if row is None else SignedUp(*row)


def find_dj(connection: Connection[Any], contact_id: int) -> Dj | None:
    """The DJ a contact is, if they are one."""
    row = connection.execute(
        "SELECT contact_id, station_sealed, market_sealed, langs, state, show_sealed, slots,"
        " created_at FROM dj"
        " WHERE contact_id = %s",
        [contact_id],
    ).fetchone()
    if row is None:
        return None
    return Dj(row[0], row[1], row[2], tuple(row[3]), row[4], row[5], row[6], row[7])


def change_show(
    connection: Connection[Any],
    contact_id: int,
    *,
    show_sealed: bytes | None,
    slot: str,
    slots: str,
) -> None:
    """Set when a DJ's show is on; the name stays where none is told."""
    connection.execute(
        "UPDATE dj SET show_sealed = coalesce(%s, show_sealed), slot = %s, slots = %s,"
        " reminded_on = NULL WHERE contact_id = %s",
        [show_sealed, slot, slots, contact_id],
    )


def given_to(connection: Connection[Any], contact_id: int) -> dict[tuple[str, int, str, str], int]:
    """What a contact was given: (script, version, length, language) → row id of the last time."""
    rows = connection.execute(
        "SELECT script, version, length, lang, max(id) FROM script_share"
        " WHERE contact_id = %s GROUP BY script, version, length, lang",
        [contact_id],
    )
    return {(row[0], int(row[1]), row[2], row[3]): int(row[4]) for row in rows}


def add_share(
    connection: Connection[Any],
    *,
    code: str,
    contact_id: int | None,
    script: str,
    version: int,
    length: str,
    lang: str,
    message_id: int | None,
    expires_at: datetime | None,
    now: datetime,
) -> None:
    """Note that a script was given, under the code of its page."""
    connection.execute(
        "INSERT INTO script_share (code, contact_id, script, version, length, lang, message_id,"
        " expires_at, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [code, contact_id, script, version, length, lang, message_id, expires_at, now],
    )


def find_share(connection: Connection[Any], code: str) -> Share | None:
    """What is behind the code of a share page."""
    row = connection.execute(
        f"SELECT {_SHARE} FROM script_share WHERE code = %s",  # noqa: S608 - a constant
        [code],
    ).fetchone()
    return None if row is None else Share(*row)


def last_share(
    connection: Connection[Any], contact_id: int, before: datetime | None = None
) -> Share | None:
    """The script a contact was given last, or last before an instant."""
    row = connection.execute(
        f"SELECT {_SHARE} FROM script_share WHERE contact_id = %s"  # noqa: S608 - a constant
        " AND (%s::timestamptz IS NULL OR created_at <= %s) ORDER BY id DESC LIMIT 1",
        [contact_id, before, before],
    ).fetchone()
    return None if row is None else Share(*row)


def last_share_of(connection: Connection[Any], contact_id: int, script: str) -> Share | None:
    """The last time a contact was given one script."""
    row = connection.execute(
        f"SELECT {_SHARE} FROM script_share WHERE contact_id = %s AND script = %s"  # noqa: S608 - a constant
        " ORDER BY id DESC LIMIT 1",
        [contact_id, script],
    ).fetchone()
    return None if row is None else Share(*row)


def count_shares(connection: Connection[Any], contact_id: int, since: datetime) -> int:
    """How many scripts a contact was given since."""
    row = connection.execute(
        "SELECT count(*) FROM script_share WHERE contact_id = %s AND created_at > %s",
        [contact_id, since],
    ).fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class Reminded:
    """A DJ who may be reminded of a show. `zones` are those they may be in."""

    contact_id: int
    slots: str
    reminded_on: date | None
    zones: tuple[str, ...]
    state: str | None
    area_states: list[str] | None


def decide(
    connection: Connection[Any],
    contact_id: int,
    state: str,
    organizer_id: int | None,
    now: datetime,
) -> str | None:
    """Set a DJ's state. The state before; None where there is no such DJ."""
    row = connection.execute(
        """
        UPDATE dj SET state = %s, decided_by = %s, decided_at = %s
        FROM (SELECT contact_id, state FROM dj WHERE contact_id = %s FOR UPDATE) AS old
        WHERE dj.contact_id = old.contact_id RETURNING old.state
        """,
        [state, organizer_id, now, contact_id],
    ).fetchone()
    return None if row is None else str(row[0])


def with_slots(connection: Connection[Any]) -> list[Reminded]:
    """DJs on the list whose show has a time and who may be texted."""
    rows = connection.execute(
        """
        SELECT d.contact_id, coalesce(d.slots, d.slot), d.reminded_on, c.zones, c.state,
               c.area_states
        FROM dj d JOIN contact c ON c.id = d.contact_id
        WHERE d.state = 'approved' AND d.slot IS NOT NULL
          AND c.opted_in_at IS NOT NULL AND c.opted_out_at IS NULL
        """
    )
    return [Reminded(row[0], row[1], row[2], tuple(row[3]), row[4], row[5]) for row in rows]


def mark_reminded(connection: Connection[Any], contact_id: int, day: date) -> bool:
    """Note that a DJ is reminded of the show of a day. Whether they were not yet."""
    done = connection.execute(
        "UPDATE dj SET reminded_on = %s WHERE contact_id = %s AND reminded_on IS DISTINCT FROM %s",
        [day, contact_id, day],
    )
    return done.rowcount == 1
