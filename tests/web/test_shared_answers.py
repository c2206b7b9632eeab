"""Answers for everybody: made once for a crowd, given again while fresh, never somebody's own."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from bot.web.off_threads import Budget, OffThreads
from bot.web.serving import SHARED
from bot.web.shared_answers import Kept, SharedAnswers
from tests.web.test_off_threads import Exchange, Headers, Scope

PUBLIC = (("cache-control", "public, max-age=2"), ("etag", '"a"'), ("content-length", "2"))


def scope(path: str = "/live.json", query: str = "", method: str = "GET", **headers: str) -> Scope:
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Scope(Headers(sent), method=method, path=path, query_string=query)


class Crowd:
    """Who asks: what they were sent, and how often an answer was made."""

    def __init__(self, status: int = 200, headers: Any = PUBLIC) -> None:
        self.shared = SharedAnswers(SHARED)
        self.made = 0
        self.sent: list[Exchange] = []
        self.status, self.headers = status, headers
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def make(self) -> Kept:
        self.made += 1
        await self.goes_on.wait()
        return Kept(self.status, self.headers, b"%d" % self.made, time.monotonic())

    async def ask(self, asked: Any) -> None:
        exchange = Exchange([])
        await self.shared.answer(self.shared.key_of(asked), asked, exchange, self.make)
        self.sent.append(exchange)

    @property
    def bodies(self) -> list[bytes]:
        return [one.body for one in self.sent]

    def grow_older(self, seconds: float) -> None:
        for key, kept in self.shared._kept.items():
            older = Kept(kept.status, kept.headers, kept.body, kept.made_at - seconds)
            self.shared._kept[key] = older


def test_a_crowd_at_once_is_one_answer() -> None:
    async def play() -> Crowd:
        crowd = Crowd()
        crowd.goes_on.clear()
        asking = [asyncio.ensure_future(crowd.ask(scope())) for _ in range(500)]
        await asyncio.sleep(0)
        crowd.goes_on.set()
        await asyncio.gather(*asking)
        await crowd.ask(scope())
        return crowd

    crowd = asyncio.run(play())
    assert crowd.made == 1
    assert crowd.bodies == [b"1"] * 501


def test_the_one_before_is_given_while_a_fresh_one_is_made() -> None:
    async def play() -> Crowd:
        crowd = Crowd()
        await crowd.ask(scope())
        crowd.grow_older(2)
        crowd.goes_on.clear()
        for _ in range(3):
            await crowd.ask(scope())  # nobody waits
        making = list(crowd.shared._making.values())
        crowd.goes_on.set()
        await asyncio.gather(*making)
        await crowd.ask(scope())
        crowd.grow_older(60)
        await crowd.ask(scope())  # too old for anybody: waited for
        return crowd

    crowd = asyncio.run(play())
    assert crowd.bodies == [b"1", b"1", b"1", b"1", b"2", b"3"]


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, [*PUBLIC, ("set-cookie", "a=1")]),
        (200, [("cache-control", "private")]),
        (200, []),
        (503, PUBLIC),
    ],
)
def test_what_is_somebody_s_own_or_wrong_is_made_anew(status: int, headers: Any) -> None:
    async def play() -> Crowd:
        crowd = Crowd(status, headers)
        for _ in range(3):
            await crowd.ask(scope())
        return crowd

    assert asyncio.run(play()).made == 3


def test_who_has_it_already_gets_nothing_again() -> None:
    async def play() -> Crowd:
        crowd = Crowd()
        for asked in ('"a"', 'W/"b", "a"', '"b"'):
            await crowd.ask(scope(if_none_match=asked))
        await crowd.ask(scope(method="HEAD"))
        return crowd

    crowd = asyncio.run(play())
    assert [one.status for one in crowd.sent] == [304, 304, 200, 200]
    assert crowd.bodies == [b"", b"", b"1", b""]


@pytest.mark.parametrize(
    ("asked", "is_shared"),
    [
        (scope(), True),
        (scope(query="lang=es"), False),  # the data has no language
        (scope("/live/moving", "lang=es"), True),
        (scope("/live/moving", "lang=xx"), False),
        (scope("/live/moving", "lang=es&lang=en"), False),
        (scope("/live/moving", "lang=es&x=1"), False),
        (scope("/live"), False),
        (scope("/console/"), False),
        (scope(method="POST"), False),
        (scope(range="bytes=0-1"), False),
        (scope(content_length="5"), False),
    ],
)
def test_only_what_is_named_is_shared(asked: Any, is_shared: bool) -> None:
    assert bool(SharedAnswers(SHARED).key_of(asked)) is is_shared


def test_the_app_is_asked_as_nobody_in_particular() -> None:
    seen: list[dict[str, Any]] = []
    asked = scope(cookie="session=1", accept_language="es", host="clarion.test", authorization="x")

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        seen.append(environ)
        start("200 OK", [("Cache-Control", "public, max-age=2"), ("X-A", "1")])
        return [b"x", b"y"]

    async def play() -> list[Exchange]:
        served = OffThreads(app, 1, {"": Budget(10, 1)}, SharedAnswers(SHARED))
        exchanges = [Exchange([], is_stuck=True) for _ in range(3)]  # no body is read
        for exchange in exchanges:
            await served.__rsgi__(asked, exchange)
        return exchanges

    answered = asyncio.run(play())
    assert len(seen) == 1
    assert {name for name in seen[0] if name.startswith("HTTP_")} == {"HTTP_HOST"}
    assert [(one.status, one.body) for one in answered] == [(200, b"xy")] * 3
