"""No spreadsheet runs what somebody wrote."""

from __future__ import annotations

import pytest

from bot.cells import inert

_CALL = 'HYPERLINK("https://evil.example")'


@pytest.mark.parametrize(
    "cell",
    [
        *(f"{sign}{_CALL}" for sign in "=+-@"),
        *(f"{sign}{_CALL}" for sign in "\uff1d\uff0b\uff0d\uff20"),  # full width
        *(f"{hidden}={_CALL}" for hidden in "\t\r\n\0 \u00a0\u200b\u3000\ufeff"),
        "\ufe66" + _CALL,  # a small equals sign
        "\t",
    ],
)
def test_what_a_spreadsheet_may_take_for_a_formula_is_text(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ana", "a = b", "¡Sí!", "'quoted", "(202) 555-0100", "💥"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert inert(cell) == cell
