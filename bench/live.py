"""The public counter under a crowd: answers a second, what one costs, and looks at the record.

A ledger of 100,000 reports by 5,000 people in fifty cities lies in the record, and grows by ten
calls a second while a crowd asks over 64 kept-alive connections, half of it with the tag it has.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from bench.inbound import environment_of
from bench.load import Load, in_own_process
from bench.servers import database
from bench.table import Row
from bench.web_server import WebServer, serve
from bot.services import start_valkey

CONNECTIONS = 64
REPORTS = 100_000
LEAST = 1_000  # answers a second on two cores
_OURS = 1  # transactions of asking how many there were
_PARTS = ("/live.json", "/live/moving", "/live.png?lang=es")


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure. Raises: RuntimeError when an answer was not the one asked for."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        record = stack.enter_context(database())
        valkey = start_valkey(folder)
        stack.callback(valkey.stop)
        fill(record)
        # No sentence is understood here: the web is up sooner.
        environment = environment_of(folder, record, valkey.url)
        environment["CLARION_UNDERSTANDING"] = "built_in"
        server = stack.enter_context(serve("app:served", environment))
        rows = [row for path in _PARTS for row in _of(server, record, path, rounds, seconds)]
        page = _load(server, "/live", seconds)
    return [*rows, Row("/live, the page itself", page.rate, "answers/s")]


def _of(server: WebServer, record: str, path: str, rounds: int, seconds: float) -> list[Row]:
    _load(server, path, 0.5)  # both processes know it
    loads, cpu, looks = [], server.cpu_s(), _transactions(record)
    began = time.monotonic()
    with growing(record) as added:
        for _ in range(rounds):
            loads.append(_load(server, path, seconds))
    spent_s = time.monotonic() - began
    rate = statistics.median(load.rate for load in loads)
    p99 = statistics.median(load.p99_ms for load in loads)
    per_answer = (server.cpu_s() - cpu) / sum(load.requests for load in loads) * 1e6
    found = [
        Row(path, rate, "answers/s", target=f"≥ {LEAST:,}", ok=rate >= LEAST),
        Row(f"{path} p99", p99, "ms"),
        Row(f"{path} CPU", per_answer, "µs/answer"),
    ]
    if path == _PARTS[0]:
        asked = (_transactions(record) - looks - added() - _OURS) / spent_s
        found.append(Row("looks at the record", asked, "a second", target="≤ 1", ok=asked <= 1))
    return found


def fill(database_url: str) -> None:
    """Reports by people of fifty cities."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO contact (id, code, city, state, zip, created_at) OVERRIDING SYSTEM VALUE"
            " SELECT i, 'C' || i, 'City ' || i % 50, (ARRAY['IL','CA','TX','NY','AZ'])[1 + i % 5],"
            " '60608', now() FROM generate_series(1, 5000) i"
        )
        connection.execute(
            "INSERT INTO report (contact_id, kind, count, at, state, confidence, created_at)"
            " SELECT 1 + i %% 5000, 'called', 1, now() - i * interval '5 seconds',"
            " (ARRAY['IL','CA','TX','NY','AZ'])[1 + i %% 5],"
            " CASE WHEN i %% 4 = 0 THEN 'measured' ELSE 'said' END, now()"
            " FROM generate_series(1, %s) i",
            [REPORTS],
        )
        connection.execute("ANALYZE report, contact")


@contextmanager
def growing(database_url: str) -> Iterator[Callable[[], int]]:
    """Ten calls a second; says how many transactions that was."""
    over, count = threading.Event(), [0]

    def grow() -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            while not over.wait(0.1):
                connection.execute("INSERT INTO report (contact_id, kind) VALUES (1, 'called')")
                count[0] += 1

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        yield lambda: count[0]
    finally:
        over.set()
        thread.join()


def _transactions(database_url: str) -> int:
    """Transactions of this database so far, this one and its connection's among them."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    return int(row[0]) if row else 0


def _load(server: WebServer, path: str, seconds: float) -> Load:
    load = in_own_process(_client, server.port, path, CONNECTIONS, seconds)
    if load.wrong:
        raise RuntimeError(f"{load.wrong} of {load.requests} answers from {path} were wrong")
    return load


def _client(pipe: object, port: int, path: str, connections: int, seconds: float) -> None:
    result = asyncio.run(_drive(port, path, connections, seconds))
    pipe.send(json.dumps(result))  # type: ignore[attr-defined]  # multiprocessing's Connection


async def _drive(port: int, path: str, connections: int, seconds: float) -> dict[str, float]:
    plain = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    times: list[float] = []
    wrong = 0
    until = time.perf_counter() + seconds

    async def one(is_known: bool) -> None:
        nonlocal wrong
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        request = plain
        while time.perf_counter() < until:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            status = int(head[9:12])
            if status != 304 and length:
                await reader.readexactly(int(length[1]))
            wrong += status not in (200, 304)
            times.append(time.perf_counter() - began)
            tag = re.search(rb"etag: (\S+)", head, re.IGNORECASE)
            if is_known and tag:
                request = plain[:-2] + b"If-None-Match: " + tag[1] + b"\r\n\r\n"
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one(number % 2 == 0) for number in range(connections)))
    spent = time.perf_counter() - began
    times.sort()
    return {
        "rate": len(times) / spent,
        "requests": len(times),
        "p50": times[len(times) // 2] * 1000,
        "p99": times[int(len(times) * 0.99)] * 1000,
        "wrong": wrong,
    }
