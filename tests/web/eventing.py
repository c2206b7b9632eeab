"""Events for tests of pages: made by a host's text and looked at by an organizer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.clarion import Clarion
from bot.events import leading, overview
from tests.factories import add_person, exchange_with, rows

HOST = "+13125550150"


def make_event(
    clarion: Clarion, *, phone: str = HOST, is_approved: bool = True, **more: Any
) -> str:
    """An event in two days at 6 p.m. in Chicago, unless said otherwise; `more` are what the host
    says, or columns. Its code."""
    columns = {name: more.pop(name) for name in list(more) if name in _COLUMNS}
    found = rows(
        clarion, "SELECT id FROM contact WHERE name_sealed IS NOT NULL AND code = %s", phone
    )
    host = found[0][0] if found else add_person(clarion, phone, name="Hana Lee", zip="60608")
    rows(clarion, "UPDATE contact SET code = %s WHERE id = %s RETURNING id", phone, host)
    day = (clarion.clock.now() + timedelta(days=more.pop("in_days", 2))).date().isoformat()
    said = {"kind": "rally", "what": "Vigil", "date": day, "time": "18:00", "zip": "60608",
            "place": "Plaza Tenochtitlan, 1800 S Blue Island", **more}  # fmt: skip
    with exchange_with(clarion, host) as exchange:
        code = str(leading.create(exchange, said).values["code"])
    for name, value in columns.items():
        statement = f"UPDATE event SET {name} = %s WHERE code = %s RETURNING id"  # noqa: S608 - ours
        rows(clarion, statement, value, code)
    if is_approved:
        overview.approve(clarion, code)
    return code


_COLUMNS = frozenset(
    {"capacity", "langs", "is_accessible", "lets_in", "venue", "ends_at", "closed_at"}
)
