"""The one adapter to Twilio: sends in bulk over one pooled session, asks through the library."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote_plus, urlencode
from weakref import WeakKeyDictionary

import aiohttp
from yarl import URL

from bot.carrier.calling import Calling, MadeCall, OutboundCall
from bot.carrier.lookups import Lookups
from bot.carrier.refusals import refusal
from bot.carrier.texts import (
    LEAST_VALIDITY_S,
    MOST_VALIDITY_S,
    Accepted,
    Listed,
    ListedCall,
    OutboundText,
    OwnNumber,
)
from bot.config import Settings
from bot.errors import CarrierBusy, CarrierSilent


class Carrier:
    """Twilio, or any server that speaks its API.

    `send` belongs to an event loop: each loop (so each process after a fork) gets a session of
    its own on first use, with as many kept connections as `in_flight`. It never retries.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        sid = settings.twilio_account_sid
        # Parsed once: aiohttp would parse it for every text.
        self._url = URL(f"{settings.twilio_api_base_url}/2010-04-01/Accounts/{sid}/Messages.json")
        self._headers = {
            "Authorization": _basic(settings),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
            "User-Agent": "clarion",
        }
        self._sender = urlencode(
            {"MessagingServiceSid": settings.twilio_messaging_service_sid}
            if settings.twilio_messaging_service_sid
            else {"From": settings.twilio_from}
        )
        self._timeout = aiohttp.ClientTimeout(
            total=settings.carrier_timeout_s, sock_connect=min(5.0, settings.carrier_timeout_s)
        )
        # By loop: the clock may have two under way at once, in threads of their own.
        self._sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = (
            WeakKeyDictionary()
        )
        self._lookups: Lookups | None = None

    async def send(self, text: OutboundText) -> Accepted:
        """Post one text.

        Raises: CarrierRefused (a final no, with Twilio's code), CarrierBusy (429, or no connection
        was made: nothing was processed), CarrierSilent (time-out, reset, 5xx or an answer that
        makes no sense: it may have been taken).
        """
        try:
            async with self._open().post(
                self._url, data=_encode(text, self._sender), allow_redirects=False
            ) as response:
                answer = await response.read()
                status, headers = response.status, response.headers
        except aiohttp.ClientConnectorError:
            raise CarrierBusy("no connection to the carrier", 0, 0, 1.0) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise CarrierSilent(f"the carrier did not answer ({type(error).__name__})") from None
        if status in (200, 201):
            return _accepted(answer)
        wait = headers.get("Retry-After", "")
        raise refusal(status, _code(answer), float(wait) if wait.isdigit() else 0.0)

    async def close(self) -> None:
        """Close this loop's session."""
        session = self._sessions.pop(asyncio.get_running_loop(), None)
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        session = self._sessions.get(loop)
        if session is None or session.closed:
            connector = aiohttp.TCPConnector(
                limit=self._settings.in_flight, keepalive_timeout=30, ttl_dns_cache=300
            )
            session = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
            self._sessions[loop] = session
        return session

    # --- look-ups (synchronous; from a loop, call them in a thread) --------------------------

    def list_messages(
        self,
        to: str | None = None,
        from_: str | None = None,
        sent_after: datetime | None = None,
        sent_before: datetime | None = None,
        page_size: int = 1000,
    ) -> Iterator[Listed]:
        """Messages as the carrier lists them, newest first. Raises: CarrierError."""
        return self._ask().list_messages(to, from_, sent_after, sent_before, page_size)

    def fetch(self, sid: str) -> Listed:
        """One message by its SID. Raises: CarrierError."""
        return self._ask().fetch(sid)

    def delete(self, sid: str) -> None:
        """Delete the carrier's copy of a message. Raises: CarrierError."""
        self._ask().delete(sid)

    def account(self) -> str:
        """The account's status ("active"). Raises: CarrierError."""
        return self._ask().account()

    def numbers(self) -> list[OwnNumber]:
        """The account's numbers and webhooks. Raises: CarrierError."""
        return self._ask().numbers()

    def call(self, sid: str) -> ListedCall:
        """One call by its SID. Raises: CarrierError."""
        return self._ask().call(sid)

    def calls_to(self, number: str, since: datetime, most: int = 1000) -> list[ListedCall]:
        """Calls to a number that began since, newest first. Raises: CarrierError."""
        return self._ask().calls_to(number, since, most)

    def legs_of(self, sid: str) -> list[ListedCall]:
        """The calls that a <Dial> of a call made, newest first. Raises: CarrierError."""
        return self._ask().legs_of(sid)

    def line_type(self, number: str) -> str:
        """What kind of line a number is: "mobile", "landline", "nonFixedVoip" …; empty where that
        is not known. Each look costs. Raises: CarrierError."""
        return self._ask().line_type(number)

    def is_reassigned(self, number: str, verified_on: date) -> bool | None:
        """Whether somebody else got a number since a day when it was known whose it is; None where
        that is not known. Each look costs. Raises: CarrierError."""
        return self._ask().is_reassigned(number, verified_on)

    # --- calls (synchronous) -----------------------------------------------------------------

    def start_call(self, call: OutboundCall) -> str:
        """Have a call made; its SID. Never tries twice. Raises: CarrierRefused (a final no),
        CarrierBusy (nothing was processed), CarrierSilent (it may have been taken)."""
        return self._calling().start(call)

    def list_calls(self, to: str, most: int) -> list[MadeCall]:
        """The newest calls that we made to a number. Raises: CarrierError."""
        return list(self._calling().list_to(to, most))

    def end_call(self, sid: str) -> None:
        """Hang up, or call off before anybody answers. Raises: CarrierError."""
        self._calling().end(sid)

    def _calling(self) -> Calling:
        return Calling(self._ask().client)

    def _ask(self) -> Lookups:
        if self._lookups is None:
            # Imported here: the bulk path and its workers do without the library.
            from bot.carrier.lookups import Lookups

            self._lookups = Lookups(self._settings)
        return self._lookups


