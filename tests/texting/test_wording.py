"""A broadcast's texts: people whose texts are alike are counted as one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.campaign import load
from bot.engine import Campaign, Person
from bot.texting.wording import Wording

NOW = datetime(2026, 9, 21, 15, tzinfo=UTC)
PLACES = st.sampled_from([
    "{name}", "{name|first} x", "Hi[ {name}]! " + "x" * 140, "{name}" * 40, "🌱 {name|upper}{name}",
    "{name|title}\u0301", "{name} " + "x" * 60,
])  # fmt: skip
# GSM-7, foldable, neither, of two septets, of two units, joined, combining, composing, blanks.
NAMES = st.text(
    st.sampled_from("aeÑéáíÁÉ ãşłŽ’[^€👍🏽\u0301\u200d李가\u1100\u1161\n.-Ω"), max_size=12
)
PLAIN = st.text(st.sampled_from("abeéáÍ ãł"), max_size=60)


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load(Path("flows"))


@pytest.mark.parametrize("names", [NAMES, PLAIN])
def test_people_of_one_shape_get_as_many_parts(
    campaign: Campaign, names: st.SearchStrategy[str]
) -> None:
    met = 0

    @given(PLACES, st.lists(names, min_size=2, max_size=40))
    def alike(place: str, known: list[str]) -> None:
        nonlocal met
        wording = Wording(campaign, {"en": place}, NOW)
        by_shape: dict[tuple[str | None, ...], object] = {}
        for name in known:
            person = Person(1, "en", name)
            counted = wording.body("en", person).counted
            shape = wording.shape("en", person)
            met += shape in by_shape
            assert by_shape.setdefault(shape, (counted.count, counted.encoding)) == (
                counted.count, counted.encoding,
            ), (place, name)  # fmt: skip

    alike()
    assert met > 100  # it has compared something
