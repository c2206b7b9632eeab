"""A bot that writes down every webhook and answers as a test tells it to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

from tests.simulator_process import AUTH_TOKEN


@dataclass(frozen=True)
class Hit:
    """One request the bot got."""

    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]
    is_signed: bool


@dataclass(frozen=True)
class Says:
    """What the bot answers at a path. `drop` closes the connection instead."""

    body: str = "<Response/>"
    status: int = 200
    content_type: str = "text/xml"
    wait_for: threading.Event | None = None
    drop: bool = False


class RecordingBot:
    """An HTTP server on a free port, in threads."""

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self._says: dict[str, Says | Callable[[Hit], Says]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Give the port back."""
        self._server.shutdown()
        self._server.server_close()

    def forget(self) -> None:
        """No hits, and every path answers with nothing to say."""
        self.hits.clear()
        self._says.clear()

    def says(self, path: str, body: str = "<Response/>", **more: object) -> None:
        """Answer this at a path from now on."""
        self._says[path] = Says(body, **more)  # type: ignore[arg-type]  # the fields of Says

    def does(self, path: str, answer: Callable[[Hit], Says]) -> None:
        """Answer at a path as a function says."""
        self._says[path] = answer

    def at(self, path: str) -> list[Hit]:
        """The hits at a path, in order."""
        return [hit for hit in self.hits if urlsplit(hit.path).path == path]

    def wait_for(self, path: str, count: int = 1, within_s: float = 60) -> list[Hit]:
        """The hits at a path once there are `count`. Raises AssertionError when too late."""
        deadline = time.monotonic() + within_s
        while len(found := self.at(path)) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} hits at {path}"
            time.sleep(0.01)
        return found

    def answer(self, hit: Hit) -> Says:
        """What to say to a hit, which is written down."""
        self.hits.append(hit)
        says = self._says.get(urlsplit(hit.path).path, Says())
        return says if isinstance(says, Says) else says(hit)


def _handler(bot: RecordingBot) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._reply(dict(parse_qsl(text, keep_blank_values=True)))

        def do_GET(self) -> None:
            self._reply({})

        def _reply(self, fields: dict[str, str]) -> None:
            signature = self.headers.get("X-Twilio-Signature", "")
            validator = RequestValidator(AUTH_TOKEN)
            is_signed = validator.validate(bot.url + self.path, fields, signature)
            headers = dict(self.headers.items())
            if self.command == "GET":
                fields = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
            says = bot.answer(Hit(self.command, self.path, fields, headers, is_signed))
            if says.wait_for is not None:
                says.wait_for.wait(20)
            if says.drop:
                self.close_connection = True
                return
            data = says.body.encode()
            self.send_response(says.status)
            self.send_header("Content-Type", says.content_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
