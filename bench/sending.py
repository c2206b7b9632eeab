"""One measured run of a sender, in a process of its own: `python -m bench.sending SIDE …`.

    ours    outbox.drain over a broadcast that is planned
    loop    a bare loop: claim 500, post them over aiohttp, record them, in plain tables
    rq      RQ's SimpleWorker with one job a message

Prints JSON: messages, seconds, cpu_s, rss_mb.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import aiohttp
import click
import psycopg

_BATCH = 500


@click.command()
@click.argument("side")
@click.option("--broadcast", default=0)
@click.option("--url", default="")
@click.option("--in-flight", default=100)
@click.option("--count", default=0)
def main(side: str, broadcast: int, url: str, in_flight: int, count: int) -> None:
    """Run one side once and print what it cost."""
    prepare = {"ours": _ours, "loop": _loop, "rq": _rq}[side]
    work = prepare(broadcast, url, in_flight, count)
    before, began = _cpu(), time.perf_counter()
    messages = work()
    seconds = time.perf_counter() - began
    print(json.dumps({"messages": messages, "seconds": seconds, "cpu_s": _cpu() - before,
                      "rss_mb": _peak_mb()}))  # fmt: skip


def _peak_mb() -> float:
    """The most memory this process had. `ru_maxrss` would count its parent's, from before exec."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmHWM:"))
            return int(line.split()[1]) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _ours(broadcast: int, _url: str, _in_flight: int, _count: int) -> Callable[[], int]:
    from bot.sending import outbox
    from workers.context import clarion as services

    clarion = services()
    return lambda: outbox.drain(clarion, broadcast, slice_s=3600).accepted


def _loop(_broadcast: int, url: str, in_flight: int, _count: int) -> Callable[[], int]:
    return lambda: asyncio.run(_bare(url, in_flight))


async def _bare(url: str, in_flight: int) -> int:
    """The least that any sender on PostgreSQL does: no gate, no seal, no pace, no fence."""
    headers = {"Authorization": "Basic eA==", "Content-Type": "application/x-www-form-urlencoded"}
    connector = aiohttp.TCPConnector(limit=in_flight)
    gate = asyncio.Semaphore(in_flight)
    sent = last = 0
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
            while rows := _claim_bare(connection, last):
                last = max(row[0] for row in rows)
                done = await asyncio.gather(*(_post_bare(session, gate, url, row) for row in rows))
                connection.execute(
                    "UPDATE bare b SET state = 2, sid = r.sid FROM unnest(%s::bigint[], %s::text[])"
                    " AS r(id, sid) WHERE b.id = r.id",
                    [[one[0] for one in done], [one[1] for one in done]],
                )
                connection.commit()
                sent += len(done)
    return sent


BareRow = tuple[int, str, str]  # id, recipient, body


def _claim_bare(connection: psycopg.Connection[BareRow], last: int) -> list[BareRow]:
    rows = connection.execute(
        "UPDATE bare SET state = 1 WHERE id IN (SELECT id FROM bare WHERE state = 0"
        " AND id > %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)"
        " RETURNING id, recipient, body",
        [last, _BATCH],
    ).fetchall()
    connection.commit()
    return rows


async def _post_bare(
    session: aiohttp.ClientSession, gate: asyncio.Semaphore, url: str, row: BareRow
) -> tuple[int, str]:
    async with gate:
        data = urlencode({"To": row[1], "From": "+12025550100", "Body": row[2]})
        async with session.post(url, data=data) as response:
            return row[0], json.loads(await response.read())["sid"]


def _rq(_broadcast: int, url: str, _in_flight: int, count: int) -> Callable[[], int]:
    from redis import Redis
    from rq import Queue, SimpleWorker
    from rq.serializers import JSONSerializer

    redis = Redis.from_url(os.environ["REDIS_URL"])
    queue = Queue("bench", connection=redis, serializer=JSONSerializer)
    for index in range(count):
        queue.enqueue_call("bench.sending.post_one", args=[url, index], result_ttl=0)

    def work() -> int:
        SimpleWorker([queue], connection=redis, serializer=JSONSerializer).work(
            burst=True, logging_level="ERROR"
        )
        return count

    return work


def post_one(url: str, index: int) -> None:
    """The job that the usual way has one of per message: a call of Twilio's own library."""
    if not _clients:
        from twilio.rest import Client

        client = Client("AC" + "0" * 32, "x")
        client.api.base_url = url
        _clients.append(client)
    _clients[0].messages.create(to=f"+1312{index:07d}", from_="+12025550100", body="Call now")


_clients: list[Any] = []

if __name__ == "__main__":
    sys.exit(main())