def _basic(settings: Settings) -> str:
    if settings.twilio_api_key:
        user, secret = settings.twilio_api_key, settings.twilio_api_secret.get_secret_value()
    else:
        user = settings.twilio_account_sid
        secret = settings.auth_tokens[0] if settings.auth_tokens else ""
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def _encode(text: OutboundText, sender: str) -> bytes:
    """The form, as `urlencode` would write it, in a fifth of the time: a broadcast sends one body
    many times, and our numbers and callbacks are plain."""
    to = text.to
    recipient = f"%2B{to[1:]}" if to[:1] == "+" and to[1:].isalnum() else quote_plus(to)
    fields = f"To={recipient}&{sender}&Body={_quoted(text.body)}"
    if text.status_callback:
        base, slash, last = text.status_callback.rpartition("/")
        fields += f"&StatusCallback={_quoted(base + slash)}{quote_plus(last)}"
    if text.validity_s is not None:
        validity_s = max(LEAST_VALIDITY_S, min(MOST_VALIDITY_S, text.validity_s))
        fields += f"&ValidityPeriod={validity_s}"
    for url in text.media:
        fields += f"&MediaUrl={_quoted(url)}"
    return fields.encode()


@lru_cache(maxsize=256)
def _quoted(value: str) -> str:
    return quote_plus(value)


def _accepted(answer: bytes) -> Accepted:
    try:
        body = json.loads(answer)
        return Accepted(str(body["sid"]), str(body["status"]))
    except (ValueError, KeyError, TypeError):
        raise CarrierSilent("the carrier's answer makes no sense", 0, 201) from None


def _code(answer: bytes) -> int:
    try:
        return int(json.loads(answer)["code"])
    except (ValueError, KeyError, TypeError):
        return 0
