"""Requests are read before a thread is spent on them, so that slow senders hold none.

The web's views are WSGI and block a thread each (Flask, PostgreSQL). A server that hands a
request on once its head is there lets two dozen connections that send a byte now and then stop
everything. Here an event loop takes the whole body, within a budget of bytes and seconds; then
the app runs on one of few threads, which is free again when it has answered: who reads slowly
holds none either. (a2wsgi, the kept way from one to the other, reads from the thread.)
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Any

import structlog

log = structlog.get_logger()

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_PIECE = 256 * 1024  # bytes of an answer that are taken from the app at once
# Where an end of line or a fold could make two headers of one, or one of two.
_JOINED = {"COOKIE": "; "}


@dataclass(frozen=True, slots=True)
class Budget:
    """What a request's body may take: bytes, and seconds from its head to its end."""

    bytes: int
    seconds: float


class OffThreads:
    """An ASGI app that serves a WSGI app on `threads` threads, as the module says.

    `budgets` are by the start of the path, the longest that fits; "" is everybody else's.
    """

    def __init__(self, app: Any, threads: int, budgets: Mapping[str, Budget]) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._budgets = dict(sorted(budgets.items(), key=lambda one: -len(one[0])))

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        budget = next(b for start, b in self._budgets.items() if scope["path"].startswith(start))
        if _declared(scope) > budget.bytes:
            await _refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        try:
            async with asyncio.timeout(budget.seconds):
                body = await _read(receive, budget.bytes)
        except TimeoutError:
            log.warning("a request's body took too long", path=scope["path"])
            await _refuse(send, HTTPStatus.REQUEST_TIMEOUT)
            return
        if body is None:
            await _refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        await self._answer(_environ(scope, body), send)

    async def _answer(self, environ: dict[str, Any], send: Send) -> None:
        loop = asyncio.get_running_loop()
        answer = _Answer(self._app, environ)
        piece = await loop.run_in_executor(self._threads, answer.begin)
        try:
            await send({
                "type": "http.response.start", "status": answer.status, "headers": answer.headers,
            })  # fmt: skip
            while not answer.is_over:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await loop.run_in_executor(self._threads, answer.go_on)
            await send({"type": "http.response.body", "body": piece})
        finally:
            if not answer.is_over:  # who asked has gone
                await loop.run_in_executor(self._threads, answer.close)


class _Answer:
    """What the app answers, a piece at a time. Its methods run on the threads."""

    def __init__(self, app: Any, environ: dict[str, Any]) -> None:
        self._app = app
        self._environ = environ
        self._rest: Iterator[bytes] = iter(())
        self._made: Any = None
        self.status = 500
        self.headers: Headers = []
        self.is_over = False

    def begin(self) -> bytes:
        """Run the app; the first piece."""
        self._made = self._app(self._environ, self._start)
        self._rest = iter(self._made)
        return self.go_on()

    def go_on(self) -> bytes:
        """The next piece."""
        found: list[bytes] = []
        size = 0
        for chunk in self._rest:
            found.append(chunk)
            size += len(chunk)
            if size >= _PIECE:
                return b"".join(found)
        self.close()
        return b"".join(found)

    def close(self) -> None:
        """The app has answered, or nobody listens any more."""
        self.is_over = True
        getattr(self._made, "close", lambda: None)()

    def _start(
        self, status: str, headers: Sequence[tuple[str, str]], _error: Any = None
    ) -> Callable[[bytes], object]:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        return lambda _chunk: None  # Flask returns its answers


async def _read(receive: Receive, most: int) -> BytesIO | None:
    """The body, at its beginning; None where it is longer than `most` bytes or its sender left."""
    body = BytesIO()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body.write(message.get("body", b""))
        if body.tell() > most:
            return None
        if not message.get("more_body", False):
            body.seek(0)
            return body


def _declared(scope: Message) -> int:
    """The length a request says it has; 0 where it says none, or nonsense."""
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(said) if said.isdigit() else 0


def _environ(scope: Message, body: BytesIO) -> dict[str, Any]:
    """PEP 3333's view of the request. Headers with "_" are left out, since "X_Forwarded_For" would
    read as "X-Forwarded-For"; the body's length is what has come."""
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{_JOINED.get(name, ',')}{text}" if key in environ else text
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = environ.pop("HTTP_CONTENT_LENGTH", "")
    if environ["CONTENT_LENGTH"] or body.getbuffer().nbytes:
        environ["CONTENT_LENGTH"] = str(body.getbuffer().nbytes)
    return environ


async def _refuse(send: Send, status: HTTPStatus) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": status.phrase.encode("ascii")})


async def _live(receive: Receive, send: Send) -> None:
    """Nothing is to be done when the server begins and ends."""
    for _ in range(2):
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
