"""`clarion doctor --leaks` on a live system: what it plants it finds where it stands open, and
takes away."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clarion import Clarion
from bot.config import Settings
from bot.conversations import misunderstood
from bot.privacy import leaks
from bot.store import leaks as rows_of
from tests.beginnings import tables_with_rows
from tests.factories import make_clarion, rows

FLOWS = Path(__file__).parents[2] / "flows"


@pytest.fixture
def live(settings: Settings, record: str, redis_url: str) -> Clarion:
    return make_clarion(settings, FLOWS)


def test_nothing_is_found_and_nothing_is_left(live: Clarion, record: str, tmp_path: Path) -> None:
    log = tmp_path / "clarion.log"
    log.write_text('{"event": "request"}\n')
    with live.record.transaction() as connection:
        before = {name: _count(live, name) for name in rows_of.columns(connection)}
    looked = leaks.look(live, [log])
    assert looked.leaks == ()
    assert (looked.words, looked.tables) == (4, len(before))
    assert {name for name in before if _count(live, name) != before[name]} <= {"data_key"}
    assert tables_with_rows(record) in ([], ["data_key"])


def test_what_can_be_read_is_named(
    live: Clarion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = misunderstood.keep

    def careless(exchange: object, *given: object) -> None:
        """Keeps the words as they are, where nobody thinks of them."""
        keep(exchange, *given)  # type: ignore[arg-type]
        words = exchange.heard  # type: ignore[attr-defined]
        (live.settings.data_dir / "notes.txt").write_text(words)
        exchange.connection.execute(  # type: ignore[attr-defined]
            "UPDATE contact SET source = %s WHERE id = %s",
            [words, exchange.taken.contact_id],  # type: ignore[attr-defined]
        )

    live.settings.data_dir.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(misunderstood, "keep", careless)
    found = {(leak.word, leak.where) for leak in leaks.look(live).leaks}
    assert found == {("no word of ours", "contact.source"), ("no word of ours", "notes.txt")}
    assert rows(live, "SELECT 1 FROM contact") == []


def _count(clarion: Clarion, table: str) -> int:
    found: int = rows(clarion, f"SELECT count(*)::int FROM {table}")[0][0]  # noqa: S608 - of our tables
    return found
