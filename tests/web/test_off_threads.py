"""An app on few threads behind an event loop: what it is told of a request, and how it answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from bot.imports.files import MAX_BYTES
from bot.web.off_threads import Budget, OffThreads
from bot.web.serving import BUDGETS
from bot.web.shared_answers import SharedAnswers

_NO_LENGTH = [("transfer-encoding", "chunked")]


class Headers:
    """A request's headers as granian holds them: lower case, some twice."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def items(self) -> list[tuple[str, str]]:
        return self._pairs

    def get(self, name: str, default: str) -> str:
        return dict(self._pairs).get(name, default)

    def __contains__(self, name: str) -> bool:
        return name in dict(self._pairs)


@dataclass
class Scope:
    headers: Headers
    method: str = "POST"
    path: str = "/caf\u00e9"
    query_string: str = "q=1"
    scheme: str = "http"
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "10.0.0.9:5"


@dataclass
class Stream:
    sent: list[bytes] = field(default_factory=list)

    async def send_bytes(self, data: bytes) -> None:
        self.sent.append(data)


@dataclass
class Exchange:
    """What granian hands over, with the pieces of a body; the last never comes if `is_stuck`."""

    pieces: list[bytes]
    is_stuck: bool = False
    status: int = 0
    headers: Any = ()
    body: bytes = b""
    stream: Stream | None = None

    async def __call__(self) -> bytes:
        return b"".join([piece async for piece in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece
        if self.is_stuck:
            await asyncio.sleep(60)

    def response_bytes(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def response_stream(self, status: int, headers: Any) -> Stream:
        self.status, self.headers, self.stream = status, headers, Stream()
        return self.stream


def ask(
    app: Any,
    *pieces: bytes,
    headers: list[tuple[str, str]] | None = None,
    seconds: float = 5,
    is_stuck: bool = False,
) -> Exchange:
    """What is answered to a request that comes in these pieces."""
    if headers is None:
        headers = []
    length = sum(map(len, pieces))
    if length and not {"content-length", "transfer-encoding"} & dict(headers).keys():
        headers = [*headers, ("content-length", str(length))]
    exchange = Exchange(list(pieces), is_stuck)
    served = OffThreads(app, 2, {"": Budget(bytes=1000, seconds=seconds)}, SharedAnswers({}))
    asyncio.run(served.__rsgi__(Scope(Headers(headers)), exchange))
    return exchange


def echo(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
    start("200 OK", [("X-A", "1"), ("Set-Cookie", "a"), ("Set-Cookie", "b")])
    seen = {k: v for k, v in environ.items() if k.isupper()}
    yield repr((seen, environ["wsgi.input"].read(), threading.current_thread().name)).encode()


def seen_by_app(
    *pieces: bytes, headers: list[tuple[str, str]]
) -> tuple[dict[str, str], bytes, str]:
    answer = ask(echo, *pieces, headers=headers)
    found: tuple[dict[str, str], bytes, str] = eval(answer.body)  # noqa: S307 - our own repr
    return found


@pytest.mark.parametrize("length", [[("content-length", "6")], _NO_LENGTH], ids=["whole", "chunks"])
def test_app_sees_the_whole_request_from_a_thread(length: list[tuple[str, str]]) -> None:
    headers = [("content-type", "text/plain"), ("host", "example.org"), *length]
    environ, body, thread = seen_by_app(b"one", b"two", headers=headers)
    assert (body, environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"]) == (
        b"onetwo", "6", "text/plain",
    )  # fmt: skip
    assert environ["HTTP_HOST"] == "example.org"
    assert environ["PATH_INFO"] == "/caf\u00c3\u00a9"  # PEP 3333: bytes as latin-1
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"]) == ("q=1", "10.0.0.9")
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")
    assert thread.startswith("web")


def test_cookies_are_joined_as_cookies_and_underscores_are_no_hyphens() -> None:
    environ, _, _ = seen_by_app(
        headers=[
            ("cookie", "a=1"),
            ("cookie", "b=2"),
            ("x-forwarded-for", "10.1.1.1"),
            ("x_forwarded_for", "6.6.6.6"),
        ]
    )
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.1.1.1"


def test_headers_come_back_in_their_order() -> None:
    answer = ask(echo)
    assert answer.status == 200
    assert answer.headers == [("X-A", "1"), ("Set-Cookie", "a"), ("Set-Cookie", "b")]


@pytest.mark.parametrize(
    ("pieces", "headers", "is_stuck", "status"),
    [
        ([], [("content-length", "1001")], False, 413),
        ([], [("content-length", "many")], False, 413),
        ([b"x" * 600] * 2, _NO_LENGTH, False, 413),
        ([b"x"], [("content-length", "2")], True, 408),
        ([b"x"], _NO_LENGTH, True, 408),
    ],
)
def test_what_is_over_its_budget_never_reaches_the_app(
    pieces: list[bytes], headers: list[tuple[str, str]], is_stuck: bool, status: int
) -> None:
    def app(environ: object, start: object) -> list[bytes]:
        raise AssertionError("the app was asked")

    answer = ask(app, *pieces, headers=headers, seconds=0.2, is_stuck=is_stuck)
    assert answer.status == status
    assert ("connection", "close") in answer.headers


def test_long_answer_comes_in_pieces_and_is_closed() -> None:
    closed = []

    class Long:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"x" * 200_000] * 5)

        def close(self) -> None:
            closed.append(True)

    def app(environ: object, start: Any) -> Long:
        start("200 OK", [])
        return Long()

    answer = ask(app)
    assert answer.stream is not None
    assert [len(piece) for piece in answer.stream.sent] == [400_000, 400_000, 200_000]
    assert closed == [True]


def test_what_the_app_raises_comes_back_to_the_server() -> None:
    def app(environ: object, start: object) -> list[bytes]:
        raise LookupError("not there")

    with pytest.raises(LookupError, match="not there"):  # granian answers 500 then
        ask(app)


def test_each_budget_is_of_a_path_that_is_there(app: Flask) -> None:
    rules = [
        rule.rule
        for one in (app, app.extensions["machines"])
        for rule in one.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    ]
    for start in BUDGETS:
        assert any(rule.startswith(start) for rule in rules), start
    assert BUDGETS["/console/lists"].bytes > MAX_BYTES
