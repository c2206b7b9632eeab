"""The control API: JSON calls with which tests and the page steer this carrier."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, TypeAdapter, ValidationError

from bot.simulator.addresses import read_address, read_sender
from bot.simulator.carrier import Carrier
from bot.simulator.control_calls import InboundCall, NumberCall
from bot.simulator.delivery import Delivery
from bot.simulator.faults import Rule
from bot.simulator.forms import json_response
from bot.simulator.inbound import Exchange, Inbound, InboundText
from bot.simulator.ledger import Kind
from bot.simulator.messages import key_of
from bot.simulator.phones import Phone
from bot.simulator.settings import Settings
from bot.simulator.telling import tell_entry, tell_errors, tell_message, tell_state

_CHUNK = 500
_BREATH = 20_000


class WrongCallError(Exception):
    """A control call that cannot be understood; the text says what is wrong with it."""


_Rules = TypeAdapter(list[Rule])
_NumberCalls = TypeAdapter(Annotated[list[NumberCall], Field(max_length=100_000)])


class Control:
    """Everything under /simulator/."""

    def __init__(
        self,
        carrier: Carrier,
        delivery: Delivery,
        inbound: Inbound,
        was_reset: Callable[[], None],
    ) -> None:
        self._carrier = carrier
        self._delivery = delivery
        self._inbound = inbound
        self._was_reset = was_reset

    def routes(self) -> list[web.RouteDef]:
        """Where these calls live."""
        base = "/simulator"
        return [
            web.get(base + "/state", self.state),
            web.get(base + "/log", self.log),
            web.get(base + "/recipients", self.recipients),
            web.get(base + "/errors", self.errors),
            web.get(base + "/conversation", self.conversation),
            web.post(base + "/inbound", self.inbound),
            web.post(base + "/settings", self.settings),
            web.post(base + "/faults", self.add_faults),
            web.delete(base + "/faults", self.clear_faults),
            web.post(base + "/numbers", self.numbers),
            web.post(base + "/phones", self.add_phone),
            web.post(base + "/reset", self.reset),
        ]

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Phones, counters, settings."""
        return json_response(tell_state(self._carrier, self._delivery.backlog))

    async def errors(self, request: web.Request) -> web.StreamResponse:
        """The debugger, newest first."""
        return json_response({"errors": tell_errors(self._carrier)})

    async def log(self, request: web.Request) -> web.StreamResponse:
        """Entries from `since` on, streamed, as JSON lines; `kind` may name some kinds."""
        carrier, ledger = self._carrier, self._carrier.ledger
        since = _whole(request, "since", 0)
        kinds = {Kind(name) for name in request.query.get("kind", "").split(",") if name}
        wanted, to = kinds or set(Kind), request.query.get("to")
        end = len(ledger)
        response = web.StreamResponse(
            headers={"Content-Type": "application/x-ndjson", "X-Next": str(end)}
        )
        await response.prepare(request)
        for start in range(since, end, _CHUNK):
            entries = (ledger[n] for n in range(start, min(start + _CHUNK, end, len(ledger))))
            told = (tell_entry(carrier, entry) for entry in entries if entry.kind in wanted)
            lines = [json.dumps(t, ensure_ascii=False) for t in told if to in (None, t.get("to"))]
            if lines:
                await response.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
            await asyncio.sleep(0)
        await response.write_eof()
        return response

    async def recipients(self, request: web.Request) -> web.StreamResponse:
        """How many texts were accepted for each number, by API and by reply."""
        since, part = _whole(request, "since", 0), request.query.get("body_contains", "")
        count: Counter[str] = Counter()
        for n in range(since, len(self._carrier.ledger)):
            if n % _BREATH == 0:
                await asyncio.sleep(0)
            entry = self._carrier.ledger[n]
            if entry.kind in (Kind.ACCEPTED, Kind.REPLY):
                message = self._carrier.book.all[entry.message_n]
                if part in message.body:
                    count[message.to] += 1
        return json_response(count)

    async def conversation(self, request: web.Request) -> web.StreamResponse:
        """One phone's texts, both ways, oldest first: the last `limit` below place `before`."""
        number = read_number(request.query.get("number", ""))
        before = _whole(request, "before", 0) or None
        limit = min(_whole(request, "limit", 200), 1000)
        found = self._carrier.book.talk_with(number, before)
        rows = list(islice(found, limit + 1))
        told = [tell_message(message) for message in reversed(rows[:limit])]
        return json_response({"messages": told, "has_more": len(rows) > limit})

    async def inbound(self, request: web.Request) -> web.StreamResponse:
        """A phone texts us; says what the bot answered, or at once when `wait` is false."""
        call = InboundCall.model_validate(await read_json(request))
        if call.sid is not None and key_of(call.sid) is None:
            raise WrongCallError("sid must be SM or MM and 32 hex digits.")
        text = InboundText(
            sender=read_number(call.sender),
            body=call.body,
            to=_our_address(self._carrier, call),
            media=tuple((media.url, media.content_type) for media in call.media),
            sid=call.sid,
            repeat=call.repeat,
            raw=call.raw,
        )
        base_url = f"http://{request.host}"
        if call.wait:
            return json_response(_tell_exchange(await self._inbound.receive(text, base_url)))
        self._inbound.receive_later(text, base_url)
        return json_response({"status": None}, 202)

    async def settings(self, request: web.Request) -> web.StreamResponse:
        """Change some settings; the others stay."""
        changes = await read_json(request)
        current = self._carrier.settings.model_dump(mode="json")
        self._carrier.set_settings(Settings.model_validate(current | changes))
        return json_response(self._carrier.settings.model_dump(mode="json"))

    async def add_faults(self, request: web.Request) -> web.StreamResponse:
        """Put rules in force, besides those already there."""
        body = await read_json(request, list)
        self._carrier.faults.add(_Rules.validate_python(body))
        return json_response({"faults": self._carrier.faults.described()})

    async def clear_faults(self, request: web.Request) -> web.StreamResponse:
        """No faults any more."""
        self._carrier.faults.clear()
        return web.Response(status=204)

    async def numbers(self, request: web.Request) -> web.StreamResponse:
        """Say what a number, or each of a list, always does."""
        for call in _NumberCalls.validate_python(await read_json(request, list)):
            self._carrier.behaviours[read_number(call.number)] = call.is_
        self._carrier.keep_numbers()
        return json_response({"behaviours": dict(self._carrier.behaviours)})

    async def add_phone(self, request: web.Request) -> web.StreamResponse:
        """One more phone in the page."""
        phone = Phone.model_validate(await read_json(request))
        self._carrier.add_phone(phone)
        return json_response(phone.model_dump(), 201)

    async def reset(self, request: web.Request) -> web.StreamResponse:
        """As on the first day; our numbers and their webhooks stay."""
        self._carrier.reset()
        self._delivery.forget()
        self._was_reset()
        return web.Response(status=204)


