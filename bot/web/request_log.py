"""One log line a request: its id, route, status and milliseconds. Never a query string or a form.

Routes are logged as their rule (`/on-air/<code>`) with ids that are numbers, because a code in a
path opens a page and a log must not. The line is written here and not by the logs' pipeline: it is
on the path of every text, holds only words of ours and numbers, and costs a twentieth that way.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, request

from bot.config import Settings
from bot.web import meters

_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


def register(app: Flask, settings: Settings) -> None:
    """Log and time every request of this app. `warning` and above leaves the good ones out."""
    is_quiet = settings.log_level in ("warning", "error")

    @app.before_request
    def _start() -> None:
        g.request_id = os.urandom(6).hex()
        g.started = time.perf_counter()

    @app.after_request
    def _finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.started
        rule = request.url_rule.rule if request.url_rule else "unknown"
        status = response.status_code
        if status >= 500 or not is_quiet:
            _write(g.request_id, rule, status, seconds)
        meters.observe(rule, status, seconds)
        return response


def _write(request_id: str, rule: str, status: int, seconds: float) -> None:
    method = request.method if request.method in _METHODS else "other"
    ids = "".join(
        f', "{name}": {value}'
        for name, value in (request.view_args or {}).items()
        if type(value) is int
    )
    level = "warning" if status >= 500 else "info"
    sys.stderr.write(
        f'{{"request_id": "{request_id}", "method": "{method}", "route": "{rule}"{ids}, '
        f'"status": {status}, "ms": {seconds * 1000:.1f}, "event": "request", '
        f'"level": "{level}", "timestamp": "{datetime.now(UTC).isoformat()}"}}\n'
    )
