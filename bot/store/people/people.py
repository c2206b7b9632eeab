"""What a turn changes about a person: the contact, the consent ledger, timers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from psycopg import Connection

from bot.store.record import Write

# Columns that a turn may change, so that no caller can name another.
_CHANGEABLE = frozenset(
    {
        "lang",
        "name_sealed",
        "zip",
        "city",
        "state",
        "zones",
        "fields_sealed",
        "field_keys",
        "private_sealed",
        "tags",
        "source",
        "opted_in_at",
        "opted_out_at",
        "handed_off_at",
        "held_at",
        "import_id",
        "series_import_id",
        "disclose_since",
    }
)


def change_contact(
    connection: Connection[Any], contact_id: int, changes: Mapping[str, Any]
) -> None:
    """Set columns of a contact. Dicts become JSON. Raises: KeyError on a column not open to it."""
    if changes:
        changing = change_of(contact_id, changes)
        connection.execute(changing.statement, changing.values)


def change_of(contact_id: int, changes: Mapping[str, Any]) -> Write:
    """What sets columns of a contact. Dicts become JSON. Raises: KeyError as `change_contact`."""
    unknown = set(changes) - _CHANGEABLE
    if unknown:
        raise KeyError(f"a turn may not change contact.{min(unknown)}")
    values = {
        f"new_{column}": json.dumps(value) if isinstance(value, dict) else value
        for column, value in changes.items()
    }
    return Write(_setting(tuple(changes)), {**values, "contact_id": contact_id})


@lru_cache(maxsize=256)
def _setting(columns: tuple[str, ...]) -> str:
    """The statement that sets these of `_CHANGEABLE`: on the path of every text that tells us
    something, so it is put together once."""
    assignments = ", ".join(f"{column} = %(new_{column})s" for column in columns)
    return f"UPDATE contact SET {assignments} WHERE id = %(contact_id)s"  # noqa: S608 - names of ours


def without_area_states(connection: Connection[Any], limit: int) -> list[tuple[int, bytes | None]]:
    """Contacts whose area code's states are not worked out, locked, each with their number, still
    sealed; None where they have none."""
    return connection.execute(
        "SELECT c.id, (SELECT a.value_sealed FROM address a WHERE a.contact_id = c.id"
        " AND a.channel = 'sms' ORDER BY a.id LIMIT 1) FROM contact c"
        " WHERE c.area_states IS NULL ORDER BY c.id LIMIT %s FOR UPDATE OF c SKIP LOCKED",
        [limit],
    ).fetchall()


def set_area_states(connection: Connection[Any], states: Mapping[int, Sequence[str]]) -> None:
    """Write the area code's states of contacts, by id."""
    connection.execute(
        "UPDATE contact c SET area_states = string_to_array(r.states, ' ')"
        " FROM unnest(%s::bigint[], %s::text[]) AS r(id, states) WHERE c.id = r.id",
        [list(states), [" ".join(found) for found in states.values()]],
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact as pages show them; the number and the name sealed."""

    id: int
    lang: str | None
    name_sealed: bytes | None
    city: str | None
    state: str | None
    zones: list[str]
    area_states: list[str]
    tags: list[str]
    opted_out_at: datetime | None
    held_at: datetime | None
    value_sealed: bytes | None


def shown(connection: Connection[Any], contact_id: int) -> Shown | None:
    """A contact as pages show them; None where there is none."""
    row = connection.execute(
        """
        SELECT c.id, c.lang, c.name_sealed, c.city, c.state, c.zones,
               COALESCE(c.area_states, '{}'), c.tags, c.opted_out_at, c.held_at,
               (SELECT a.value_sealed FROM address a WHERE a.contact_id = c.id
                ORDER BY a.id LIMIT 1)
        FROM contact c WHERE c.id = %s
        """,
        [contact_id],
    ).fetchone()
    return None if row is None else Shown(*row)


def area_states(connection: Connection[Any], contact_id: int) -> list[str]:
    """The states of a contact's area code."""
    row = connection.execute(
        "SELECT area_states FROM contact WHERE id = %s", [contact_id]
    ).fetchone()
    return list(row[0] or ()) if row else []


def stop(connection: Connection[Any], contact_id: int, now: datetime) -> bool:
    """They have stopped, and nothing else waits for them. False where they had before."""
    done = connection.execute(
        "UPDATE contact SET opted_out_at = %s, handed_off_at = NULL, held_at = NULL"
        " WHERE id = %s AND opted_out_at IS NULL",
        [now, contact_id],
    )
    return done.rowcount == 1


def cancel_waiting(connection: Connection[Any], contact_id: int, reason: str, now: datetime) -> int:
    """Take back every text that waits to go to a contact, its timers, and calls that we were to
    make to it. How many texts."""
    connection.execute("DELETE FROM timer WHERE contact_id = %s", [contact_id])
    connection.execute(
        "UPDATE call SET state = 'canceled', reason = 'stopped', ended_at = %s"
        " WHERE contact_id = %s AND state = 'planned'",
        [now, contact_id],
    )
    done = connection.execute(
        """
        UPDATE message SET state = 'skipped', reason = %(reason)s
        WHERE contact_id = %(contact_id)s AND state IN ('planned', 'held')
        """,
        {"contact_id": contact_id, "reason": reason},
    )
    return done.rowcount


def start_timer(
    connection: Connection[Any], contact_id: int, name: str, due_at: datetime, now: datetime
) -> None:
    """Start a timer that outlives the session, or move it."""
    connection.execute(
        """
        INSERT INTO timer (contact_id, name, due_at, created_at)
        VALUES (%(contact_id)s, %(name)s, %(due_at)s, %(now)s)
        ON CONFLICT (contact_id, name) DO UPDATE SET due_at = excluded.due_at
        """,
        {"contact_id": contact_id, "name": name, "due_at": due_at, "now": now},
    )


def cancel_timer(connection: Connection[Any], contact_id: int, name: str) -> None:
    """Take a timer back; one that is not there is no error."""
    connection.execute("DELETE FROM timer WHERE contact_id = %s AND name = %s", [contact_id, name])


def end_question(connection: Connection[Any], contact_id: int, flow: str, step: str) -> None:
    """End somebody's conversation where it waits at a step whose question nobody needs any more."""
    connection.execute(
        "UPDATE session SET flow = NULL, step = NULL, flow_hash = NULL, state_sealed = NULL,"
        " timers = '{}', wake_at = NULL WHERE contact_id = %s AND flow = %s AND step = %s",
        [contact_id, flow, step],
    )


def find_code(connection: Connection[Any], code: str) -> int | None:
    """Whose invite code this is; one of somebody who was merged is the kept person's."""
    row = connection.execute(
        "SELECT id FROM contact WHERE code = %(code)s"
        " UNION ALL SELECT kept_id FROM merged_contact WHERE code = %(code)s LIMIT 1",
        {"code": code},
    ).fetchone()
    return None if row is None else int(row[0])


def source_of(connection: Connection[Any], contact_id: int) -> str | None:
    """What a person came by."""
    row = connection.execute("SELECT source FROM contact WHERE id = %s", [contact_id]).fetchone()
    return None if row is None else row[0]
