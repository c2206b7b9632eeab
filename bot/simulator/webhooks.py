"""Twilio's HTTP calls to the bot: signed, timed out and retried as Twilio does.

The rules are those of twilio.com/docs/usage/webhooks/webhooks-connection-overrides: 5 s to
connect, 15 s to read and in all, one retry, and that only when connecting failed. A webhook
URL's #fragment changes them (ct, rt, tt, rc, rp) and is not part of what is signed.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, quote_plus, urlsplit

import aiohttp
from yarl import URL

from bot.simulator.signature import sign

Fields = list[tuple[str, str]]
_MAX_ANSWER = 65_536
_USER_AGENT = "TwilioProxy/1.1"


@dataclass(frozen=True)
class Overrides:
    """How long and how often to try; milliseconds. `retry_on` holds ct, rt, 4xx, 5xx or all."""

    connect_ms: int = 5_000
    read_ms: int = 15_000
    total_ms: int = 15_000
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})


@dataclass(frozen=True)
class Answer:
    """What the bot answered. `status` is 0 when it did not; then `failed` is ct, rt or reset."""

    status: int
    text: str = ""
    content_type: str = ""
    url: str = ""
    failed: str = ""
    words: str = ""
    attempts: int = 1
    ms: float = 0

    @property
    def is_good(self) -> bool:
        """Whether it was a 2xx."""
        return 200 <= self.status < 300


_DEFAULT = Overrides()
_LIMITS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}


def read_overrides(url: str, read_ms: int = 15_000) -> Overrides:
    """The overrides in a URL's fragment; values out of range are ignored."""
    fragment = url.partition("#")[2]
    if not fragment:
        return _DEFAULT if read_ms == _DEFAULT.read_ms else replace(_DEFAULT, read_ms=read_ms)
    given = dict(parse_qsl(fragment))
    numbers = {
        name: int(text)
        for name, text in given.items()
        if name in _LIMITS
        and text.isdecimal()
        and _LIMITS[name][0] <= int(text) <= _LIMITS[name][1]
    }
    policies = frozenset(given.get("rp", "ct").split(",")) & {"ct", "rt", "4xx", "5xx", "all"}
    return Overrides(
        numbers.get("ct", 5_000),
        numbers.get("rt", read_ms),
        numbers.get("tt", 15_000),
        numbers.get("rc", 1),
        policies or frozenset({"ct"}),
    )


class Webhooks:
    """Posts signed forms to the bot. Use as an async context manager."""

    def __init__(self, auth_token: str, connections: int = 64) -> None:
        self._auth_token = auth_token
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Webhooks:
        # Idle connections are dropped before most servers would, or a POST would meet a closed one.
        connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=1)
        self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(
        self, url: str, fields: Fields, method: str = "POST", read_ms: int = 15_000
    ) -> Answer:
        """Call the bot, again where the rules say so, and return its last answer."""
        rules = read_overrides(url, read_ms)
        token = ""
        began = time.monotonic()
        answer = Answer(0)
        for attempt in range(rules.retries + 1):
            left_ms = rules.total_ms - (time.monotonic() - began) * 1000
            if left_ms <= 0:
                break
            token = token or (str(uuid.uuid4()) if attempt else "")
            headers = {"I-Twilio-Idempotency-Token": token} if token else {}
            answer = await self._attempt(url, fields, method, headers, rules, left_ms)
            if not _is_worth_retry(answer, rules.retry_on):
                break
        ms = round((time.monotonic() - began) * 1000, 1)
        return replace(answer, attempts=attempt + 1, ms=ms)

    async def _attempt(
        self,
        url: str,
        fields: Fields,
        method: str,
        headers: dict[str, str],
        rules: Overrides,
        left_ms: float,
    ) -> Answer:
        target, body = _as_request(url, fields, method)
        signed = sign(target, fields if body is not None else [], self._auth_token)
        headers = {**headers, "X-Twilio-Signature": signed, "User-Agent": _USER_AGENT}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        timeout = aiohttp.ClientTimeout(
            total=left_ms / 1000,
            sock_connect=rules.connect_ms / 1000,
            sock_read=rules.read_ms / 1000,
        )
        try:
            return await self._call(target, body, method, headers, timeout)
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
            return _as_failure(error, target)

    async def _call(
        self,
        target: str,
        body: bytes | None,
        method: str,
        headers: dict[str, str],
        timeout: aiohttp.ClientTimeout,
    ) -> Answer:
        if self._session is None:
            raise RuntimeError("Webhooks is used outside its context.")
        url = URL(target, encoded=True)
        async with self._session.request(
            method, url, data=body, headers=headers, timeout=timeout
        ) as response:
            data = bytearray()
            while len(data) <= _MAX_ANSWER and (chunk := await response.content.readany()):
                data += chunk
            text = data.decode("utf-8", "replace")
            return Answer(response.status, text, response.content_type, target)


def _as_request(url: str, fields: Fields, method: str) -> tuple[str, bytes | None]:
    """Where to call and with what body; a GET carries the fields in its query."""
    target = url.partition("#")[0]
    if method != "GET":
        return target, _encode(fields).encode()
    joint = "&" if urlsplit(target).query else "?"
    return target + joint + _encode(fields), None


def _encode(fields: Fields) -> str:
    return "&".join(f"{_quote(name)}={_quote(value)}" for name, value in fields)


# The same names, numbers and SIDs come again and again in a broadcast's callbacks.
@lru_cache(maxsize=16_384)
def _quote(text: str) -> str:
    return quote_plus(text)


def _is_worth_retry(answer: Answer, policies: frozenset[str]) -> bool:
    if answer.is_good:
        return False
    if "all" in policies:
        return True
    if answer.status == 0:
        return answer.failed in policies
    return f"{answer.status // 100}xx" in policies


def host_of(url: str) -> str:
    """Scheme, host and port of a URL: enough to say where, without ids."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _as_failure(error: BaseException, url: str) -> Answer:
    where = host_of(url)
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Answer(0, url=url, failed="ct", words=f"no connection in time to {where}")
    if isinstance(error, aiohttp.ClientConnectorError):
        reason = (
            "connection refused"
            if isinstance(error.os_error, ConnectionRefusedError)
            else (error.os_error.strerror or "no connection")
        )
        return Answer(0, url=url, failed="ct", words=f"{reason} at {where}")
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return Answer(0, url=url, failed="rt", words=f"no answer in time from {where}")
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return Answer(0, url=url, failed="url", words="the webhook URL cannot be called")
    return Answer(0, url=url, failed="reset", words=f"the connection broke at {where}")
