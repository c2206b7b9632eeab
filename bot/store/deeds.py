"""Queries for DJs and the scripts they were given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

_SHARE = "code, script, version, length, lang, expires_at, created_at"


@dataclass(frozen=True, slots=True)
class NewDj:
    """A DJ's sign-up. `show_sealed` is the show's name, sealed."""

    station: str
    langs: Sequence[str]
    market: str | None = None
    show_sealed: bytes | None = None
    state: str = "approved"


@dataclass(frozen=True, slots=True)
class Dj:
    """A DJ as scripts need one. `state` is approved, pending or declined."""

    contact_id: int
    station: str
    market: str | None
    langs: tuple[str, ...]
    state: str


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


def sign_up_dj(connection: Connection[Any], contact_id: int, dj: NewDj, now: datetime) -> None:
    """Keep a sign-up; a second one of the same person replaces the first, but not its state."""
    connection.execute(
        """
        INSERT INTO dj (contact_id, station, market, langs, show_sealed, state, source,
                        recruited_by, created_at)
        SELECT %(contact_id)s, %(station)s, %(market)s, %(langs)s, %(show)s, %(state)s, c.source,
               (SELECT r.id FROM contact r WHERE 'code:' || r.code = c.source), %(now)s
        FROM contact c WHERE c.id = %(contact_id)s
        ON CONFLICT (contact_id) DO UPDATE SET station = excluded.station,
            market = excluded.market, langs = excluded.langs,
            show_sealed = coalesce(excluded.show_sealed, dj.show_sealed)
        """,
        {
            "contact_id": contact_id,
            "station": dj.station,
            "market": dj.market,
            "langs": list(dj.langs),
            "show": dj.show_sealed,
            "state": dj.state,
            "now": now,
        },
    )


def find_dj(connection: Connection[Any], contact_id: int) -> Dj | None:
    """The DJ a contact is, if they are one."""
    row = connection.execute(
        "SELECT contact_id, station, market, langs, state FROM dj WHERE contact_id = %s",
        [contact_id],
    ).fetchone()
    return None if row is None else Dj(row[0], row[1], row[2], tuple(row[3]), row[4])


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


def last_share(connection: Connection[Any], contact_id: int) -> Share | None:
    """The script a contact was given last."""
    row = connection.execute(
        f"SELECT {_SHARE} FROM script_share WHERE contact_id = %s"  # noqa: S608 - a constant
        " ORDER BY id DESC LIMIT 1",
        [contact_id],
    ).fetchone()
    return None if row is None else Share(*row)


def add_airing(
    connection: Connection[Any],
    *,
    contact_id: int,
    at: datetime,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write an airing into the ledger, credited to whoever recruited the DJ."""
    connection.execute(
        """
        INSERT INTO report (contact_id, kind, count, at, state, source, chapter_id, credit_id,
                            details, created_at)
        SELECT c.id, 'aired', 1, %s, c.state, c.source, c.chapter_id, d.recruited_by, %s, %s
        FROM contact c JOIN dj d ON d.contact_id = c.id WHERE c.id = %s
        """,
        [at, json.dumps(dict(details)), now, contact_id],
    )


def ask_station(connection: Connection[Any], station: str, contact_id: int, now: datetime) -> int:
    """Note that a volunteer asks a station (folded). Who has it: the first to ask."""
    connection.execute(
        "INSERT INTO station_ask (station, contact_id, state, at) VALUES (%s, %s, 'asked', %s)"
        " ON CONFLICT (station) DO NOTHING",
        [station, contact_id, now],
    )
    row = connection.execute(
        "SELECT contact_id FROM station_ask WHERE station = %s", [station]
    ).fetchone()
    assert row is not None  # noqa: S101 - inserted, or there before
    return int(row[0])
