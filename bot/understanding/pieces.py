"""Texts cut into pieces by which they are compared: words and the letters in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bot.understanding.samples import plain, without_accents


def pieces_of(text: str) -> Counter[str]:
    """The words of a text and their threes of letters, accents left out, with their number."""
    return Counter(_cut(without_accents(plain(text)).split()))


def _cut(words: list[str]) -> Iterator[str]:
    for word in words:
        yield f"={word}"
        around = f" {word} "
        yield from (around[i : i + 3] for i in range(len(around) - 2))


def words_of(text: str) -> Counter[str]:
    """Words and pairs of words of a plain text, accents left out."""
    words = without_accents(text).split()
    return Counter([f"={word}" for word in words] + [f"={a} {b}" for a, b in pairwise(words)])


def letters_of(text: str) -> Counter[str]:
    """Threes and fours of letters of its words, their ends marked by blanks."""
    return Counter(
        around[at : at + size]
        for around in (f" {word} " for word in without_accents(text).split())
        for size in (3, 4)
        for at in range(max(1, len(around) - size + 1))
    )
