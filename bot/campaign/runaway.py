"""Whether a regular expression can take very long: the patterns that organizers write.

Python's matching goes back over every way in which repeats can share a text. A repeat inside a
repeat has exponentially many ways; n repeats in a row that take the same letters have as many as
the text's length to the power of n. Answers are cut to 160 characters, so two are harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

MOST_IN_A_ROW = 2
_LONG = 10  # a repeat with fewer ways than this is none
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)
# Letters enough to tell whether two sets overlap.
_SAMPLE = [chr(code) for code in range(32, 127)] + list("\n\t áéíóúñüçßÑ¿¡")


def can_run_away(pattern: str) -> bool:
    """Whether matching could take more than the square of the text's length. Raises re.error."""
    parsed = _parser.parse(pattern, re.IGNORECASE)
    return _is_nested(parsed) or _row(list(_pieces(parsed))) > MOST_IN_A_ROW


def _is_nested(items: Any, inside: bool = False) -> bool:
    """Whether something inside a long repeat can be taken in several ways."""
    return any(_is_nested_at(code, value, inside) for code, value in items)


def _is_nested_at(code: Any, value: Any, inside: bool) -> bool:
    if code in _REPEATS:
        least, most, body = value
        is_long = int(most) - int(least) >= _LONG
        return (inside and most != least) or _is_nested(body, inside or is_long)
    if code is op.BRANCH:  # (a|ab)*: each round may choose anew
        return inside or any(_is_nested(branch) for branch in value[1])
    if code is op.SUBPATTERN:
        return _is_nested(value[-1], inside)
    return code in (op.ASSERT, op.ASSERT_NOT) and _is_nested(value[1], inside)


Piece = tuple[bool, frozenset[str]]  # whether it is a long repeat, and what it may take


def _pieces(items: Any) -> Iterator[Piece]:
    """What takes letters, in its order; the branches of a choice one after another."""
    for code, value in items:
        if code in _REPEATS:
            least, most, body = value
            taken: frozenset[str] = frozenset().union(*(piece[1] for piece in _pieces(body)))
            if int(most) - int(least) >= _LONG:
                yield True, taken
            elif least:
                yield from _pieces(body)
        elif code is op.BRANCH:
            for branch in value[1]:
                yield from _pieces(branch)
        elif code is op.SUBPATTERN:
            yield from _pieces(value[-1])
        elif code in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            yield False, _letters(code, value)


def _letters(code: Any, value: Any) -> frozenset[str]:
    matcher = re.compile(_written(code, value), re.IGNORECASE)
    return frozenset(letter for letter in _SAMPLE if matcher.fullmatch(letter))


def _written(code: Any, value: Any) -> str:
    if code is op.ANY:
        return "."
    if code is op.LITERAL:
        return re.escape(chr(value))
    if code is op.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    return "[" + "".join(_member(*one) for one in value) + "]"


def _member(code: Any, value: Any) -> str:
    if code is op.NEGATE:
        return "^"
    if code is op.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    if code is op.LITERAL:
        return re.escape(chr(value))
    return _CATEGORIES[value]


_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _row(pieces: Sequence[Piece]) -> int:
    """The most long repeats in a row that can share a text: nothing between them, or only what
    they can take too."""
    longest = 0
    for at, (is_repeat, taken) in enumerate(pieces):
        if not is_repeat:
            continue
        count = 1
        for other_repeats, other in pieces[at + 1 :]:
            if not taken & other:
                break
            count += other_repeats
        longest = max(longest, count)
    return longest
