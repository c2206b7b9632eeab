"""Telling the bot how calls go: status callbacks, one after the other for each call."""

from __future__ import annotations

import asyncio

import structlog

from bot.simulator.calls import BY_DIAL, EVENTS, Call
from bot.simulator.carrier import Carrier
from bot.simulator.clock import wall_time
from bot.simulator.faults import Fault
from bot.simulator.ledger import Kind
from bot.simulator.phones import place_of
from bot.simulator.shapes import VERSION, rfc2822
from bot.simulator.webhooks import Answer, Fields, Webhooks

log = structlog.get_logger(__name__)
_SILENT = frozenset({Fault.NO_CALLBACK})


class Progress:
    """Posts status callbacks. Twilio promises no order between calls; here each call keeps its."""

    def __init__(self, carrier: Carrier, webhooks: Webhooks) -> None:
        self._carrier = carrier
        self._webhooks = webhooks
        self._last: dict[str, asyncio.Task[None]] = {}
        self._held: dict[str, list[Fields]] = {}
        self._told: dict[str, asyncio.Event] = {}

    def forget(self) -> None:
        """Tell nothing more; the carrier was reset."""
        for task in self._last.values():
            task.cancel()
        self._last.clear()
        self._held.clear()

    async def first(self, call: Call, within_s: float = 5) -> None:
        """Wait until the bot was told anything of a call."""
        told = self._told.setdefault(call.sid, asyncio.Event())
        try:
            await asyncio.wait_for(told.wait(), within_s)
        except TimeoutError:
            log.warning("nothing_told", sid=call.sid)

    def tell(self, call: Call, status: str) -> None:
        """A call has reached a status: tell whoever asked to be told."""
        event = EVENTS.get(status, "completed")
        if not call.callback_url or event not in call.events:
            return
        fields = [*call_fields(self._carrier.account.sid, call), *_progress_fields(call)]
        call.sequence += 1
        faults = {action.fault for action in call.actions}
        if faults & _SILENT:
            return
        if Fault.REORDER_CALLBACKS in faults:
            self._hold(call, fields)
            return
        for _ in range(2 if Fault.DUPLICATE_CALLBACK in faults else 1):
            self._post_later(call, fields)

    def _hold(self, call: Call, fields: Fields) -> None:
        self._held.setdefault(call.sid, []).append(fields)
        if call.is_final:
            for held in reversed(self._held.pop(call.sid)):
                self._post_later(call, held)

    def _post_later(self, call: Call, fields: Fields) -> None:
        before = self._last.get(call.sid)
        self._last[call.sid] = asyncio.create_task(self._post(call, fields, before))

    async def _post(self, call: Call, fields: Fields, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        late_ms = sum(a.number for a in call.actions if a.fault is Fault.LATE_CALLBACK)
        if late_ms:
            await asyncio.sleep(late_ms / 1000)
        read_ms = self._carrier.settings.webhook_read_timeout_ms
        answer = await self._webhooks.send(call.callback_url, fields, call.callback_method, read_ms)
        named = dict(fields)
        detail = (call.sid, named["CallStatus"], answer.status, int(named["SequenceNumber"]))
        self._carrier.record(Kind.CALL_CALLBACK, detail=detail)
        if call.sid in self._told:
            self._told.pop(call.sid).set()
        if not answer.is_good:
            self._report(call, answer)
        if call.is_final and self._last.get(call.sid) is asyncio.current_task():
            del self._last[call.sid]

    def _report(self, call: Call, answer: Answer) -> None:
        words = answer.words or f"it answered HTTP {answer.status}"
        said = f"A status callback of a call failed: {words}."
        self._carrier.trouble(15003, said, answer.url, call.sid)
        log.warning("call_callback_failed", sid=call.sid, http=answer.status)


def call_fields(account_sid: str, call: Call) -> Fields:
    """What every request about a call says (twilio.com/docs/voice/twiml#request-parameters)."""
    fields = [
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
    if call.parent_sid and call.direction == BY_DIAL:
        fields.append(("ParentCallSid", call.parent_sid))
    if call.has_machine_detection:
        fields.append(("AnsweredBy", "unknown"))
    for name, number in (("From", call.sender), ("To", call.to)):
        fields += _place_fields(name, number)
    return fields


def _place_fields(name: str, number: str) -> Fields:
    place = place_of(number)
    twin = {"From": "Caller", "To": "Called"}[name]
    parts = (
        ("City", place.city),
        ("State", place.state),
        ("Zip", place.zip),
        ("Country", place.country),
    )
    return [(who + part, words) for who in (name, twin) for part, words in parts]


def _progress_fields(call: Call) -> Fields:
    fields = [
        ("Timestamp", rfc2822(wall_time()) or ""),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", str(call.sequence)),
    ]
    if call.is_final:
        seconds = call.duration_s or 0
        fields += [("CallDuration", str(seconds)), ("Duration", str(-(-seconds // 60)))]
        fields.append(("SipResponseCode", _SIP.get(call.status, "200")))
    return fields


_SIP = {"busy": "486", "no-answer": "487", "canceled": "487", "failed": "404"}
