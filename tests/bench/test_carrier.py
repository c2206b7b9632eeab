"""The cheap carrier counts and tells a web in signed callbacks; posts are made when due."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode

from bench.carrier import carrier, counts_of
from bench.load import Signed
from bench.open_loop import post_steadily
from bot.carrier.signature import is_signed
from tests.crowd import until

TOKEN = "made-up-token"
BASE = "https://bench.clarion.test"


@contextmanager
def web(answer: Callable[[str, str, dict[str, str]], int]) -> Iterator[int]:
    """A web that answers (path, signature, form) with a status; its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = {name: values[0] for name, values in parse_qs(body).items()}
            status = answer(self.path, self.headers["X-Twilio-Signature"], fields)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _send(url: str, message_id: int) -> None:
    form = {
        "To": "+13125550142",
        "Body": "Call now & again",
        "StatusCallback": f"{BASE}/twilio/status/{message_id}",
    }
    address, data = f"{url}/Messages.json", urlencode(form).encode()
    urllib.request.urlopen(address, data, timeout=10).close()  # noqa: S310 - a carrier of ours


def test_every_text_is_told_of_twice_and_signed() -> None:
    told: list[tuple[str, str]] = []

    def take(path: str, signature: str, fields: dict[str, str]) -> int:
        if not is_signed([TOKEN], BASE + path, fields, signature):
            return 403
        told.append((path, fields["MessageStatus"]))
        return 204

    with web(take) as port, carrier(callbacks_to=port, token=TOKEN) as url:
        for message_id in (7, 8):
            _send(url, message_id)
        until(lambda: counts_of(url).answered == 4)
        counts = counts_of(url)
    assert sorted(told) == [
        (f"/twilio/status/{message_id}", status)
        for message_id in (7, 8)
        for status in ("delivered", "sent")
    ]
    assert (counts.taken, counts.due, counts.wrong, counts.open) == (2, 4, 0, 0)
    assert counts.lag_ms > 0


def test_callback_that_is_refused_is_counted_as_wrong() -> None:
    with web(lambda *_: 403) as port, carrier(callbacks_to=port, token=TOKEN) as url:
        _send(url, 7)
        until(lambda: counts_of(url).wrong == 2)
        assert counts_of(url).answered == 0


def test_texts_are_counted_anew_when_asked() -> None:
    with carrier() as url:
        _send(url, 1)
        assert counts_of(url, is_anew=True).taken == 1
        assert counts_of(url).taken == 0
        for message_id in (2, 3):
            _send(url, message_id)
        counts = counts_of(url)
    assert counts.taken == 2
    assert 0 < counts.seconds < 10


def test_no_post_waits_for_the_answer_of_another() -> None:
    """The web answers nobody before all have come: a client that waits would get none."""
    everyone = threading.Barrier(11)

    def take(*_: object) -> int:
        everyone.wait(60)
        return 204

    with web(take) as port:
        load = post_steadily(port, "/", [Signed("s", f"n={n}") for n in range(11)], 1000)
    assert (load.requests, load.wrong) == (11, 0)


def test_wrong_answers_are_counted() -> None:
    with web(lambda _path, _signature, fields: 204 if fields["n"] == "1" else 500) as port:
        load = post_steadily(port, "/", [Signed("s", f"n={n}") for n in range(3)], 1000)
    assert (load.requests, load.wrong) == (3, 2)
