"""Splits in the record: one row a person and step, and counts that add up."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.conversations.carrying_out import carry_out
from bot.engine import SplitTaken, Turn
from bot.people.saving import save
from bot.people.splits import Way, list_splits
from bot.store.people import erasure
from tests.factories import exchange_with


def _take(clarion: Clarion, contact_id: int, branch: str) -> None:
    with exchange_with(clarion, contact_id) as exchange:
        carry_out(exchange, Turn(None, (SplitTaken("coin/toss", branch),)))
        save(exchange, is_reply=False, via="api")


def test_which_way_each_person_went_is_kept(clarion: Clarion) -> None:
    for contact_id, branch in ((1, "heads"), (3, "tails"), (1, "heads")):
        _take(clarion, contact_id, branch)
    ways = list_splits(clarion)["coin", "toss"]
    assert ways == [Way("heads", 0.0, 1), Way("tails", 0.0, 1)]
    _take(clarion, 1, "tails")  # the shares were changed in between
    assert list_splits(clarion)["coin", "toss"] == [Way("tails", 0.0, 2)]


def test_erasing_somebody_takes_their_splits(clarion: Clarion) -> None:
    _take(clarion, 1, "heads")
    with clarion.record.transaction() as connection:
        erasure.erase(connection, 1, clarion.clock.now())
    assert list_splits(clarion) == {}
