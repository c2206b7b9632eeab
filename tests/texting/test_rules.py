"""The rules of texting say where they are from and when they were read; old ones are found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.campaign import texting_hours
from bot.config import Settings
from bot.texting import rules


def test_every_row_names_sources_that_are_there() -> None:
    house = texting_hours.house()
    rows = {"default", "federal", *house["states"]}
    assert rules.read().rows_from.keys() == rows
    named = {name for names in rules.read().rows_from.values() for name in names}
    assert named | set(house["caps"]["rows_from"]) == house["sources"].keys()
    for source in house["sources"].values():
        assert source["name"]


def test_caps_of_the_settings_keep_to_the_strictest_state() -> None:
    assert Settings.model_fields["most_a_day"].default == rules.read().least_cap


def test_a_review_over_a_year_ago_is_found() -> None:
    known = rules.read()
    assert rules.fault(known.reviewed_on + rules.LASTS, 3) is None
    found = rules.fault(known.reviewed_on + rules.LASTS + timedelta(days=1), 3)
    assert found is not None
    assert "over a year ago" in found[0]


@pytest.mark.parametrize(("most", "is_well"), [(1, True), (3, True), (4, False), (100, False)])
def test_a_cap_beyond_a_states_is_found(most: int, is_well: bool) -> None:
    found = rules.fault(rules.read().reviewed_on, most)
    assert (found is None) is is_well
    if found is not None:
        assert "FL" in found[0]
