"""Every column of the real schema has a place in the table of what is kept, and keeps to it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from bot.store.kept import Kept, tables
from bot.store.people.merging import LEFT, MOVES
from bot.store.sealing import Purpose

_COLUMNS = (
    "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
    " JOIN information_schema.tables t USING (table_schema, table_name)"
    " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
    " AND c.table_name <> 'alembic_version'"
)


# A hash of our own words; what a passkey is known by, and what its signatures are checked with.
_PLAIN_BYTES = {"words_hash", "credential_id", "public_key"}


@pytest.fixture
def schema(record: str) -> Iterator[dict[tuple[str, str], str]]:
    """(table, column) → type, of a record at the newest schema."""
    with psycopg.connect(record) as connection:
        yield {(table, name): kind for table, name, kind in connection.execute(_COLUMNS)}


def test_every_column_has_a_place(schema: dict[tuple[str, str], str]) -> None:
    told = {(name, column) for name, one in tables().items() for column in one.columns}
    assert sorted(schema.keys() - told) == [], "say in bot/store/tables/kept.yaml what it may hold"
    assert sorted(told - schema.keys()) == [], "kept.yaml speaks of columns that are not there"


def test_what_is_sealed_is_bytes_and_what_is_bytes_is_sealed(
    schema: dict[tuple[str, str], str],
) -> None:
    for (table, column), kind in schema.items():
        what = tables()[table].columns[column]
        assert (what == "sealed") == column.endswith("_sealed"), (table, column)
        if what == "sealed":
            assert kind == "bytea", (table, column)
        elif kind == "bytea":
            assert what == "digest" or column in _PLAIN_BYTES, (table, column)


def test_no_column_has_two_places() -> None:
    assert {name: one.clashes for name, one in tables().items() if one.clashes} == {}


def test_every_purpose_of_a_column_seals_one_that_is_told() -> None:
    used = {purpose for one in tables().values() for purpose in one.purposes.values()}
    elsewhere = {Purpose.WEBHOOK_ARGS}  # inside timer.args, as text
    assert set(Purpose) - used - elsewhere == set()


def test_whatever_points_at_a_person_is_told_what_erasing_does() -> None:
    """`MOVES` and `LEFT` of a merge name every column that points at a contact."""
    missing = []
    for table, column in {*MOVES, *LEFT}:
        erase = tables()[table].erase
        if erase is None or column not in (erase.row, erase.of, *erase.unlink):
            missing.append((table, column))
    assert sorted(missing) == []


def test_rules_speak_of_columns_that_are_there(schema: dict[tuple[str, str], str]) -> None:
    for name, one in tables().items():
        for column in _named(one):
            assert (name, column) in schema, (name, column)
        assert one.erase is None or not one.erase.goes_with or one.erase.goes_with in tables()


def _named(one: Kept) -> Iterator[str]:
    if one.erase:
        yield from filter(None, (one.erase.row, one.erase.of, *one.erase.unlink, *one.erase.empty))
    if one.purge:
        yield from filter(None, (one.purge.by, *one.purge.empty))


def test_words_of_people_that_are_kept_as_long_as_texts_are_purged() -> None:
    """A table that is kept as long as texts says how its rows, or what is sealed in it, go."""
    for name, one in tables().items():
        if one.term != "texts":
            continue
        assert one.purge is not None, name
        assert one.purge.row or set(one.purposes) <= set(one.purge.empty), name
