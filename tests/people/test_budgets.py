"""Budgets of texts that one person's doings send to others: by whom, to whom, of which kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.people import budgets
from tests.factories import add_person, rows


def few(clarion: Clarion, **more: object) -> Clarion:
    return replace(clarion, settings=clarion.settings.model_copy(update=more))


def causes(clarion: Clarion, kind: str, by: int | None, to: int | None, times: int) -> list[bool]:
    with clarion.record.transaction() as connection:
        return [budgets.may_cause(clarion, connection, kind, by=by, to=to) for _ in range(times)]


def test_one_person_causes_so_many_a_day_and_organizers_are_told_once(clarion: Clarion) -> None:
    ana, line = add_person(clarion, "+13125550199"), few(clarion, caused_by_one=4)
    assert causes(line, "recruit_news", ana, None, 7) == [True] * 4 + [False] * 3
    assert causes(line, "recruit_news", ana + 1, None, 1) == [True]
    told = rows(line, "SELECT object_id FROM audit WHERE detail ->> 'whom' = 'caused'")
    assert told == [(ana,)]
    tomorrow = replace(line, clock=SetClock(line.clock.now() + timedelta(hours=25)))
    assert causes(tomorrow, "recruit_news", ana, None, 1) == [True]


@pytest.mark.parametrize(
    ("changes", "kinds", "sent"),
    [
        ({"caused_kinds": {"a": 2, "b": 9}}, "aaab", [True, True, False, True]),
        ({"caused_to_one": 3, "caused_kinds": {"a": 2}}, "abba", [True, True, True, False]),
        ({"caused_to_one": 2}, "abc", [True, True, False]),
    ],
)
def test_one_person_gets_so_many_of_a_kind_and_of_all(
    clarion: Clarion, changes: dict[str, object], kinds: str, sent: list[bool]
) -> None:
    line = few(clarion, **changes)
    found = [causes(line, kind, by, 7, 1)[0] for by, kind in enumerate(kinds, 100)]
    assert found == sent
    assert causes(line, kinds[0], 100, 8, 1) == [True]  # somebody else


def test_what_is_told_once_is_told_again_after_its_time(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        assert budgets.is_first(clarion, connection, "fire")
        assert not budgets.is_first(clarion, connection, "fire")
        assert budgets.is_first(clarion, connection, "flood")
    later = replace(clarion, clock=SetClock(clarion.clock.now() + timedelta(hours=26)))
    with later.record.transaction() as connection:
        assert budgets.is_first(later, connection, "fire")
