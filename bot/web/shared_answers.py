"""Answers that are the same for everybody, given by the event loop itself.

A crowd that watches the counter would else hold every thread of a process, each to make the same
answer. Here one of them makes it, on a thread, and the others get what it made for a second; while
a fresh one is being made they get the one before. Only addresses that are named are kept, and of an
answer only what is public, sets no cookie and was right.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from bot.web.rsgi import Exchange, Headers, Scope

FRESH_S = 1.0
_STALE_S = 10.0  # an answer older than this is no answer: who asks waits for a fresh one
_METHODS = ("GET", "HEAD")
# A request with one of these asks for something of its own, or has a body to be read.
_OWN = ("range", "if-modified-since", "content-length", "transfer-encoding")
_OF_A_BODY = ("content-length", "content-type")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was made, its headers' names in lower case, and when (monotonic)."""

    status: int
    headers: Headers
    body: bytes
    made_at: float

    @property
    def is_for_all(self) -> bool:
        """Whether it may be given to others."""
        named = dict(self.headers)
        is_public = "public" in named.get("cache-control", "")
        return self.status == 200 and is_public and "set-cookie" not in named

    @property
    def tag(self) -> str:
        """By what it is known again; empty for none."""
        return next((value for name, value in self.headers if name == "etag"), "")


class SharedAnswers:
    """Answers by their address. `addresses` names the paths, and for each the values that a
    parameter of the query may have; any other query is left to the app."""

    def __init__(self, addresses: Mapping[str, Mapping[str, frozenset[str]]]) -> None:
        self._addresses = addresses
        self._kept: dict[str, Kept] = {}
        self._making: dict[str, asyncio.Task[Kept]] = {}

    def key_of(self, scope: Scope) -> str:
        """Under what a request's answer is kept; "" where it is not shared."""
        path = scope.path
        allowed = self._addresses.get(path)
        if allowed is None or scope.method not in _METHODS:
            return ""
        headers = scope.headers
        if any(name in headers for name in _OWN):
            return ""
        if not scope.query_string:
            return path
        said = parse_qsl(scope.query_string, keep_blank_values=True)
        if len(said) > len(allowed) or len(dict(said)) != len(said):
            return ""
        if any(value not in allowed.get(name, ()) for name, value in said):
            return ""
        return f"{path}?{sorted(said)}"

    async def answer(
        self, key: str, scope: Scope, exchange: Exchange, make: Callable[[], Awaitable[Kept]]
    ) -> None:
        """Answer from what is kept, or from what `make` makes."""
        kept = self._kept.get(key)
        age_s = time.monotonic() - kept.made_at if kept is not None else _STALE_S
        if kept is None or age_s >= FRESH_S:
            making = self._making.get(key)
            if making is None:
                making = asyncio.ensure_future(self._make(key, make))
                self._making[key] = making
            if kept is None or age_s >= _STALE_S:
                kept = await asyncio.shield(making)
        _answer(kept, scope, exchange)

    async def _make(self, key: str, make: Callable[[], Awaitable[Kept]]) -> Kept:
        try:
            made = await make()
            if made.is_for_all:
                self._kept[key] = made
            else:
                self._kept.pop(key, None)
            return made
        finally:
            self._making.pop(key, None)


def _answer(kept: Kept, scope: Scope, exchange: Exchange) -> None:
    asked, tag = scope.headers.get("if-none-match", ""), kept.tag
    if tag and asked and (asked == "*" or tag in [one.strip() for one in asked.split(",")]):
        headers = [one for one in kept.headers if one[0] not in _OF_A_BODY]
        exchange.response_bytes(304, headers, b"")
    elif scope.method == "HEAD":
        exchange.response_bytes(kept.status, kept.headers, b"")
    else:
        exchange.response_bytes(kept.status, kept.headers, kept.body)
