"""Twilio's API for calls: make one, list and look them up, change or end a live one."""

from __future__ import annotations

from aiohttp import web

from bot.simulator import mishaps
from bot.simulator.addresses import Behaviour, read_address
from bot.simulator.api import PREFIX
from bot.simulator.calls import BY_API, Call, new_call_sid
from bot.simulator.carrier import Carrier
from bot.simulator.faults import Action, Fault, Occasion
from bot.simulator.forms import Form, json_response, read_form, read_query
from bot.simulator.ledger import Kind
from bot.simulator.listing import Span, read_paging, read_span
from bot.simulator.refusals import Refused
from bot.simulator.sending import is_web_url
from bot.simulator.settings import pick_ms
from bot.simulator.shapes import page_json
from bot.simulator.voice.shapes import call_json
from bot.simulator.voice.switchboard import Switchboard

_MAX_TWIML = 4000
_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
_REFUSED_WITH = {
    Behaviour.INVALID: 21211,
    Behaviour.REGION: 21215,
    Behaviour.UNROUTABLE: 21214,
}


class CallsApi:
    """The Calls resource."""

    def __init__(self, carrier: Carrier, switchboard: Switchboard) -> None:
        self._carrier = carrier
        self._switchboard = switchboard

    def routes(self) -> list[web.RouteDef]:
        """Where these calls live."""
        many, one = PREFIX + "{account}/Calls.json", PREFIX + "{account}/Calls/{sid}.json"
        return [
            web.post(many, self.create),
            web.get(many, self.list),
            web.get(one, self.fetch),
            web.post(one, self.update),
        ]

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Take a call to make, unless it is to be refused or something is to go wrong."""
        carrier, form = self._carrier, await read_form(request)
        to = read_address(form.get("To")) or form.get("To")
        actions = carrier.take_faults(Occasion("call", BY_API, to, ""))
        try:
            await mishaps.wait(carrier, pick_ms(carrier.settings.latency_ms, carrier.chance))
            await mishaps.before(carrier, request, actions)
            call = await self._accept(form, actions)
        except Refused as refused:
            carrier.record(Kind.REFUSED, detail=(refused.code, to))
            raise
        answer = json_response(call_json(carrier.account.sid, call), 201)
        return await mishaps.after(carrier, request, actions, answer)

    async def _accept(self, form: Form, actions: tuple[Action, ...]) -> Call:
        call = _read_call(self._carrier, form)
        limit = self._carrier.settings.call_concurrency
        if limit is not None and self._switchboard.under_way >= limit:
            raise Refused(10004)
        call.actions = actions
        self._switchboard.start(call)
        if any(action.fault is Fault.EARLY_CALLBACK for action in actions):
            await self._switchboard.progress.first(call)
        return call

    async def list(self, request: web.Request) -> web.StreamResponse:
        """Calls, newest first."""
        carrier, query = self._carrier, read_query(request)
        actions = await self._go_wrong(request, "call_list", query.get("To"))
        paging = read_paging(query)
        listed_until = carrier.now() - carrier.settings.list_lag_ms / 1000
        spans = (read_span(query, "StartTime"), read_span(query, "EndTime"))
        found = [
            call
            for call in carrier.calls.newest_first()
            if call.created_at <= listed_until and _matches(call, query, spans)
        ]
        start = paging.page * paging.size
        page = found[start : start + paging.size]
        token = f"PA{page[-1].sid}" if len(found) > start + paging.size else None
        rows = [call_json(carrier.account.sid, call) for call in page]
        told = page_json(request.path, query.fields, "calls", rows, paging.page, paging.size, token)
        return await mishaps.after(carrier, request, actions, json_response(told))

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        call = self._call(request)
        actions = await self._go_wrong(request, "call_fetch", call.to)
        answer = json_response(call_json(self._carrier.account.sid, call))
        return await mishaps.after(self._carrier, request, actions, answer)

    async def update(self, request: web.Request) -> web.StreamResponse:
        """End a call, or give it other instructions."""
        call, form = self._call(request), await read_form(request)
        actions = await self._go_wrong(request, "call_update", call.to)
        status = form.get("Status")
        if status and status not in ("canceled", "completed"):
            raise Refused(20001, "Status must be canceled or completed")
        leg = self._switchboard.leg(call.sid)
        if call.is_final or leg is None:
            raise Refused(21220)
        _check_instructions(form)
        is_live = call.status == "in-progress"
        if status and not (status == "canceled" and is_live):
            leg.stop(status)
        elif form.get("Url") or form.get("Twiml"):
            call.url, call.twiml = form.get("Url"), form.get("Twiml")
            call.method = form.get("Method") or "POST"
            if is_live:
                leg.push("redirect")
        answer = json_response(call_json(self._carrier.account.sid, call))
        return await mishaps.after(self._carrier, request, actions, answer)

    def _call(self, request: web.Request) -> Call:
        call = self._carrier.calls.find(request.match_info["sid"])
        if call is None:
            raise Refused(20404, request.path)
        return call

    async def _go_wrong(self, request: web.Request, call: str, number: str) -> tuple[Action, ...]:
        actions = self._carrier.take_faults(Occasion(call, "", number, ""))
        await mishaps.before(self._carrier, request, actions)
        return actions


def _read_call(carrier: Carrier, form: Form) -> Call:
    to, sender = _read_numbers(carrier, form)
    _check_instructions(form)
    if not form.get("Url") and not form.get("Twiml"):
        raise Refused(21205)
    if form.get("StatusCallback") and not is_web_url(form.get("StatusCallback")):
        raise Refused(21609, form.get("StatusCallback"))
    # A client may send the events as several fields or, as people often do, as one with spaces.
    events = {one for text in form.all("StatusCallbackEvent") for one in text.split()}
    if events - _EVENTS:
        carrier.trouble(21626, f"Unknown StatusCallbackEvent: {sorted(events - _EVENTS)}.")
    return Call(
        new_call_sid(),
        to,
        sender,
        BY_API,
        carrier.now(),
        url=form.get("Url"),
        method=_method(form, "Method"),
        twiml=form.get("Twiml"),
        fallback_url=form.get("FallbackUrl"),
        fallback_method=_method(form, "FallbackMethod"),
        callback_url=form.get("StatusCallback"),
        callback_method=_method(form, "StatusCallbackMethod"),
        events=frozenset(events & _EVENTS) or frozenset({"completed"}),
        timeout_s=min(_whole(form, "Timeout", 60), 600),
        time_limit_s=_whole(form, "TimeLimit", 14_400),
        has_machine_detection=_detects_machines(form),
    )


def _read_numbers(carrier: Carrier, form: Form) -> tuple[str, str]:
    to, sender = read_address(form.get("To")), read_address(form.get("From"))
    if not form.get("To"):
        raise Refused(21201)
    if not form.get("From"):
        raise Refused(21213)
    if to is None:
        raise Refused(21211, form.get("To"))
    if sender is None:
        raise Refused(21212, form.get("From"))
    if carrier.numbers.find(sender) is None:
        raise Refused(21210, form.get("From"))
    code = _REFUSED_WITH.get(carrier.behaviour_of(to))
    if code is not None:
        raise Refused(code, to)
    return to, sender


def _check_instructions(form: Form) -> None:
    if form.get("Url") and not is_web_url(form.get("Url")):
        raise Refused(21205)
    if len(form.get("Twiml")) > _MAX_TWIML:
        raise Refused(20001, f"Twiml must have at most {_MAX_TWIML} characters")


def _method(form: Form, name: str) -> str:
    method = form.get(name) or "POST"
    if method not in ("GET", "POST"):
        raise Refused(21209, method)
    return method


def _whole(form: Form, name: str, default: int) -> int:
    text = form.get(name)
    if not text:
        return default
    if not text.isdecimal() or not int(text):
        raise Refused(21208 if name == "Timeout" else 20001, f"{name} must be a whole number")
    return int(text)


def _detects_machines(form: Form) -> bool:
    asked = form.get("MachineDetection")
    if asked not in ("", "Enable", "DetectMessageEnd"):
        raise Refused(20001, "MachineDetection must be Enable or DetectMessageEnd")
    return bool(asked)


def _matches(call: Call, query: Form, spans: tuple[Span, Span]) -> bool:
    wanted = (
        ("To", call.to),
        ("From", call.sender),
        ("Status", call.status),
        ("ParentCallSid", call.parent_sid),
    )
    times = zip(spans, (call.started_at, call.ended_at), strict=True)
    return all(query.get(name) in ("", value) for name, value in wanted) and all(
        span.is_open or (at is not None and span.has(at)) for span, at in times
    )