def describe_validation(error: ValidationError) -> str:
    """What is wrong with a control call, in a line."""
    words = []
    for one in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in one["loc"]) or "body"
        is_ours = one["type"] == "value_error"
        words.append(
            one["msg"].removeprefix("Value error, ") if is_ours else f"{where}: {one['msg']}"
        )
    return "; ".join(words)


async def read_json(request: web.Request, kind: type = dict) -> Any:
    """The JSON body. A single object is taken as a list of one where a list is due."""
    if request.content_type != "application/json":
        raise WrongCallError("Send JSON, with the header Content-Type: application/json.")
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise WrongCallError(f"This is not JSON: {error}.") from None
    if kind is list and isinstance(body, dict):
        body = body.get("rules", [body])
    if not isinstance(body, kind):
        raise WrongCallError(f"Send a JSON {'list' if kind is list else 'object'}.")
    return body


def _whole(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    if text and not text.isdecimal():
        raise WrongCallError(f"{name} must be a whole number.")
    return int(text) if text else default


def read_number(text: str) -> str:
    """A phone number in its one spelling. Raises WrongCallError."""
    number = read_address(text)
    if number is None:
        raise WrongCallError(f"{text!r} is no phone number; write it as +13125550142.")
    return number


def _our_address(carrier: Carrier, call: InboundCall) -> str:
    """Which of our numbers a phone texts, when it does not say so the account's first."""
    if call.to:
        return read_sender(call.to) or read_number(call.to)
    prefix = "whatsapp:" if call.sender.startswith("whatsapp:") else ""
    return prefix + carrier.account.number


def _tell_exchange(exchange: Exchange) -> dict[str, Any]:
    first = exchange.answers[0] if exchange.answers else None
    carrier_reply = exchange.carrier_reply
    return {
        "sid": exchange.message.sid,
        "status": first.status if first else None,
        "twiml": first.text if first else "",
        "error": exchange.trouble,
        "replies": [tell_message(message) for message in exchange.replies],
        "carrier_reply": tell_message(carrier_reply) if carrier_reply else None,
        "answers": [{"status": a.status, "twiml": a.text, "ms": a.ms} for a in exchange.answers],
    }
