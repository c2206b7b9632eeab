"""A carrier that costs next to nothing, so that the sender is what is measured.

`python -m bench.carrier --latency-ms 100` prints its address and answers every POST with 201 and a
message of Twilio's size, after the latency. One process, a bare protocol: about 20,000 a second.
With `--callbacks-to PORT --token T` it also says what became of each text, signed as Twilio signs
it, to a web on that port of this machine. Every GET is answered with its counts.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import click

from bench.load import Signed, request_of
from bench.open_loop import OpenLoop, percentile_ms

# What is told of every text, and how many seconds after it was taken.
CALLBACKS = ((0.2, "sent"), (1.0, "delivered"))

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


@dataclass(frozen=True, slots=True)
class Counts:
    """What a carrier did. `seconds` lie between the first and the last text it took.

    Callbacks: `due` is how many were posted or wait for their turn; `answered` those that were
    taken with a 2xx, `wrong` those that were not; `lag_ms` the p99 from due to answer.
    """

    taken: int
    seconds: float
    due: int = 0
    answered: int = 0
    wrong: int = 0
    lag_ms: float = 0.0

    @property
    def open(self) -> int:
        """Callbacks that are due and not answered."""
        return self.due - self.answered - self.wrong


class Callbacks:
    """Tells a web on a port of this machine what became of texts."""

    def __init__(self, port: int, token: str) -> None:
        # Imported here: a carrier without callbacks starts without the bot's own adapter.
        from bot.carrier.signature import sign

        self._sign, self._token = sign, token
        self.loop = OpenLoop(port)

    def promise(self, form: bytes, sid: str) -> None:
        """Post every callback of this text when its time comes."""
        fields = {name: values[0] for name, values in parse_qs(form.decode()).items()}
        for after_s, status in CALLBACKS:
            asyncio.get_running_loop().call_later(after_s, self._post, fields, sid, status)

    def _post(self, text: dict[str, str], sid: str, status: str) -> None:
        url = text["StatusCallback"]
        fields = {
            "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "From": "+12025550100",
            "MessageSid": sid, "MessageStatus": status, "SmsSid": sid, "SmsStatus": status,
            "To": text["To"],
        }  # fmt: skip
        form = Signed(self._sign(self._token, url, fields), urlencode(fields))
        self.loop.post(request_of(urlsplit(url).path, form))


class _Carrier(asyncio.Protocol):
    """Just enough HTTP: requests with Content-Length, one after the other on a connection."""

    taken = counted_from = 0
    first_at = last_at = 0.0
    latency_s = 0.0
    callbacks: Callbacks | None = None

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
            if self._buffer.startswith(b"GET"):
                self._transport.write(_counted(self._buffer.startswith(b"GET /anew")))
                self._buffer = self._buffer[end:]
                continue
            form, self._buffer = self._buffer[head + 4 : end], self._buffer[end:]
            answer = self._take(form)
            if self.latency_s:
                asyncio.get_running_loop().call_later(self.latency_s, self._write, answer)
            else:
                self._transport.write(answer)

    def _take(self, form: bytes) -> bytes:
        """Count a text and answer it."""
        _Carrier.taken += 1
        _Carrier.last_at = time.perf_counter()
        _Carrier.first_at = _Carrier.first_at or _Carrier.last_at
        if self.callbacks is not None:
            self.callbacks.promise(form, f"SM{_Carrier.taken:032x}")
        return _HEAD + _BODY.replace(b'"SID"', b'"SM%032x"' % _Carrier.taken)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


_BODY = json.dumps(_ANSWER).encode()
_HEAD = (
    b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    % len(_BODY.replace(b'"SID"', b'"SM%032x"' % 0))
)


def _counted(is_anew: bool) -> bytes:
    counts = Counts(
        _Carrier.taken - _Carrier.counted_from, max(0.0, _Carrier.last_at - _Carrier.first_at)
    )
    if is_anew:
        _Carrier.counted_from, _Carrier.first_at = _Carrier.taken, 0.0
    if _Carrier.callbacks is not None:
        loop = _Carrier.callbacks.loop
        lag_ms = percentile_ms(loop.seconds, 0.99)
        counts = Counts(
            counts.taken, counts.seconds, loop.due, len(loop.seconds), loop.wrong, lag_ms
        )
    body = json.dumps(asdict(counts)).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


async def _serve(latency_ms: float, callbacks_to: int, token: str) -> None:
    _Carrier.latency_s = latency_ms / 1000
    if callbacks_to:
        _Carrier.callbacks = Callbacks(callbacks_to, token)
    server = await asyncio.get_running_loop().create_server(_Carrier, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    if _Carrier.callbacks is None:
        await server.serve_forever()
    else:
        await asyncio.gather(server.serve_forever(), _Carrier.callbacks.loop.run())


@contextmanager
def carrier(latency_ms: float = 0.0, callbacks_to: int = 0, token: str = "") -> Iterator[str]:
    """The address of a carrier of one's own; `callbacks_to` is a web's port, 0 for none."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.carrier", "--latency-ms", str(latency_ms),
         "--callbacks-to", str(callbacks_to), "--token", token],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None  # noqa: S101 - asked for
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def counts_of(url: str, is_anew: bool = False) -> Counts:
    """What the carrier at this address did; with `is_anew`, texts are counted from now on."""
    address = f"{url}/anew" if is_anew else url
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - a carrier of ours
        return Counts(**json.load(answer))


@click.command()
@click.option("--latency-ms", default=0.0)
@click.option("--callbacks-to", default=0)
@click.option("--token", default="")
def main(latency_ms: float, callbacks_to: int, token: str) -> None:
    """Answer until killed."""
    asyncio.run(_serve(latency_ms, callbacks_to, token))


if __name__ == "__main__":
    main()
