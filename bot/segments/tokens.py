"""A segment's line cut into tokens: words, marks and what stands in quotation marks.

Organizers paste from phones, mails and Spanish keyboards, so every kind of quotation mark and of
blank is known, and a few ways to write the same mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import InputError
from bot.sentences import say

MAX_LENGTH = 4000

# Marks that people write for another.
_SAME: Mapping[str, str] = {
    "==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "=<": "<=", "≥": ">=", "=>": ">=",
}  # fmt: skip
_BLANK = r"[\s\u200b-\u200f\u2060\ufeff]"
# A word may hold an apostrophe (o'brien); a quotation begins where a word could.
_TOKEN = re.compile(
    rf"""{_BLANK}*(?:
    (?P<string>"[^"]*"|“[^”]*”|«[^»]*»|‘[^’]*’|'[^']*'|[“”„"][^“”„"]*[“”"])
    |(?P<mark>==|!=|<>|<=|>=|=<|=>|[=<>≠≤≥(),])
    |(?P<word>(?![‘’'])(?:(?!{_BLANK})[^"“”„«»=<>≠≤≥!(),]|!(?!=))+)
    )""",
    re.VERBOSE,
)
_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a segment. `text` is without its quotation marks, `at` where it begins."""

    text: str
    at: int
    is_string: bool = False
    is_mark: bool = False

    @property
    def folded(self) -> str:
        """For comparing with words of the language; empty for what was quoted."""
        return "" if self.is_string else self.text.lower()


def split(text: str) -> list[Token]:
    """Every token of a segment, in order.

    Raises: InputError for a quotation mark without its partner, and for characters that no
    database keeps.
    """
    bad = _UNKEEPABLE.search(text)
    if bad is not None:
        raise InputError(
            say(
                "The segment holds a character that cannot be kept: %(place)s",
                place=show(text, bad.start()),
            ),
            "segment",
        )
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            if re.fullmatch(f"{_BLANK}*", text[at:]):
                break
            raise InputError(
                say("A quotation mark has no partner: %(place)s", place=show(text, at)), "segment"
            )
        tokens.append(_token(found))
        at = found.end()
    return tokens


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup or ""
    text, at = found[kind], found.start(kind)
    if kind == "string":
        return Token(text[1:-1], at, is_string=True)
    if kind == "mark":
        return Token(_SAME.get(text, text), at, is_mark=True)
    return Token(text, at)


def show(text: str, at: int) -> str:
    """The place in the text, marked with an arrow."""
    before = text[max(0, at - 20) : at]
    after = text[at : at + 20]
    return "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in f"{before}→{after}"
    )
