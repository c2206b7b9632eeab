"""What a machine posts to us, and what it is answered: plain values, whoever serves the web."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request


@dataclass(frozen=True, slots=True)
class Posted:
    """A request of a machine. `query` is as it came; `mimetype` without its parameters."""

    path: str
    query: str
    mimetype: str
    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """What it is answered; `retry_after` are seconds, 0 for not saying."""

    status: int
    body: str = ""
    mimetype: str = "text/plain"
    retry_after: int = 0

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers that say what the body is."""
        found = [("Content-Type", f"{self.mimetype}; charset=utf-8")] if self.body else []
        return [*found, ("Retry-After", str(self.retry_after))] if self.retry_after else found


def posted() -> Posted:
    """The request that Flask is answering."""
    return Posted(
        request.path,
        request.query_string.decode("latin-1"),
        request.mimetype,
        request.headers.get("X-Twilio-Signature", ""),
        request.get_data(cache=False),
    )


def posted_in(environ: Mapping[str, Any], most: int) -> Posted | None:
    """The request of a WSGI server; None for one without a length, or of over `most` bytes."""
    length = environ.get("CONTENT_LENGTH", "")
    if not (length.isascii() and length.isdigit()) or int(length) > most:
        return None
    return Posted(
        environ["PATH_INFO"],
        environ["QUERY_STRING"],
        environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower(),
        environ.get("HTTP_X_TWILIO_SIGNATURE", ""),
        environ["wsgi.input"].read(int(length)),
    )


def as_response(answered: Answered) -> Response:
    """An answer for Flask to give."""
    return Response(answered.body, answered.status, answered.headers)
