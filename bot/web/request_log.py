"""One log line a request: its id, route, status and milliseconds. Never a query string or a form.

Routes are logged as their rule (`/on-air/<code>`) with ids that are numbers, because a code in a
path opens a page and a log must not. The line is written here and not by the logs' pipeline: it is
on the path of every text, holds only words of ours and numbers, and costs a twentieth that way.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, g, request

from bot.clock import wall_time
from bot.config import Settings
from bot.web import meters

_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})
_REFUSED = 403


class _Thinner:
    """Refusals: one line a second, with how many came before it, so that a flood of forged
    webhooks fills no disk. /metrics counts each one. Counts may be off by one between threads."""

    def __init__(self) -> None:
        self.unsaid = 0
        self._next_at = 0.0

    def may_say(self) -> bool:
        """Whether this refusal is to be logged."""
        now = time.monotonic()
        if now < self._next_at:
            self.unsaid += 1
            return False
        self._next_at = now + 1.0
        return True


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is logged: its route's rule, and the numbers in its path by name."""

    id: str
    method: str
    rule: str
    numbers: Mapping[str, int]


class RequestLog:
    """Logs and times requests. `warning` and above leaves the good ones out."""

    def __init__(self, settings: Settings) -> None:
        self._is_quiet = settings.log_level in ("warning", "error")
        self._refusals = _Thinner()

    def note(self, asked: Request, status: int, seconds: float) -> None:
        """A request was answered."""
        if status == _REFUSED:
            if not self._is_quiet and self._refusals.may_say():
                _write(asked, status, seconds, unsaid=self._refusals.unsaid)
                self._refusals.unsaid = 0
        elif status >= 500 or not self._is_quiet:
            _write(asked, status, seconds)
        meters.observe(asked.rule, status, seconds)


def register(app: Flask, requests: RequestLog) -> None:
    """Log and time every request of this app."""

    @app.before_request
    def _start() -> None:
        g.request_id = os.urandom(6).hex()
        g.started = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.started
        method = request.method if request.method in _METHODS else "other"
        rule = request.url_rule.rule if request.url_rule else "unknown"
        numbers = {k: v for k, v in (request.view_args or {}).items() if type(v) is int}
        asked = Request(g.request_id, method, rule, numbers)
        requests.note(asked, response.status_code, seconds)
        return response


def _write(asked: Request, status: int, seconds: float, unsaid: int = 0) -> None:
    numbers = dict(asked.numbers)
    if unsaid:
        numbers["refused_before"] = unsaid
    more = "".join(f', "{name}": {value}' for name, value in numbers.items())
    level = "warning" if status >= 500 else "info"
    sys.stderr.write(
        f'{{"request_id": "{asked.id}", "method": "{asked.method}", "route": "{asked.rule}"{more}, '
        f'"status": {status}, "ms": {seconds * 1000:.1f}, "event": "request", '
        f'"level": "{level}", "timestamp": "{wall_time().isoformat()}"}}\n'
    )
