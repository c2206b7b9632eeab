"""The audit is only ever added to, and a chain proves it."""

from __future__ import annotations

import threading

import psycopg
import pytest

from bot.clarion import Clarion
from bot.errors import Conflict, InputError
from bot.organizers import audit
from tests.factories import rows


def note(clarion: Clarion, count: int = 3) -> None:
    for n in range(count):
        audit.note(clarion, "asked why", "contact", n + 1, 1)


@pytest.fixture
def noted(clarion: Clarion) -> Clarion:
    note(clarion)
    audit.chain(clarion)
    return clarion


@pytest.mark.parametrize("table", ["audit", "audit_link"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE",
        "UPDATE {} SET {} = {} WHERE {} = 1",
    ],
)  # fmt: skip
def test_the_record_refuses_to_rewrite_it(noted: Clarion, table: str, statement: str) -> None:
    key = "id" if table == "audit" else "n"
    column = "act" if table == "audit" else "hash"
    with (
        pytest.raises(psycopg.errors.CheckViolation, match="only ever added to"),
        noted.record.transaction() as connection,
    ):
        connection.execute(statement.format(table, column, column, key).encode())
    assert audit.verify(noted).wrong == []


def past_the_triggers(clarion: Clarion, statement: str) -> None:
    """What somebody does who owns the whole server."""
    with psycopg.connect(clarion.settings.database_url.get_secret_value()) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("UPDATE audit SET organizer_id = 2 WHERE id = 2", [2]),
        ("UPDATE audit SET at = at - interval '1 hour' WHERE id = 1", [1]),
        ("UPDATE audit SET detail = '{\"x\": 1}' WHERE id = 3", [3]),
        ("DELETE FROM audit WHERE id = 2", [2]),
        ("DELETE FROM audit WHERE id = 2; DELETE FROM audit_link WHERE audit_id = 2", [3]),
        ("UPDATE audit_link SET hash = sha256('x') WHERE n = 1", [1, 2]),
    ],
)
def test_whoever_gets_round_it_is_found_out(
    noted: Clarion, statement: str, wrong: list[int]
) -> None:
    past_the_triggers(noted, statement)
    assert audit.verify(noted).wrong == wrong


def test_an_end_that_was_cut_off_is_found_by_a_link_seen_before(noted: Clarion) -> None:
    seen = audit.verify(noted).newest
    assert seen.startswith("3:")
    past_the_triggers(noted, "DELETE FROM audit_link WHERE n = 3; DELETE FROM audit WHERE id = 3")
    assert audit.verify(noted).wrong == []
    with pytest.raises(Conflict, match="cut off or written anew"):
        audit.verify(noted, seen)
    for bad in ("3", "x:1", ":", "9" * 30 + ":a"):
        with pytest.raises(InputError):
            audit.verify(noted, bad)


def test_what_came_since_is_chained_and_the_old_link_still_holds(noted: Clarion) -> None:
    seen = audit.verify(noted).newest
    note(noted, 4)
    found = audit.verify(noted, seen)
    assert (found.lines, found.wrong) == (7, [])
    assert found.newest.startswith("7:")


def test_lines_written_and_chained_by_many_at_once_are_one_chain(clarion: Clarion) -> None:
    def work() -> None:
        for _ in range(10):
            note(clarion, 1)
            audit.chain(clarion)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = audit.verify(clarion)
    assert (found.lines, found.wrong) == (60, [])


def test_a_line_that_commits_behind_newer_ones_is_chained_too(clarion: Clarion) -> None:
    url = clarion.settings.database_url.get_secret_value()
    with psycopg.connect(url) as slow:
        slow.execute("INSERT INTO audit (act, object, at) VALUES ('asked why', 'contact', now())")
        note(clarion)
        assert audit.chain(clarion) == 3
    assert audit.chain(clarion) == 1
    assert audit.verify(clarion).wrong == []
    assert rows(clarion, "SELECT audit_id FROM audit_link ORDER BY n DESC LIMIT 1") == [(1,)]
