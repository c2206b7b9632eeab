"""Requests are read before a thread is spent on them, so that slow senders hold none.

The web's views are WSGI and block a thread each (Flask, PostgreSQL). A server that hands a
request on once its head is there lets two dozen connections that send a byte now and then stop
everything. Here an event loop takes the whole body, within a budget of bytes and seconds; then
the app runs on one of few threads, which gives its answer to granian and is free: who reads slowly
holds none either. The interface is granian's own (RSGI,
https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md): a body is one wait and
an answer none, where ASGI takes two and goes back over the event loop, for 60 µs of CPU more.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from itertools import chain
from typing import Any

import structlog

from bot.web.rsgi import Exchange, Headers, Scope
from bot.web.shared_answers import Kept, SharedAnswers

log = structlog.get_logger()

_PIECE = 256 * 1024  # bytes of an answer that are taken from the app at once
# Where an end of line or a fold could make two headers of one, or one of two.
_JOINED = {"HTTP_COOKIE": "; "}
_EVERYBODYS = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_PROTO"})


@dataclass(frozen=True, slots=True)
class Budget:
    """What a request's body may take: bytes, and seconds from its head to its end."""

    bytes: int
    seconds: float


class OffThreads:
    """An RSGI app that serves a WSGI app on `threads` threads, as the module says.

    `budgets` are by the start of the path, the longest that fits; "" is everybody else's. `shared`
    are answers that are the same for everybody: they take a thread once for all who ask.
    """

    def __init__(
        self, app: Any, threads: int, budgets: Mapping[str, Budget], shared: SharedAnswers
    ) -> None:
        self._app = app
        self._shared = shared
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._budgets = dict(sorted(budgets.items(), key=lambda one: -len(one[0])))

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        path = scope.path
        key = self._shared.key_of(scope)
        if key:
            await self._shared.answer(key, scope, exchange, lambda: self._make(scope))
            return
        budget = next(b for start, b in self._budgets.items() if path.startswith(start))
        try:
            async with asyncio.timeout(budget.seconds):
                body = await _read(scope, exchange, budget.bytes)
        except TimeoutError:
            log.warning("a request's body took too long", path=path)
            _refuse(exchange, HTTPStatus.REQUEST_TIMEOUT)
            return
        if body is None:
            _refuse(exchange, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        loop = asyncio.get_running_loop()
        over = loop.create_future()
        self._threads.submit(self._answer, scope, body, exchange, over)
        await over  # or granian takes the request for one that was not answered

    async def _make(self, scope: Scope) -> Kept:
        """What the app answers to somebody who asks for an address and is nobody in particular."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _whole, self._app, _as_anybody(scope))

    def _answer(
        self, scope: Scope, body: bytes, exchange: Exchange, over: asyncio.Future[None]
    ) -> None:
        """Run the app and answer, on a thread; then say so on the event loop."""
        loop = over.get_loop()
        try:
            _run(self._app, _environ(scope, body), exchange, loop)
        except BaseException as error:
            loop.call_soon_threadsafe(over.set_exception, error)
        else:
            loop.call_soon_threadsafe(over.set_result, None)


class _Start:
    """What the app says first: its status and headers."""

    status = 500
    headers: Headers = ()

    def __call__(
        self, status: str, headers: Headers, _error: Any = None
    ) -> Callable[[bytes], object]:
        self.status = int(status.split(" ", 1)[0])
        self.headers = headers
        return lambda _chunk: None  # Flask returns its answers


def _run(
    app: Any, environ: dict[str, Any], exchange: Exchange, loop: asyncio.AbstractEventLoop
) -> None:
    start = _Start()
    made = app(environ, start)
    try:
        pieces = _pieces(made)
        first, second = next(pieces, b""), next(pieces, None)
        if second is None:
            exchange.response_bytes(start.status, start.headers, first)
            return
        stream = exchange.response_stream(start.status, start.headers)
        for piece in chain([first, second], pieces):
            asyncio.run_coroutine_threadsafe(_send(stream, piece), loop).result()
    finally:
        getattr(made, "close", lambda: None)()


def _whole(app: Any, environ: dict[str, Any]) -> Kept:
    """The whole answer of the app, on a thread."""
    start = _Start()
    made = app(environ, start)
    try:
        body = b"".join(made)
    finally:
        getattr(made, "close", lambda: None)()
    headers = tuple((name.lower(), value) for name, value in start.headers)
    return Kept(start.status, headers, body, time.monotonic())


async def _send(stream: Any, piece: bytes) -> None:
    await stream.send_bytes(piece)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of an answer, put together to pieces of about `_PIECE`."""
    found: list[bytes] = []
    size = 0
    for chunk in chunks:
        found.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            yield b"".join(found)
            found, size = [], 0
    if found:
        yield b"".join(found)


async def _read(scope: Scope, exchange: Exchange, most: int) -> bytes | None:
    """The body; None where it is longer than `most` bytes, or its sender left."""
    headers = scope.headers
    if "transfer-encoding" in headers:
        return await _read_chunks(exchange, most)
    said = headers.get("content-length", "0")
    if not said.isdigit() or int(said) > most:
        return None
    if said == "0":
        return b""
    try:
        return await exchange()  # no longer than it says: the server reads no further
    except RuntimeError:  # its sender left; granian's errors are of this kind
        return None


async def _read_chunks(exchange: Exchange, most: int) -> bytes | None:
    body = bytearray()
    async for chunk in exchange:
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """PEP 3333's view of the request. Headers with "_" are left out, since "X_Forwarded_For" would
    read as "X-Forwarded-For"; the body's length is what has come."""
    server, client = scope.server.rpartition(":"), scope.client.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8").decode("latin-1"),
        "SERVER_NAME": server[0].strip("[]"),
        "SERVER_PORT": server[2],
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client[0].strip("[]"),
        "REMOTE_PORT": client[2],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, text in scope.headers.items():
        if "_" in name:
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        environ[key] = f"{environ[key]}{_JOINED.get(key, ',')}{text}" if key in environ else text
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    if content_type := environ.pop("HTTP_CONTENT_TYPE", None):
        environ["CONTENT_TYPE"] = content_type
    said = environ.pop("HTTP_CONTENT_LENGTH", "")
    environ["CONTENT_LENGTH"] = str(len(body)) if said or body else ""
    return environ


def _as_anybody(scope: Scope) -> dict[str, Any]:
    """A request's view without what is its sender's own: cookies, language, what they have."""
    environ = _environ(scope, b"")
    own = [key for key in environ if key.startswith("HTTP_") and key not in _EVERYBODYS]
    for key in own:
        del environ[key]
    return environ | {"REQUEST_METHOD": "GET"}


def _refuse(exchange: Exchange, status: HTTPStatus) -> None:
    headers = [("content-type", "text/plain"), ("connection", "close")]
    exchange.response_bytes(int(status), headers, status.phrase.encode("ascii"))
