"""Counting parts, on the server and in the page alike."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.parts import Parts, count_parts
from tests.simulator.conftest import table


@pytest.mark.parametrize(
    "row", table("parts.yaml"), ids=lambda r: f"{r['text']}*{r.get('times', 1)}"
)
def test_parts_are_counted_as_carriers_do(row: dict[str, Any]) -> None:
    text = row["text"] * row.get("times", 1)
    assert count_parts(text) == Parts(row["parts"], row["encoding"])
