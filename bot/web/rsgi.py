"""Granian's own interface (RSGI), as far as the web uses it.

https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

Headers = Sequence[tuple[str, str]]


class Scope(Protocol):
    """A request's head, as granian tells it."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str

    @property
    def headers(self) -> Any: ...


class Exchange(Protocol):
    """A request's body and the way its answer goes; to be answered once, from any thread."""

    def __call__(self) -> Coroutine[Any, Any, bytes]: ...

    def __aiter__(self) -> Any: ...

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...

    def response_stream(self, status: int, headers: Headers) -> Any: ...
