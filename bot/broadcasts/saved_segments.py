"""Segments kept under a name.

A kept segment is used in another by `segment "its name"`; one that is in use cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.segments import segments
from bot.segments.checking import check_values
from bot.sentences import say
from bot.store.broadcasts import broadcasts
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.segments import saved_segments as rows
from bot.store.segments.conditions import Both, Either, Named, Node, Not
from bot.texting.audience import condition_of

_MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class SavedSegment:
    """A kept segment. `created_by` is an organizer's id."""

    id: int
    name: str
    query: str
    created_by: int | None
    created_at: datetime


def list_saved(clarion: Clarion) -> list[SavedSegment]:
    """Every kept segment, by name. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return [SavedSegment(*row) for row in rows.list_all(connection)]


def find(clarion: Clarion, segment_id: int) -> SavedSegment:
    """A kept segment. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        row = rows.find(connection, segment_id)
    if row is None:
        raise NotFound(say("This segment is not kept any more. Choose another, or write it anew."))
    return SavedSegment(*row)


def keep(clarion: Clarion, name: str, query: str, organizer_id: int | None) -> int:
    """Keep a segment under a name; the same name again replaces its query, which voids the
    approval of every broadcast that uses it. Its id.

    Raises: InputError (field "name" or "segment"), RecordAway.
    """
    plain = " ".join(name.split())
    if not plain or len(plain) > _MAX_NAME or any(mark in plain for mark in '"“”'):
        raise InputError(say("A name has 1 to 40 characters and no quotation marks."), "name")
    segment = segments.parse(query)
    text, now = segment.text, clarion.clock.now()
    with clarion.record.transaction() as connection:
        check_values(clarion, connection, segment.node)
        before = {row.name.lower(): row.query for row in rows.list_all(connection)}
        kept = rows.keep(connection, plain, text, organizer_id, now)
        # Compiled after it is kept, so that a segment that asks for itself is refused.
        condition_of(clarion.sealer, connection, Named(plain), now)
        _note(connection, "kept segment", kept, organizer_id, now)
        if before.get(plain.lower(), text) != text:
            _void_approvals(connection, plain, before, organizer_id, now)
    return kept


def _void_approvals(
    connection: Transaction,
    name: str,
    queries: Mapping[str, str],
    by: int | None,
    now: datetime,
) -> None:
    """An approval is of an audience; broadcasts that use this segment have another one now."""
    touched = {name.lower()}
    while more := {
        other
        for other, query in queries.items()
        if other not in touched and touched & _names_of(query)
    }:
        touched |= more
    for broadcast_id, query in rows.approved(connection):
        if not touched & _names_of(query):
            continue
        reason = say("the segment “%(name)s” has changed since it was approved", name=name)
        broadcasts.change_state(
            connection, broadcast_id, "draft", among=("approved",), now=now, reason=reason
        )
        notes.note(
            connection, act="broadcast draft", object_name="broadcast", object_id=broadcast_id,
            detail={"reason": reason}, now=now, organizer_id=by,
        )  # fmt: skip


def _names_of(query: str) -> set[str]:
    """Names that a kept query asks for; none of one that cannot be read any more."""
    try:
        return set(names_in(segments.parse(query).node))
    except InputError:
        return set()


def forget(clarion: Clarion, segment_id: int, organizer_id: int | None) -> None:
    """Take a kept segment away. Raises: NotFound, Conflict (something uses it), RecordAway."""
    with clarion.record.transaction() as connection:
        row = rows.find(connection, segment_id)
        if row is None:
            raise NotFound(
                say("This segment is not kept any more. Choose another, or write it anew.")
            )
        for title, query in _users(connection):
            if row.name.lower() in _names_of(query):
                raise Conflict(
                    say(
                        "“%(name)s” is in use by “%(title)s”. Change that first.",
                        name=row.name,
                        title=title,
                    )
                )
        rows.forget(connection, segment_id)
        _note(connection, "forgot segment", segment_id, organizer_id, clarion.clock.now())


def _users(connection: Transaction) -> Iterator[tuple[str, str]]:
    yield from rows.in_use(connection)
    yield from ((row.name, row.query) for row in rows.list_all(connection))


def names_in(node: Node) -> Iterator[str]:
    """Names of kept segments that a query asks for, in lower case."""
    if isinstance(node, Named):
        yield node.name.lower()
    elif isinstance(node, Not):
        yield from names_in(node.node)
    elif isinstance(node, Both | Either):
        for part in node.nodes:
            yield from names_in(part)


def _note(
    connection: Transaction, act: str, segment_id: int, by: int | None, now: datetime
) -> None:
    notes.note(
        connection, act=act, object_name="segment", object_id=segment_id, detail={}, now=now,
        organizer_id=by,
    )  # fmt: skip
