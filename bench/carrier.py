"""A carrier that costs next to nothing, so that the sender is what is measured.

`python -m bench.carrier --latency-ms 100` prints its address and answers every POST with 201 and a
message of Twilio's size, after the latency. One process, a bare protocol: about 20,000 a second.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

_ANSWER = {
    "account_sid": "AC" + "0" * 32, "api_version": "2010-04-01", "body": "x" * 120,
    "date_created": "Tue, 24 Nov 2026 12:00:00 +0000", "date_sent": None,
    "date_updated": "Tue, 24 Nov 2026 12:00:00 +0000", "direction": "outbound-api",
    "error_code": None, "error_message": None, "from": "+12025550100",
    "messaging_service_sid": None, "num_media": "0", "num_segments": "1", "price": None,
    "price_unit": "USD", "sid": "SID", "status": "queued",
    "subresource_uris": {"media": "/2010-04-01/Accounts/AC/Messages/SM/Media.json"},
    "to": "+13125550142", "uri": "/2010-04-01/Accounts/AC/Messages/SM.json",
}  # fmt: skip


class _Carrier(asyncio.Protocol):
    """Just enough HTTP: requests with Content-Length, one after the other on a connection."""

    taken = 0
    latency_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server's
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            at = self._buffer.lower().find(b"content-length:", 0, head)
            length = int(self._buffer[at + 15 : self._buffer.find(b"\r\n", at)]) if at > 0 else 0
            end = head + 4 + length
            if len(self._buffer) < end:
                return
            self._buffer = self._buffer[end:]
            _Carrier.taken += 1
            answer = _HEAD + _BODY.replace(b'"SID"', b'"SM%032x"' % _Carrier.taken)
            if self.latency_s:
                asyncio.get_running_loop().call_later(self.latency_s, self._write, answer)
            else:
                self._transport.write(answer)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


_BODY = json.dumps(_ANSWER).encode()
_HEAD = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    % len(_BODY.replace(b'"SID"', b'"SM%032x"' % 0))
)


async def _serve(latency_ms: float) -> None:
    _Carrier.latency_s = latency_ms / 1000
    server = await asyncio.get_running_loop().create_server(_Carrier, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


@contextmanager
def carrier(latency_ms: float = 0.0) -> Iterator[str]:
    """The address of a carrier of one's own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.carrier", "--latency-ms", str(latency_ms)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None  # noqa: S101 - asked for
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@click.command()
@click.option("--latency-ms", default=0.0)
def main(latency_ms: float) -> None:
    """Answer until killed."""
    asyncio.run(_serve(latency_ms))


if __name__ == "__main__":
    main()
