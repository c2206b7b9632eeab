"""One log line a request: its id, route, status and milliseconds. Never a query string or a form.

Routes are logged as their rule (`/on-air/<code>`) with ids that are numbers, because a code in a
path opens a page and a log must not.
"""

from __future__ import annotations

import os
import time

import structlog
from flask import Flask, Response, g, request

from bot.web import meters

_log = structlog.get_logger()


def register(app: Flask) -> None:
    """Log and time every request of this app."""
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.request_id = os.urandom(6).hex()
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    seconds = time.perf_counter() - g.started
    rule = request.url_rule.rule if request.url_rule else "unknown"
    ids = {key: value for key, value in (request.view_args or {}).items() if type(value) is int}
    level = "warning" if response.status_code >= 500 else "info"
    getattr(_log, level)(
        "request",
        request_id=g.request_id,
        method=request.method,
        route=rule,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        **ids,
    )
    meters.observe(rule, response.status_code, seconds)
    response.headers["X-Request-Id"] = g.request_id
    return response
