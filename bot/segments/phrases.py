"""What organizers say in several words, as the condition it stands for.

not seen for 30 days      not last_seen < 30 days
never texted by us        never_texted
brought 3 friends         brought >= 3
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.segments import spoken
from bot.segments.tokens import Token

_SEEN = ("seen", "visto", "vista")
_FOR = ("for", "por", "en", "desde", "hace")
_NEVER = ("never", "nunca")
_TEXTED = ("texted", "contacted", "contactado", "contactada", "escrito")
_BY_US = (("by", "us"), ("por", "nosotros"), ("por", "nosotras"))
_BROUGHT = ("brought", "trajo")
_FRIENDS = ("friend", "friends", "amigo", "amiga", "amigos", "amigas", "persona", "personas")


def expand(tokens: Sequence[Token]) -> list[Token]:
    """Tokens with every phrase as its condition; each keeps its place in the text."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        taken, made = _phrase(tokens, at)
        found += made
        at += taken
    return found


def _phrase(tokens: Sequence[Token], at: int) -> tuple[int, list[Token]]:
    """How many tokens a phrase has here, and what they stand for; one that stands for itself."""
    token = tokens[at]
    words = [one.folded for one in tokens[at : at + 4]] + [""] * 4
    if words[0] in spoken.NOT and words[1] in _SEEN and words[2] in _FOR:
        more = 1 if words[3] in _FOR else 0  # desde hace 30 días
        return 3 + more, [token, *_words(tokens[at + 1], "last_seen", "<")]
    if words[0] in _NEVER and words[1] in _TEXTED:
        is_by_us = (words[2], words[3]) in _BY_US
        return (4 if is_by_us else 2), _words(token, "never_texted")
    if words[0] in _BROUGHT and words[1].isdecimal():
        return (3 if words[2] in _FRIENDS else 2), [*_words(token, "brought", ">="), tokens[at + 1]]
    return 1, [token]


def _words(token: Token, *words: str) -> list[Token]:
    return [Token(word, token.at, is_mark=not word[0].isalpha()) for word in words]
