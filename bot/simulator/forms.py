"""Forms and queries as clients send them: names that may repeat, blank values kept."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from aiohttp import web

from bot.simulator.refusals import Refused

_ENCODER = json.JSONEncoder(ensure_ascii=False)


class Form:
    """Fields in their order."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self.fields = fields
        self._last = dict(fields)

    def get(self, name: str) -> str:
        """A field's last value, or nothing."""
        return self._last.get(name, "")

    def has(self, name: str) -> bool:
        """Whether a field was sent, even blank."""
        return name in self._last

    def all(self, name: str) -> list[str]:
        """Every value of a field that may repeat."""
        return [value for key, value in self.fields if key == name]


def read_fields(text: str) -> Form:
    """A URL-encoded form or query."""
    return Form(parse_qsl(text, keep_blank_values=True, max_num_fields=1000))


async def read_form(request: web.Request) -> Form:
    """The form of a request. Raises Refused(20001) when it cannot be read."""
    try:
        return read_fields((await request.read()).decode("utf-8"))
    except ValueError:
        raise Refused(20001, "The form cannot be read; send it URL-encoded in UTF-8") from None


def read_query(request: web.Request) -> Form:
    """The query of a request. Raises Refused(20001) when it cannot be read."""
    try:
        return read_fields(request.rel_url.raw_query_string)
    except ValueError:
        raise Refused(20001, "The query cannot be read") from None


def json_response(body: object, status: int = 200) -> web.Response:
    """A JSON answer as Twilio writes it."""
    data = _ENCODER.encode(body).encode("utf-8", "replace")
    return web.Response(body=data, status=status, content_type="application/json", charset="utf-8")
