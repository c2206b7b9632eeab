"""Taking an import back: whom it brought goes, what it changed becomes what it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from psycopg import Connection


class ChangedRow(NamedTuple):
    """A change of an import, and the contact as they are now."""

    id: int
    contact_id: int
    change_sealed: bytes
    lang: str | None
    zip: str | None
    tags: list[str]
    name_sealed: bytes | None
    series_import_id: int | None


# Whoever has written since is somebody of their own: they stay.
_WROTE = "EXISTS (SELECT 1 FROM message m WHERE m.contact_id = contact.id AND m.state = 'received')"


def keep_who_wrote(connection: Connection[Any], import_id: int) -> int:
    """Let go of people of an import who have written to us since. How many."""
    return connection.execute(
        f"UPDATE contact SET import_id = NULL WHERE import_id = %s AND {_WROTE}",  # noqa: S608 - a constant
        [import_id],
    ).rowcount


def delete_some(connection: Connection[Any], import_id: int, limit: int) -> int:
    """Delete up to so many people of an import. How many.

    Their lines in the consent ledger stay, for nobody; an undone import's do not count.
    """
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM contact WHERE import_id = %s ORDER BY id LIMIT %s FOR UPDATE",
            [import_id, limit],
        ).fetchall()
    ]
    connection.execute(
        "UPDATE consent SET contact_id = NULL, salt_sealed = NULL, proof_sealed = NULL"
        " WHERE contact_id = ANY(%s)",
        [ids],
    )
    connection.execute(
        "UPDATE message SET state = 'skipped', reason = 'erased', body_sealed = NULL"
        " WHERE contact_id = ANY(%s) AND state IN ('planned', 'held')",
        [ids],
    )
    connection.execute("DELETE FROM timer WHERE contact_id = ANY(%s)", [ids])
    connection.execute("DELETE FROM contact WHERE id = ANY(%s)", [ids])
    return len(ids)


def changed(connection: Connection[Any], import_id: int, limit: int) -> list[ChangedRow]:
    """Changes of an import that are not taken back yet, their people kept from changing."""
    rows = connection.execute(
        "SELECT h.id, c.id, h.change_sealed, c.lang, c.zip, c.tags, c.name_sealed,"
        " c.series_import_id FROM import_change h JOIN contact c ON c.id = h.contact_id"
        " WHERE h.import_id = %s ORDER BY c.id LIMIT %s FOR UPDATE OF c",
        [import_id, limit],
    )
    return [ChangedRow._make(row) for row in rows.fetchall()]


def restore(
    connection: Connection[Any], change_id: int, contact_id: int, columns: Mapping[str, Any]
) -> None:
    """Give a contact back what they had, and forget the change."""
    if columns:
        assigned = ", ".join(f"{name} = %({name})s" for name in columns)
        connection.execute(
            f"UPDATE contact SET {assigned} WHERE id = %(id)s",  # noqa: S608 - names from undoing.py
            {**columns, "id": contact_id},
        )
    connection.execute("DELETE FROM import_change WHERE id = %s", [change_id])
