"""Every table is filled with a person and their words; then erasing, or time, walks over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.people import retention
from bot.privacy import erasing
from bot.store.kept import Kept, tables
from bot.store.tables import Base
from tests.beginnings import empty
from tests.factories import NOON, rows
from tests.privacy.filling import OTHER, PERSON, fill


@pytest.fixture
def full(clarion: Clarion, record: str) -> Iterator[Clarion]:
    """A record whose tables all hold somebody, forty days old."""
    empty(record)
    fill(clarion, NOON - timedelta(days=40))
    yield clarion
    empty(record)


def count(clarion: Clarion, table: str, condition: str = "true") -> int:
    found: int = rows(clarion, f"SELECT count(*)::int FROM {table} WHERE {condition}")[0][0]  # noqa: S608 - of our tables
    return found


def left_of(clarion: Clarion, one: Kept) -> Iterator[str]:
    """Where a table still names person 1, or holds their words."""
    rule = one.erase
    if rule is None:
        return
    for column in (rule.row, *rule.unlink):
        if column and count(clarion, one.table, f"{column} = {PERSON}"):
            yield f"{one.table}.{column}"
    if not rule.stays:
        for column in one.purposes:
            if count(clarion, one.table, f"{column} IS NOT NULL"):
                yield f"{one.table}.{column}"


def test_the_filling_reaches_every_table_and_every_sealed_column(full: Clarion) -> None:
    assert [t.name for t in Base.metadata.sorted_tables if not count(full, t.name)] == []
    for one in tables().values():
        for column in one.purposes:
            assert count(full, one.table, f"{column} IS NOT NULL"), (one.table, column)


def test_erasing_leaves_nothing_of_a_person_in_any_table(full: Clarion) -> None:
    before = [found for one in tables().values() for found in left_of(full, one)]
    assert len(before) > 45
    erasing.erase(full, PERSON)
    assert [found for one in tables().values() for found in left_of(full, one)] == []
    assert count(full, "contact", f"id = {OTHER}") == 1
    assert count(full, "report", "kind = 'aired' AND credit_id IS NULL") == 1
    assert count(full, "dj", f"contact_id = {OTHER} AND recruited_by IS NULL") == 1
    assert count(full, "to_seal") == count(full, "import_file") == 0
    assert count(full, "message") == 1  # its SID is known for ever


def test_time_takes_what_the_table_says_and_nothing_else(full: Clarion) -> None:
    before = {t.name: count(full, t.name) for t in Base.metadata.sorted_tables}
    retention.purge(full)
    for one in tables().values():
        rule, now = one.purge, count(full, one.table)
        if rule is not None and rule.goes_with:
            assert now == 0, one.table
            continue
        old = f"{rule.by} IS NOT NULL" if rule else "false"
        if rule is None or not rule.row:
            is_mark = one.table == "mark"  # says how far forgetting has come
            assert now == before[one.table] + is_mark, one.table
        else:
            assert count(full, one.table, old) == 0, one.table
        for column in rule.empty if rule else ():
            assert count(full, one.table, f"{column} IS NOT NULL") == 0, (one.table, column)


def test_what_is_young_stays(full: Clarion) -> None:
    early = replace(full, clock=SetClock(NOON - timedelta(days=15)))
    before = {t.name: count(full, t.name) for t in Base.metadata.sorted_tables}
    retention.purge(early)
    after = {t.name: count(full, t.name) for t in Base.metadata.sorted_tables}
    assert after == before | {"mark": after["mark"]}
    for one in tables().values():
        for column in one.purposes:
            assert count(full, one.table, f"{column} IS NOT NULL"), (one.table, column)
