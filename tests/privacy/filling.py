"""A record with a row in every table, all of it of one person (1), and what points at them from
somebody else's rows (2). Whatever may be sealed is; whatever may be null is filled."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    LargeBinary,
    Time,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.clarion import Clarion
from bot.store.kept import tables
from bot.store.tables import Base

PERSON, OTHER = 1, 2
SECRET = "Calle Secreta 12"
# What a row needs to be what it stands for.
_SPECIAL: dict[tuple[str, str], Any] = {
    ("message", "state"): "delivered",
    ("message", "kind"): "inbound",
    ("event", "state"): "open",
    ("to_seal", "kind"): "contact",
    ("import_file", "kind"): "left_out",
    ("ticket", "state"): "open",
}
_POINTING = (
    "INSERT INTO dj (contact_id, langs, state, recruited_by) VALUES (2, '{es}', 'approved', 1)",
    "INSERT INTO report (id, contact_id, kind, credit_id) OVERRIDING SYSTEM VALUE"
    " VALUES (2, 2, 'aired', 1)",
    "INSERT INTO station_ask (id, contact_id, state, dj_id) OVERRIDING SYSTEM VALUE"
    " VALUES (2, 2, 'signed_up', 1)",
)


def fill(clarion: Clarion, at: datetime) -> None:
    """Put a row into every table, as old as `at`. The record is empty before."""
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO contact (id, code) OVERRIDING SYSTEM VALUE VALUES (%s, 'OTHER')", [OTHER]
        )
        for table in Base.metadata.sorted_tables:
            row = {column.name: _value(clarion, table.name, column, at) for column in table.columns}
            marks = ", ".join(["%s"] * len(row))
            connection.execute(
                f"INSERT INTO {table.name} ({', '.join(row)}) OVERRIDING SYSTEM VALUE"  # noqa: S608 - of our tables
                f" VALUES ({marks}) ON CONFLICT DO NOTHING",
                list(row.values()),
            )
        for name in ("audit", "consent", "message"):  # the next row comes behind ours
            connection.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 9)", [name])
        connection.execute("UPDATE contact_key SET keys = '{1}'")
        for statement in _POINTING:
            connection.execute(statement)


def _value(clarion: Clarion, table: str, column: Column[Any], at: datetime) -> Any:
    if (table, column.name) in _SPECIAL:
        return _SPECIAL[table, column.name]
    if isinstance(column.type, LargeBinary):
        purpose = tables()[table].purposes.get(column.name)
        return clarion.sealer.seal(SECRET, purpose) if purpose else bytes(32)
    return _plain(column, at)


def _plain(column: Column[Any], at: datetime) -> Any:
    kind = column.type
    if isinstance(kind, ARRAY):
        return [1] if isinstance(kind.item_type, BigInteger) else ["x"]
    if isinstance(kind, JSONB):
        return "{}"
    if isinstance(kind, DateTime):
        return at
    if isinstance(kind, Date):
        return at.date()
    if isinstance(kind, Time):
        return at.time()
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Uuid):
        return UUID(int=1)
    return 1 if isinstance(kind, BigInteger | Float) or kind.python_type is int else "x"
