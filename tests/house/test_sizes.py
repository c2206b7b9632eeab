"""The size check finds what is too large and lets the rest be."""

from __future__ import annotations

import pytest

from tests.house.sizes import faults

NESTED = """
def f(rows):
    for row in rows:
        if row:
            with row:
                {}
"""


def test_a_long_file_and_a_long_function_are_named() -> None:
    long = "def f():\n" + "    x = 1\n" * 310
    assert [line.partition(": ")[2].split()[0] for line in faults("a.py", long)] == ["311", "f"]


@pytest.mark.parametrize(
    ("inner", "is_found"),
    [
        ("pass", False),
        ("return [one for one in row if one]", False),
        ("while row: pass", True),
        ("def g():\n                    if row: pass", False),
    ],
)
def test_blocks_are_counted_and_functions_within_are_not(inner: str, is_found: bool) -> None:
    assert bool(list(faults("a.py", NESTED.format(inner)))) is is_found


def test_an_elif_is_no_deeper_than_its_if() -> None:
    ways = "def f(x):\n    if x == 0: pass\n" + "    elif x == 1: pass\n" * 5
    assert not list(faults("a.py", ways))
