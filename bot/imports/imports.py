"""Lists as organizers go through them: brought, looked at, corrected, written, taken back.

A worker does what takes long; the row says how far it has come, so that a page and a command show
the same, and the clock goes on with what a lost worker left.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.imports import leftovers, previews
from bot.imports.files import MAX_BYTES
from bot.imports.keeping import asked_of, begin, keep_asked, note, opened, sealed
from bot.imports.leftovers import Leftovers
from bot.imports.looking import Asked
from bot.imports.previews import Preview
from bot.imports.proofs import Proof
from bot.sentences import recalled, say
from bot.store.imports import lists
from bot.store.imports.lists import ListRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose

_MOST_LISTED = 50
_NOTHING_SAID = Asked()


@dataclass(frozen=True, slots=True)
class List:
    """An import as organizers see it. `may_undo`, `brought`, `opted_in` and `reachable` are as of
    now, where it is done."""

    row: ListRow
    name: str
    fault: str | None
    preview: Preview | None
    proof: Proof | None
    asked: Asked
    may_undo: bool = False
    has_left_out: bool = False
    brought: int = 0
    opted_in: int = 0
    reachable: int = 0


def open_list(
    clarion: Clarion,
    name: str,
    data: bytes,
    *,
    source: str,
    made_by: int | None,
    asked: Asked = _NOTHING_SAID,
    calling_list_id: int | None = None,
) -> int:
    """Take a file in, sealed, to be looked at by a worker. Its id. With `calling_list_id` its
    people come onto that list. Raises: InputError."""
    if not data:
        raise InputError(say("The file is empty."), "file")
    if len(data) > MAX_BYTES:
        raise InputError(
            say("The file is larger than 32 MB. Split it, and bring the parts."), "file"
        )
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        import_id = begin(
            clarion, connection, name,
            source=source, made_by=made_by, calling_list_id=calling_list_id,
        )  # fmt: skip
        lists.change(connection, import_id, beat_at=None)
        keep_asked(clarion, connection, import_id, asked)
        lists.put_file(connection, import_id, "file", sealed(clarion, data), now)
        note(connection, "import_opened", import_id, {}, now, made_by)
    clarion.wake_ups.wake("workers.jobs.work_on_list", import_id)
    return import_id


def correct(clarion: Clarion, import_id: int, asked: Asked, by: int | None) -> None:
    """Look at a list once more, with what an organizer said of it.

    Raises: NotFound, Conflict (it is being written, or was), RecordAway.
    """
    with clarion.record.transaction() as connection:
        row = _locked(connection, import_id, ("shown", "failed", "reading"))
        if not lists.file_parts(connection, row.id, "file"):
            raise Conflict(say("The file is gone. Bring it again."))
        keep_asked(clarion, connection, import_id, asked)
        lists.change(
            connection,
            import_id,
            state="reading",
            fault=None,
            rows_done=0,
            beat_at=None,
        )
        note(connection, "import_corrected", import_id, {}, clarion.clock.now(), by)
    clarion.wake_ups.wake("workers.jobs.work_on_list", import_id)


def write(clarion: Clarion, import_id: int, by: int | None) -> None:
    """Bring a list in that was shown. Raises: NotFound, Conflict (also where its people are to be
    called and nobody says how they agreed), RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        row = _locked(connection, import_id, ("shown",))
        if row.calling_list_id is not None and row.proof_sealed is None:
            raise Conflict(no_proof())
        lists.change(connection, import_id, state="writing", rows_done=0, beat_at=None)
        note(connection, "import_confirmed", import_id, {}, now, by)
    clarion.wake_ups.wake("workers.jobs.work_on_list", import_id)


def no_proof() -> str:
    """Why a list of people to be called does not come in."""
    return say(
        "A list is only called with proof that its people agreed to it: say where they agreed,"
        " when, the words they saw or heard, and who vouches for it."
    )


def drop(clarion: Clarion, import_id: int, by: int | None) -> None:
    """Let go of a list that was not written, with its file. Raises: NotFound, Conflict."""
    with clarion.record.transaction() as connection:
        _locked(connection, import_id, ("shown", "failed", "reading"))
        lists.change(connection, import_id, state="dropped", preview_sealed=None, proof_sealed=None)
        lists.drop_file(connection, import_id, "file")
        note(connection, "import_dropped", import_id, {}, clarion.clock.now(), by)


def start_series(clarion: Clarion, import_id: int, by: int | None) -> int:
    """Let the campaign's series begin for whom a list opted in, from now on. How many they are.

    Raises: NotFound, Conflict (started before, not done), RecordAway.
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        row = _locked(connection, import_id, ("done",))
        if row.series_started_at is not None:
            raise Conflict(say("The series have begun for this list already."))
        count = lists.reached(connection, import_id)["reachable"]
        lists.change(connection, import_id, series_started_at=now)
        note(connection, "import_series", import_id, {"people": count}, now, by)
    return count


def show(clarion: Clarion, import_id: int) -> List:
    """A list as it stands. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        row = lists.find(connection, import_id)
        if row is None:
            raise NotFound(
                say("There is no list %(id)s. `clarion contacts lists` shows all.", id=import_id)
            )
        shown = _shown(clarion, row)
        shown = replace(
            shown, has_left_out=bool(lists.file_parts(connection, import_id, "left_out"))
        )
        if row.state != "done" or row.calling_list_id is not None:
            return shown
        reached = lists.reached(connection, import_id)
        return replace(
            shown,
            may_undo=not lists.first_text(connection, import_id),
            brought=reached["brought"],
            opted_in=reached["opted_in"],
            reachable=reached["reachable"],
        )


def list_all(clarion: Clarion) -> list[List]:
    """The newest lists. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return [_shown(clarion, row) for row in lists.newest(connection, _MOST_LISTED)]


def left_out(clarion: Clarion, import_id: int, by: int | None) -> Leftovers:
    """The rows a list left out; the audit says who took them. Raises: NotFound where there are
    none, or no more."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        parts = lists.file_parts(connection, import_id, "left_out")
        if parts:
            note(connection, "import_left_out", import_id, {}, now, by)
    if not parts:
        raise NotFound(
            say(
                "There are no rows to correct any more; they are kept for a week. Bring the list "
                "again."
            )
        )
    return leftovers.recall(opened(clarion, parts).decode())


def forget(clarion: Clarion) -> int:
    """Drop files that nobody went on with for a day, and rows left out for a week. How many."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        return lists.forget(connection, now - timedelta(days=1), now - timedelta(days=7))


def _shown(clarion: Clarion, row: ListRow) -> List:
    kept = clarion.sealer.open_or_unknown(row.preview_sealed, Purpose.IMPORT_PREVIEW)
    asked = asked_of(clarion, row)
    return List(
        row=row,
        name=clarion.sealer.open_or_unknown(row.name_sealed, Purpose.IMPORT_NAME) or "-",
        fault=recalled(row.fault),
        preview=previews.recall(json.loads(kept)) if kept else None,
        proof=asked.proof,
        asked=asked,
    )


def _locked(connection: Transaction, import_id: int, states: tuple[str, ...]) -> ListRow:
    row = lists.find(connection, import_id, lock=True)
    if row is None:
        raise NotFound(
            say("There is no list %(id)s. `clarion contacts lists` shows all.", id=import_id)
        )
    if row.state not in states:
        raise Conflict(say("The list is not at this point any more; look at it again."))
    return row
