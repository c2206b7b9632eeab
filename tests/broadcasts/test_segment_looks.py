"""A quick look at a long list says what it estimates, and how far off it may be."""

from __future__ import annotations

import pytest

from bot.broadcasts import segment_looks
from bot.clarion import Clarion


@pytest.fixture
def long_list(clarion: Clarion, monkeypatch: pytest.MonkeyPatch) -> Clarion:
    """400 people, one in four of whom reads Spanish; looked at as if they were a million."""
    with clarion.record.transaction() as connection:
        connection.execute("TRUNCATE contact CASCADE")
        connection.execute(
            "WITH made AS (INSERT INTO contact (code, lang, state, opted_in_at)"
            " SELECT 'Q' || n, CASE WHEN n % 4 = 0 THEN 'es' ELSE 'en' END,"
            " CASE WHEN n % 2 = 0 THEN 'IL' END, now() FROM generate_series(1, 400) n"
            " RETURNING id)"
            " INSERT INTO address (contact_id, channel, value_sealed, digest, reach)"
            " SELECT id, 'sms', '', int8send(id), 'mobile' FROM made"
        )
        connection.execute("UPDATE contact SET tags = '{rare}' WHERE code IN ('Q4', 'Q8')")
    with clarion.record.alone() as alone:
        alone.execute("ANALYZE contact")
    monkeypatch.setattr(segment_looks, "LONG", 100)
    monkeypatch.setattr(segment_looks, "DRAWN", 80)
    return clarion


def test_many_are_estimated_within_the_margin_that_is_told(long_list: Clarion) -> None:
    found = segment_looks.look(long_list, "lang = es", is_quick=True)
    assert found.is_about
    assert found.drawn == 80
    assert found.fewest <= 100 <= found.most
    assert 0 < found.margin < 60
    assert sum(found.by_lang.values()) == pytest.approx(found.reachable, abs=5)
    assert len(found.sample) == 10
    assert {one.lang for one in found.sample} == {"es"}


def test_the_same_look_gives_the_same_figure(long_list: Clarion) -> None:
    first = segment_looks.look(long_list, "state = IL", is_quick=True)
    assert segment_looks.look(long_list, "state = IL", is_quick=True) == first


def test_few_are_counted_all(long_list: Clarion) -> None:
    found = segment_looks.look(long_list, "tag = rare", is_quick=True)
    assert (found.total, found.reachable, found.is_about, found.margin) == (2, 2, False, 0)
    assert len(found.sample) == 2


def test_everybody_is_counted_when_asked(long_list: Clarion) -> None:
    found = segment_looks.look(long_list, "lang = es")
    assert (found.reachable, found.is_about) == (100, False)


def test_what_nobody_drawn_is_in_may_still_be_some(
    long_list: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_looks.estimates, "find_few", lambda *_: None)
    found = segment_looks.look(long_list, "lang = es and not lang = es", is_quick=True)
    assert (found.reachable, found.fewest, found.most) == (0, 0, 15)


def test_look_that_takes_too_long_is_estimated(
    long_list: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    with long_list.record.transaction() as connection:
        assert (
            segment_looks.estimates.find_few(connection, "pg_sleep(5) IS NOT NULL", {}, 1000, 50)
            is None
        )
        assert connection.execute("SHOW statement_timeout").fetchone() == ("0",)
    monkeypatch.setattr(segment_looks, "LONG", 1_000_000)
    assert not segment_looks.look(long_list, "all", is_quick=True).is_about
