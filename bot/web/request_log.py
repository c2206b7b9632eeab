"""One log line a request: its id, route, status and milliseconds. Never a query string or a form.

Routes are logged as their rule (`/on-air/<code>`) with ids that are numbers, because a code in a
path opens a page and a log must not. The line is written here and not by the logs' pipeline: it is
on the path of every text, holds only words of ours and numbers, and costs a twentieth that way.
"""

from __future__ import annotations

import os
import sys
import time

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


def register(app: Flask, settings: Settings) -> None:
    """Log and time every request of this app. `warning` and above leaves the good ones out."""
    is_quiet = settings.log_level in ("warning", "error")
    refusals = _Thinner()

    @app.before_request
    def _start() -> None:
        g.request_id = os.urandom(6).hex()
        g.started = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.started
        rule = request.url_rule.rule if request.url_rule else "unknown"
        status = response.status_code
        if status == _REFUSED:
            if not is_quiet and refusals.may_say():
                _write(rule, status, seconds, unsaid=refusals.unsaid)
                refusals.unsaid = 0
        elif status >= 500 or not is_quiet:
            _write(rule, status, seconds)
        meters.observe(rule, status, seconds)
        return response


def _write(rule: str, status: int, seconds: float, unsaid: int = 0) -> None:
    method = request.method if request.method in _METHODS else "other"
    numbers = {k: v for k, v in (request.view_args or {}).items() if type(v) is int}
    if unsaid:
        numbers["refused_before"] = unsaid
    more = "".join(f', "{name}": {value}' for name, value in numbers.items())
    level = "warning" if status >= 500 else "info"
    sys.stderr.write(
        f'{{"request_id": "{g.request_id}", "method": "{method}", "route": "{rule}"{more}, '
        f'"status": {status}, "ms": {seconds * 1000:.1f}, "event": "request", '
        f'"level": "{level}", "timestamp": "{wall_time().isoformat()}"}}\n'
    )
