"""Where a reader of segments stands: the tokens before and behind it, and what is said of a wrong
one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from bot.errors import InputError
from bot.segments.tokens import Token, show
from bot.sentences import say


class Cursor:
    """A place among the tokens of a segment. Its errors show the place."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._next = 0

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _took(self, *words: str) -> bool:
        token = self._peek()
        if token is None or token.folded not in words:
            return False
        self._next += 1
        return True

    def _take(self, wanted: str) -> Token:
        token = self._peek()
        if token is None:
            self._fail(wanted)
        self._next += 1
        return token

    def _take_word(self, wanted: str) -> Token:
        """What is not a mark: a bracket or an equals sign is never a value."""
        token = self._take(wanted)
        if token.is_mark:
            self._fail_before(wanted)
        return token

    def _expect(self, *words: str) -> None:
        if not self._took(*words):
            self._fail(words[0])

    def _fail_before(self, wanted: str) -> NoReturn:
        """What was just taken is wrong."""
        self._next -= 1
        self._fail(wanted)

    def _fail(self, wanted: str) -> NoReturn:
        token = self._peek()
        if token is None:
            raise InputError(
                say("The segment ends too soon: %(wanted)s is missing.", wanted=wanted), "segment"
            )
        raise InputError(
            say(
                "Here: %(place)s should be %(wanted)s.",
                place=show(self._text, token.at),
                wanted=wanted,
            ),
            "segment",
        )
