"""Connections that send a byte now and then, to hold what answers others."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

HEADS = {
    "body": "POST /twilio/sms HTTP/1.1\r\nHost: h\r\nContent-Length: 90000\r\n\r\nB",
    "chunks": "POST /console/sign-in HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    "1\r\na\r\n",
    "head": "GET /healthz HTTP/1.1\r\nHo",
}


@contextmanager
def dripping(port: int, head: str, count: int) -> Iterator[Callable[[], None]]:
    """So many connections to a port of loopback that have sent this much; each call of what is
    given sends another byte on all that are still open."""
    with ExitStack() as stack:
        drips = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            for _ in range(count)
        ]
        for one in drips:
            one.sendall(head.encode())

        def drip() -> None:
            for one in drips:
                with suppress(OSError):  # hung up on
                    one.sendall(b"1")

        yield drip
