"""A worker's part: reading a list and writing it, with how far it has come in its row."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot import set_aside
from bot.clarion import Clarion
from bot.errors import InputError, KeyMissing
from bot.imports import imports, keeping, line_types
from bot.imports.bringing import bring_in
from bot.imports.judging import Fate
from bot.imports.looking import look, read
from bot.imports.onto import Find, Onto, into_the_record
from bot.sentences import kept, say
from bot.store.imports import lists
from bot.store.imports.lists import ListRow

log = structlog.get_logger()

# Somebody who works on a list says so every few seconds; after this they are gone.
_GONE = timedelta(seconds=60)
# A worker takes a list within a second of being woken; later the clock does it itself.
_LOST = timedelta(seconds=10)


def work(clarion: Clarion, import_id: int, find_onto: Find = into_the_record) -> None:
    """Read or write a list, whichever it waits for. Does nothing where somebody is at it.
    `find_onto` says where its people go.

    Raises: RecordAway; the clock goes on when the record is back.
    """
    with clarion.record.transaction() as connection:
        row = lists.find(connection, import_id, lock=True)
        now = clarion.clock.now()
        if row is None or row.state not in ("reading", "writing"):
            return
        if row.beat_at is not None and row.beat_at > now - _GONE:
            return
        lists.change(connection, import_id, beat_at=now)
        parts = lists.file_parts(connection, import_id, "file")
    if not parts:
        _fail(clarion, import_id, say("It was interrupted, and the file is gone. Bring it again."))
        return
    data = keeping.opened(clarion, parts)
    try:
        onto = find_onto(clarion, row)
        (_read if row.state == "reading" else _write)(clarion, row, data, onto)
    except (InputError, KeyMissing) as error:
        _fail(clarion, import_id, error.said)


def run_due(clarion: Clarion, find_onto: Find = into_the_record) -> int:
    """The clock's part: go on with lists that nobody works on; drop what was left. How many."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        waiting = [
            row
            for import_id in lists.waiting(connection, now - _GONE)
            if (row := lists.find(connection, import_id)) is not None
        ]
    lost = [row.id for row in waiting if row.beat_at or row.created_at < now - _LOST]
    imports.forget(clarion)
    return set_aside.each(
        clarion, set_aside.Kind.LIST, lost, lambda one: work(clarion, one, find_onto)
    )


def _read(clarion: Clarion, row: ListRow, data: bytes, onto: Onto | None) -> None:
    asked, tell = keeping.asked_of(clarion, row), keeping.teller(clarion, row.id)
    looked = look(clarion, data, asked, tell, may_lack_phone=True, onto=onto)
    with clarion.record.transaction() as connection:
        found = lists.find(connection, row.id, lock=True)
        if found is None or found.state != "reading" or found.settings != row.settings:
            return  # dropped or corrected meanwhile: another look is on its way
        keeping.keep_preview(clarion, connection, row.id, looked)
        lists.change(connection, row.id, state="shown", rows_total=looked.found.rows)


def _write(clarion: Clarion, row: ListRow, data: bytes, onto: Onto | None) -> None:
    asked = keeping.asked_of(clarion, row)
    shown = imports.show(clarion, row.id).preview
    if shown is None:
        raise InputError(say("The file is gone. Bring it again."))
    _, found = read(clarion, data, asked)
    people, tell = list(found.people.values()), keeping.teller(clarion, row.id)
    if onto is not None:
        fates = onto.bring(row.id, people, tell)
    else:
        line_types.mark_known(clarion, people)
        fates = bring_in(
            clarion, row.id, people, source=row.source, proof=asked.proof, progress=tell
        )
    counts = {**shown.counts, **{fate.value: fates[fate] for fate in Fate}}
    keeping.finish(clarion, row.id, counts, shown, row.made_by)
    log.info("list brought in", list=row.id, **counts)


def _fail(clarion: Clarion, import_id: int, why: str) -> None:
    with clarion.record.transaction() as connection:
        lists.change(connection, import_id, state="failed", fault=kept(why))
