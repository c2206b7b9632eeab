"""Counts in sentences: "1 person", "1,204 people"."""

from __future__ import annotations


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun, and whatever else of the sentence bends with it."""
    return f"{number:,} {one if number == 1 else many}"
