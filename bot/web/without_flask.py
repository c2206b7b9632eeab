"""Twilio's hooks that come with every text and every status, answered before Flask.

They need none of what it does for a request (contexts, routing by converters, signals, response
objects), which was a tenth of a text's time and half of a refusal's. What they do is in
twilio_hooks, whose routes Flask has too; everything else that is asked goes on to Flask.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any

import structlog

from bot.clarion import Clarion
from bot.web import twilio_hooks
from bot.web.posted import Answered, posted_in
from bot.web.request_log import Request, RequestLog

_log = structlog.get_logger()

_StartResponse = Callable[[str, list[tuple[str, str]]], Any]
_LINES = {status.value: f"{status.value} {status.phrase.upper()}" for status in HTTPStatus}


class WithoutFlask:
    """WSGI: the two hooks, in front of `flask`, the app that has everything."""

    def __init__(
        self,
        flask: Any,
        clarion: Clarion,
        log: RequestLog,
        headers: Sequence[tuple[str, str]],
        most_bytes: int,
    ) -> None:
        self._flask, self._clarion, self._log = flask, clarion, log
        self._headers, self._most = headers, most_bytes

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        found = None
        if environ["REQUEST_METHOD"] == "POST":
            found = twilio_hooks.find_hook(environ["PATH_INFO"])
        posted = posted_in(environ, self._most) if found else None
        if found is None or posted is None:
            answer: Iterable[bytes] = self._flask(environ, start_response)
            return answer
        begun = Request(os.urandom(6).hex(), "POST", found.rule, found.numbers)
        started = time.perf_counter()
        try:
            answered = found.take(self._clarion, posted)
        except Exception as error:
            _log.error("hook_failed", route=found.rule, exc_info=error)
            answered = Answered(500, "Internal Server Error\n")
        self._log.note(begun, answered.status, time.perf_counter() - started)
        return self._give(answered, start_response)

    def _give(self, answered: Answered, start_response: _StartResponse) -> list[bytes]:
        body = answered.body.encode()
        headers = [*answered.headers, *self._headers]
        if answered.status != HTTPStatus.NO_CONTENT:
            headers.append(("Content-Length", str(len(body))))
        start_response(_LINES[answered.status], headers)
        return [body]
