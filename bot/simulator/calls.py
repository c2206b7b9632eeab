"""Voice, as far as Clarion needs it: calls are recorded and run their course; none is made."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from bot.simulator.addresses import read_address
from bot.simulator.api import PREFIX
from bot.simulator.carrier import Carrier
from bot.simulator.clock import wall_time
from bot.simulator.forms import Form, json_response, read_form, read_query
from bot.simulator.listing import read_paging, read_span
from bot.simulator.refusals import Refused
from bot.simulator.sending import is_web_url
from bot.simulator.shapes import VERSION, page_json, rfc2822
from bot.simulator.webhooks import Answer, Fields, Webhooks

# What each status is called as a StatusCallbackEvent, and how long after the one before.
_COURSE = (
    ("ringing", "ringing", 0.1),
    ("in-progress", "answered", 0.2),
    ("completed", "completed", 0.5),
)


@dataclass
class Call:
    """One call; times in seconds since 1970."""

    sid: str
    to: str
    sender: str
    direction: str
    status: str
    created_at: float
    url: str = ""
    method: str = "POST"
    twiml: str = ""
    callback_url: str = ""
    events: frozenset[str] = frozenset({"completed"})
    started_at: float | None = None
    ended_at: float | None = None
    answers: list[Answer] = field(default_factory=list)


def call_json(account_sid: str, call: Call) -> dict[str, Any]:
    """A Call as the API shows it."""
    empty = (
        "answered_by caller_name forwarded_from group_sid parent_call_sid phone_number_sid price "
        "trunk_sid"
    )
    duration = int(call.ended_at - call.started_at) if call.ended_at and call.started_at else None
    return {
        **dict.fromkeys(empty.split()),
        "account_sid": account_sid,
        "api_version": VERSION,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.ended_at or call.started_at or call.created_at),
        "direction": call.direction,
        "duration": None if duration is None else str(duration),
        "end_time": rfc2822(call.ended_at),
        "from": call.sender,
        "from_formatted": call.sender,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": rfc2822(call.started_at),
        "status": call.status,
        "subresource_uris": {},
        "to": call.to,
        "to_formatted": call.to,
        "uri": f"/{VERSION}/Accounts/{account_sid}/Calls/{call.sid}.json",
    }


class Calls:
    """The Calls API, and calls that phones make to our number."""

    def __init__(self, carrier: Carrier, webhooks: Webhooks) -> None:
        self._carrier = carrier
        self._webhooks = webhooks
        self._calls: dict[str, Call] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Where these calls live."""
        many, one = PREFIX + "{account}/Calls.json", PREFIX + "{account}/Calls/{sid}.json"
        return [
            web.post(many, self.create),
            web.get(many, self.list),
            web.get(one, self.fetch),
            web.post(one, self.update),
        ]

    def forget(self) -> None:
        """Drop every call; the carrier was reset."""
        self._calls.clear()

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Record a call and let it run its course."""
        call = self._read(await read_form(request))
        self._calls[call.sid] = call
        self._advance(call, 0)
        return json_response(call_json(self._carrier.account.sid, call), 201)

    async def list(self, request: web.Request) -> web.StreamResponse:
        """Calls, newest first."""
        query = read_query(request)
        paging, span = read_paging(query), read_span(query, "StartTime")
        found = [call for call in reversed(self._calls.values()) if _matches(call, query)]
        found = [c for c in found if span.is_open or (c.started_at and span.has(c.started_at))]
        start = paging.page * paging.size
        page = found[start : start + paging.size]
        token = f"PA{page[-1].sid}" if len(found) > start + paging.size else None
        rows = [call_json(self._carrier.account.sid, call) for call in page]
        return json_response(
            page_json(request.path, query.fields, "calls", rows, paging.page, paging.size, token)
        )

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        return json_response(call_json(self._carrier.account.sid, self._call(request)))

    async def update(self, request: web.Request) -> web.StreamResponse:
        """End a call, or give it other instructions."""
        call, form = self._call(request), await read_form(request)
        status = form.get("Status")
        if status and status not in ("canceled", "completed"):
            raise Refused(20001, "Status must be canceled or completed")
        if call.ended_at is not None:
            raise Refused(21220)
        if status:
            call.status, call.ended_at = status, self._carrier.now()
        call.url, call.twiml = form.get("Url") or call.url, form.get("Twiml") or call.twiml
        return json_response(call_json(self._carrier.account.sid, call))

    async def ring(self, sender: str, url: str, extra: dict[str, str], sid: str | None) -> Answer:
        """A phone calls our number, or goes on with a call: ask the voice webhook what to do."""
        number = self._carrier.numbers.find(self._carrier.account.number)
        call = self._calls.get(sid or "") or Call(
            sid or "CA" + secrets.token_hex(16),
            self._carrier.account.number,
            sender,
            "inbound",
            "ringing",
            self._carrier.now(),
        )
        self._calls[call.sid] = call
        target = url or (number.voice_url if number else "")
        if not target:
            return Answer(0, words="the number has no voice URL")
        call.status = extra.get("CallStatus", call.status)
        fields = [*_fields(self._carrier.account.sid, call), *extra.items()]
        return await self._webhooks.send(target, fields, number.voice_method if number else "POST")

    def _read(self, form: Form) -> Call:
        to, sender = read_address(form.get("To")), read_address(form.get("From"))
        if not form.get("To"):
            raise Refused(21201)
        if not form.get("From"):
            raise Refused(21213)
        if to is None:
            raise Refused(21211, form.get("To"))
        if sender is None or self._carrier.numbers.find(sender) is None:
            raise Refused(21212, form.get("From"))
        if not is_web_url(form.get("Url")) and not form.get("Twiml"):
            raise Refused(21205)
        return Call(
            "CA" + secrets.token_hex(16),
            to,
            sender,
            "outbound-api",
            "queued",
            self._carrier.now(),
            form.get("Url"),
            form.get("Method") or "POST",
            form.get("Twiml"),
            form.get("StatusCallback"),
            frozenset(form.all("StatusCallbackEvent")) or frozenset({"completed"}),
        )

    def _advance(self, call: Call, position: int) -> None:
        if position < len(_COURSE):
            step = partial(self._take_step, call, position)
            asyncio.get_running_loop().call_later(_COURSE[position][2], step)

    def _take_step(self, call: Call, position: int) -> None:
        if call.ended_at is not None or call.sid not in self._calls:
            return
        status, event, _ = _COURSE[position]
        call.status = status
        if status == "in-progress":
            call.started_at = self._carrier.now()
        elif status == "completed":
            call.ended_at = self._carrier.now()
        task = asyncio.ensure_future(self._tell(call, status, event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._advance(call, position + 1)

    async def _tell(self, call: Call, status: str, event: str) -> None:
        fields = _fields(self._carrier.account.sid, call)
        if status == "in-progress" and call.url:
            call.answers.append(await self._webhooks.send(call.url, fields, call.method))
        if call.callback_url and event in call.events:
            stamp = [
                ("Timestamp", rfc2822(wall_time()) or ""),
                ("CallbackSource", "call-progress-events"),
            ]
            await self._webhooks.send(call.callback_url, fields + stamp)

    def _call(self, request: web.Request) -> Call:
        call = self._calls.get(request.match_info["sid"])
        if call is None:
            raise Refused(20404, request.path)
        return call


def _matches(call: Call, query: Form) -> bool:
    wanted = (("To", call.to), ("From", call.sender), ("Status", call.status))
    return all(query.get(name) in ("", value) for name, value in wanted)


def _fields(account_sid: str, call: Call) -> Fields:
    return [
        ("CallSid", call.sid),
        ("AccountSid", account_sid),
        ("From", call.sender),
        ("To", call.to),
        ("Caller", call.sender),
        ("Called", call.to),
        ("CallStatus", call.status),
        ("Direction", call.direction),
        ("ApiVersion", VERSION),
    ]
