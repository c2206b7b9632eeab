"""The page with the phones: its files, and the stream of what happens to them."""

from __future__ import annotations

import asyncio
import html
import json
import os
from pathlib import Path

from aiohttp import web

from bot.simulator.carrier import Carrier
from bot.simulator.ledger import NEW_MESSAGE, Entry, Kind
from bot.simulator.telling import tell_call, tell_message

_STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_LONGEST_REPLAY = 20_000
_KEEP_ALIVE_S = 15
# A grey dot of one pixel: what a sample picture looks like.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000"
    "008200817743b66b0000000049454e44ae426082"
)


class Page:
    """Serves the page and streams to it."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def routes(self) -> list[web.RouteDef]:
        """Where the page lives."""
        media = "/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{media}"
        return [
            web.get("/", self.index),
            web.get("/static/{name}", self.static),
            web.get("/simulator/events", self.events),
            web.get(media, self.picture),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page itself."""
        page = _file("index.html")
        first_day = os.environ.get("CLARION_PRACTICE_WEEK", "")
        if first_day and isinstance(page.body, bytes):
            page.body = page.body.replace(b'<nav class="tabs"', _practice(first_day), 1)
        return page

    async def static(self, request: web.Request) -> web.StreamResponse:
        """A script or style of the page."""
        return _file(request.match_info["name"])

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """A sample picture for any that a phone sent without a URL of its own."""
        return web.Response(body=_PIXEL, content_type="image/png")

    async def events(self, request: web.Request) -> web.StreamResponse:
        """What happens to the phones on the page, as server-sent events.

        A browser that comes back says the last event it had and gets those it missed; when they
        are too many, or the carrier was reset, it is told to load everything anew.
        """
        carrier = self._carrier
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        feed = _Feed(carrier)
        try:
            await response.write(_missed(carrier, request.headers.get("Last-Event-ID", "")))
            while not carrier.stopping.is_set():
                await response.write(await feed.next())
        except (ConnectionResetError, asyncio.CancelledError):
            return response
        finally:
            feed.close()
        return response


class _Feed:
    """Events for one browser, gathered as they come."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._ledger = carrier.ledger
        self._ready: asyncio.Queue[bytes] = asyncio.Queue()
        self._generation = carrier.generation
        self._ledger.listeners.append(self._hear)

    def close(self) -> None:
        """Stop listening."""
        self._ledger.listeners.remove(self._hear)

    async def next(self) -> bytes:
        """The next events, or a comment that keeps the line open."""
        try:
            first = await asyncio.wait_for(self._ready.get(), _KEEP_ALIVE_S)
        except TimeoutError:
            return b": still here\n\n"
        rest = [self._ready.get_nowait() for _ in range(self._ready.qsize())]
        return b"".join([first, *rest])

    def _hear(self, entry: Entry) -> None:
        if self._generation != self._carrier.generation:
            self._generation = self._carrier.generation
            self._ready.put_nowait(_event("reload", {}, 0))
        event = _tell(self._carrier, entry)
        if event is not None:
            self._ready.put_nowait(event)


def _missed(carrier: Carrier, last: str) -> bytes:
    ledger = carrier.ledger
    if not last:
        # An id with no data is not an event, but the browser comes back with it.
        return f"retry: 1000\nid: {len(ledger) - 1}\n\n".encode()
    since = int(last) + 1 if last.isdecimal() else -1
    if not 0 <= since <= len(ledger) or len(ledger) - since > _LONGEST_REPLAY:
        return _event("reload", {}, len(ledger))
    told = (_tell(carrier, ledger[n]) for n in range(since, len(ledger)))
    return b": welcome back\n\n" + b"".join(event for event in told if event)


def _tell(carrier: Carrier, entry: Entry) -> bytes | None:
    """An entry as an event, or None when it is no concern of the phones on the page."""
    if entry.kind in NEW_MESSAGE or entry.kind in (Kind.STATUS, Kind.EDITED):
        message = carrier.book.all[entry.message_n]
        numbers = {phone.number for phone in carrier.phones}
        if message.to not in numbers and message.sender not in numbers:
            return None
        return _event("message", tell_message(message), entry.n)
    if entry.kind in (Kind.CALL, Kind.HEARD, Kind.PRESSED):
        return _tell_call(carrier, entry)
    if entry.kind in (Kind.STOPPED, Kind.RESUMED, Kind.PHONE, Kind.SETTINGS, Kind.NUMBERS):
        return _event("state", {}, entry.n)
    if entry.kind is Kind.ERROR and isinstance(entry.detail, tuple):
        told = {"at": entry.at, "code": entry.detail[0], "words": entry.detail[1]}
        return _event("trouble", told, entry.n)
    return None


def _tell_call(carrier: Carrier, entry: Entry) -> bytes | None:
    detail = entry.detail
    sid = detail["sid"] if isinstance(detail, dict) else detail[0] if detail else ""  # type: ignore[index]  # a tuple
    call = carrier.calls.find(str(sid))
    numbers = {phone.number for phone in carrier.phones}
    if call is None or not numbers & {call.to, call.sender}:
        return None
    return _event("call", tell_call(call), entry.n)


def _event(name: str, data: object, n: int) -> bytes:
    return f"event: {name}\nid: {n}\ndata: {json.dumps(data)}\n\n".encode("utf-8", "replace")


def _practice(first_day: str) -> bytes:
    """What marks a practice week, before the tabs."""
    said = (
        f"Practice week from {html.escape(first_day)}: the campaign's own dates are past, and "
        "here they have moved to this week."
    )
    return f'<p class="notice" role="note">{said}</p>\n  <nav class="tabs"'.encode()


def _file(name: str) -> web.Response:
    path = _STATIC / name
    if path.parent != _STATIC or path.suffix not in _TYPES or not path.is_file():
        raise web.HTTPNotFound
    return web.Response(
        body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=_HEADERS
    )
