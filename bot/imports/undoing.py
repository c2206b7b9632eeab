"""Taking a list back as a whole, until the first text that anybody of it has got."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.clarion import Clarion
from bot.errors import Conflict, NotFound
from bot.imports import keeping
from bot.sentences import say
from bot.store.imports import lists, undoing
from bot.store.imports.undoing import ChangedRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of it: people taken out, people as they were before, and those who have written
    since and stay."""

    removed: int
    restored: int
    stay: int


def undo(clarion: Clarion, import_id: int, by: int | None) -> Undone:
    """Take a list back: whom it brought goes, whom it changed is as before.

    Whoever wrote to us since stays. What somebody has changed since is not changed back. Raises:
    NotFound, Conflict (not done; a text has gone to somebody of it), RecordAway: what is taken
    back by then stays so, and doing it again goes on.
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        row = lists.find(connection, import_id, lock=True)
        if row is None:
            raise NotFound(
                say("There is no list %(id)s. `clarion contacts lists` shows all.", id=import_id)
            )
        if row.state not in ("done", "failed", "undone") or row.calling_list_id is not None:
            raise Conflict(say("Only a list that was brought in can be taken back."))
        if lists.first_text(connection, import_id):
            raise Conflict(
                say(
                    "People of this list have been texted: it cannot be taken back as a whole any"
                    " more. Opt out or erase those who should not be there."
                )
            )
        lists.change(connection, import_id, state="undone", undone_at=now)
        stay = undoing.keep_who_wrote(connection, import_id)
    restored = _restore_all(clarion, import_id)
    removed = 0
    while True:
        with clarion.record.transaction() as connection:
            count = undoing.delete_some(connection, import_id, _BATCH)
        removed += count
        if count < _BATCH:
            break
    done = Undone(removed, restored, stay)
    with clarion.record.transaction() as connection:
        lists.change(connection, import_id, counts={"removed": removed, "restored": restored})
        lists.drop_file(connection, import_id, "left_out")
        keeping.note(
            connection, "import_undone", import_id,
            {"removed": removed, "restored": restored, "stay": stay}, now, by,
        )  # fmt: skip
    return done


def _restore_all(clarion: Clarion, import_id: int) -> int:
    restored = 0
    while True:
        with clarion.record.transaction() as connection:
            rows = undoing.changed(connection, import_id, _BATCH)
            for row in rows:
                _restore(clarion.sealer, connection, import_id, row)
        restored += len(rows)
        if len(rows) < _BATCH:
            return restored


def _restore(sealer: Sealer, connection: Transaction, import_id: int, row: ChangedRow) -> None:
    changes = json.loads(sealer.open(row.change_sealed, Purpose.IMPORT_CHANGE))
    columns: dict[str, Any] = {}
    name = sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME)
    if "name" in changes and name == changes["name"][1]:
        columns["name_sealed"] = sealer.seal_or_none(changes["name"][0], Purpose.CONTACT_NAME)
    if "lang" in changes and row.lang == changes["lang"][1]:
        columns["lang"] = changes["lang"][0]
    if "zip" in changes and row.zip == changes["zip"][1]:
        columns |= {"zip": changes["zip"][0], **changes["place"]}
    if "tags" in changes:
        added = set(changes["tags"][1]) - set(changes["tags"][0])
        columns["tags"] = [tag for tag in row.tags if tag not in added]
    if "consent" in changes and row.series_import_id == import_id:
        columns |= {"opted_in_at": None, "series_import_id": None, "disclose_since": None}
    undoing.restore(connection, row.id, row.contact_id, columns)
