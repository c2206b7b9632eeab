"""An app on few threads behind an event loop: what it is told of a request, and how it answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from bot.imports.files import MAX_BYTES
from bot.web.off_threads import Budget, OffThreads
from bot.web.serving import BUDGETS

SCOPE: dict[str, Any] = {
    "type": "http",
    "method": "POST",
    "path": "/caf\u00e9",
    "query_string": b"q=1",
    "scheme": "http",
    "http_version": "1.1",
    "server": ("h", 8000),
    "client": ("10.0.0.9", 5),
    "headers": [],
}


def ask(app: Any, *messages: dict[str, Any], headers: Any = (), seconds: float = 5) -> list[Any]:
    """What is sent back for a request that comes in these pieces."""
    waiting = list(messages) or [{"type": "http.request", "body": b""}]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.sleep(60)
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    served = OffThreads(app, 2, {"": Budget(bytes=1000, seconds=seconds)})
    asyncio.run(served({**SCOPE, "headers": list(headers)}, receive, send))
    return sent


def echo(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
    start("200 OK", [("X-A", "1"), ("Set-Cookie", "a"), ("Set-Cookie", "b")])
    seen = {k: v for k, v in environ.items() if k.isupper()}
    yield repr((seen, environ["wsgi.input"].read(), threading.current_thread().name)).encode()


def seen_by_app(*messages: dict[str, Any], headers: Any = ()) -> tuple[dict[str, str], bytes, str]:
    sent = ask(echo, *messages, headers=headers)
    found: tuple[dict[str, str], bytes, str] = eval(sent[1]["body"])  # noqa: S307 - our own repr
    return found


def test_app_sees_the_whole_request_from_a_thread() -> None:
    environ, body, thread = seen_by_app(
        {"type": "http.request", "body": b"one", "more_body": True},
        {"type": "http.request", "body": b"two"},
        headers=[(b"content-type", b"text/plain"), (b"host", b"example.org")],
    )
    assert (body, environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"]) == (
        b"onetwo", "6", "text/plain",
    )  # fmt: skip
    assert environ["HTTP_HOST"] == "example.org"
    assert environ["PATH_INFO"] == "/caf\u00c3\u00a9"  # PEP 3333: bytes as latin-1
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"]) == ("q=1", "10.0.0.9")
    assert thread.startswith("web")


def test_cookies_are_joined_as_cookies_and_underscores_are_no_hyphens() -> None:
    environ, _, _ = seen_by_app(
        headers=[
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"x-forwarded-for", b"10.1.1.1"),
            (b"x_forwarded_for", b"6.6.6.6"),
        ]
    )
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "10.1.1.1"


def test_headers_come_back_in_their_order() -> None:
    [start, *_] = ask(echo)
    assert start["status"] == 200
    assert start["headers"] == [(b"x-a", b"1"), (b"set-cookie", b"a"), (b"set-cookie", b"b")]


@pytest.mark.parametrize(
    ("messages", "headers", "status"),
    [
        ([], [(b"content-length", b"1001")], 413),
        ([{"type": "http.request", "body": b"x" * 600, "more_body": True}] * 2, [], 413),
        ([{"type": "http.request", "body": b"x", "more_body": True}], [], 408),
    ],
)
def test_what_is_over_its_budget_never_reaches_the_app(
    messages: list[dict[str, Any]], headers: Any, status: int
) -> None:
    def app(environ: object, start: object) -> list[bytes]:
        raise AssertionError("the app was asked")

    sent = ask(app, *messages, headers=headers, seconds=0.2)
    assert sent[0]["status"] == status


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

    sent = ask(app)
    assert sum(len(m.get("body", b"")) for m in sent) == 1_000_000
    assert len(sent) == 4  # its head, two pieces, the rest
    assert sent[-1].get("more_body") is None
    assert closed == [True]


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
