"""What is kept of a list on its way: its file, what was said of it, what was shown, the audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clarion import Clarion
from bot.imports import leftovers
from bot.imports.looking import Asked, Looked
from bot.imports.people import Progress
from bot.imports.previews import Preview
from bot.imports.proofs import Proof
from bot.store.imports import lists
from bot.store.imports.lists import ListRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose

_PIECE = 1024 * 1024


def begin(
    clarion: Clarion,
    connection: Transaction,
    name: str,
    *,
    source: str,
    made_by: int | None,
    state: str = "reading",
    calling_list_id: int | None = None,
) -> int:
    """A row for a list. Its id."""
    return lists.add(
        connection,
        state=state,
        name_sealed=clarion.sealer.seal(name.strip()[:200] or "-", Purpose.IMPORT_NAME),
        source=" ".join(source.split())[:40] or "import",
        made_by=made_by,
        calling_list_id=calling_list_id,
        now=clarion.clock.now(),
    )


def keep_preview(clarion: Clarion, connection: Transaction, import_id: int, looked: Looked) -> None:
    """Put what was found with the list, and the rows that are left out."""
    kept = json.dumps(looked.preview.as_json(), ensure_ascii=False)
    lists.change(
        connection,
        import_id,
        preview_sealed=clarion.sealer.seal(kept, Purpose.IMPORT_PREVIEW),
        counts=dict(looked.preview.counts),
    )
    lists.drop_file(connection, import_id, "left_out")
    if looked.found.left_out:
        gathered = leftovers.gather(looked.file.layout, looked.found.left_out).as_json()
        lists.put_file(
            connection, import_id, "left_out",
            sealed(clarion, gathered.encode()), clarion.clock.now(),
        )  # fmt: skip


def keep_asked(clarion: Clarion, connection: Transaction, import_id: int, asked: Asked) -> None:
    """Put what an organizer said of a list with it."""
    lists.change(
        connection,
        import_id,
        settings=asked.settings(),
        proof_sealed=seal_proof(clarion, asked.proof),
    )


def teller(
    clarion: Clarion, import_id: int, also: Progress = lambda _: None
) -> Callable[[int], None]:
    """Says in the row how far a list has come, and to `also`."""

    def tell(done: int) -> None:
        also(done)
        with clarion.record.transaction() as connection:
            lists.change(connection, import_id, rows_done=done, beat_at=clarion.clock.now())

    return tell


def finish(
    clarion: Clarion, import_id: int, counts: Mapping[str, int], preview: Preview, by: int | None
) -> None:
    """Say that a list is in the record; of its preview stays what names nobody."""
    now = clarion.clock.now()
    bare = replace(
        preview,
        first=(),
        changed=(),
        columns=tuple({**one, "example": ""} for one in preview.columns),
        problems=tuple(replace(one, examples=()) for one in preview.problems),
    )
    kept = json.dumps(bare.as_json(), ensure_ascii=False)
    with clarion.record.transaction() as connection:
        lists.change(
            connection,
            import_id,
            state="done",
            counts=dict(counts),
            preview_sealed=clarion.sealer.seal(kept, Purpose.IMPORT_PREVIEW),
            done_at=now,
        )
        lists.drop_file(connection, import_id, "file")
        note(connection, "imported", import_id, counts, now, by)


def note(
    connection: Transaction,
    act: str,
    import_id: int,
    detail: Mapping[str, Any],
    now: datetime,
    by: int | None,
) -> None:
    """A line in the audit."""
    notes.note(
        connection, act=act, object_name="import", object_id=import_id, detail=detail,
        now=now, organizer_id=by,
    )  # fmt: skip


def asked_of(clarion: Clarion, row: ListRow) -> Asked:
    """What was said of a list."""
    opened_proof = clarion.sealer.open_or_none(row.proof_sealed, Purpose.IMPORT_PROOF)
    return Asked(
        columns=row.settings.get("columns", {}),
        answers=row.settings.get("answers", {}),
        sheet=row.settings.get("sheet"),
        proof=Proof(**json.loads(opened_proof)) if opened_proof else None,
    )


def seal_proof(clarion: Clarion, proof: Proof | None) -> bytes | None:
    """A proof as it is kept."""
    text = json.dumps(proof.as_json(), ensure_ascii=False) if proof else None
    return clarion.sealer.seal_or_none(text, Purpose.IMPORT_PROOF)


def opened(clarion: Clarion, parts: list[bytes]) -> bytes:
    """A kept file, whole."""
    return b"".join(
        clarion.sealer.open(part, Purpose.IMPORT_FILE).encode("latin-1") for part in parts
    )


def sealed(clarion: Clarion, data: bytes) -> Iterator[bytes]:
    """A file in pieces; bytes travel as the text of the same code points."""
    for first in range(0, len(data), _PIECE):
        piece = data[first : first + _PIECE].decode("latin-1")
        yield clarion.sealer.seal(piece, Purpose.IMPORT_FILE)
