"""Moving texts through the network: statuses as they fall due, and a callback for each."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import partial

import structlog

from bot.simulator.carrier import Carrier
from bot.simulator.faults import Action
from bot.simulator.ledger import Kind
from bot.simulator.messages import Message
from bot.simulator.plans import Plan, Step, plan_delivery
from bot.simulator.webhooks import Answer, Fields, Webhooks

log = structlog.get_logger(__name__)
# Few enough that a broadcast's callbacks leave the loop to the creates that still come in.
_WORKERS = 24


@dataclass(frozen=True)
class Callback:
    """A status to tell the bot; made when the status was reached."""

    message: Message
    status: str
    error_code: int | None
    generation: int


class Delivery:
    """Takes accepted texts to their end. Use as an async context manager, inside the loop."""

    def __init__(self, carrier: Carrier, webhooks: Webhooks) -> None:
        self._carrier = carrier
        self._webhooks = webhooks
        self._free_at: dict[str, float] = {}
        self._queue: asyncio.Queue[Callback] = asyncio.Queue()
        self._lines: dict[int, deque[Callback]] = {}
        self._held: dict[int, list[Callback]] = {}
        self._workers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Delivery:
        self._workers = [asyncio.create_task(self._work()) for _ in range(_WORKERS)]
        self._resume()
        return self

    async def __aexit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    @property
    def backlog(self) -> int:
        """Callbacks waiting to be posted."""
        return self._queue.qsize()

    def queue_wait_s(self, sender: str) -> float:
        """How long a text handed over now would wait for its sender's turn."""
        now = asyncio.get_running_loop().time()
        return max(0.0, self._free_at.get(sender, now) - now)

    def begin(self, message: Message, actions: tuple[Action, ...] = ()) -> Plan:
        """Set an accepted message on its way."""
        plan = plan_delivery(self._carrier, message, self._take_turn(message), actions)
        self._schedule(message, plan, 0)
        return plan

    async def begin_early(self, message: Message, actions: tuple[Action, ...]) -> None:
        """As `begin`, but the first callback reaches the bot before this returns."""
        wait_s = self._take_turn(message)
        plan = plan_delivery(self._carrier, message, wait_s, actions)
        await self._post(self._reach(message, plan.steps[0]))
        self._schedule(message, plan, 1)

    def refuse(self, message: Message, error_code: int) -> None:
        """Fail an accepted message for a reason found only now, as a full queue (30001)."""
        self._schedule(message, Plan((Step(0.01, "failed", error_code),)), 0)

    def announce(self, message: Message) -> None:
        """Tell the bot a status that was reached otherwise, as by cancelling."""
        self._emit(Callback(message, message.status, message.error_code, self._carrier.generation))

    def forget(self) -> None:
        """Drop what is under way; the carrier was reset."""
        self._free_at.clear()
        self._lines.clear()
        self._held.clear()
        while not self._queue.empty():
            self._queue.get_nowait()

    def _resume(self) -> None:
        """Texts the journal brings back unfinished go on from where they were."""
        for message in self._carrier.book.all:
            if not message.is_final and not message.is_deleted:
                self.begin(message)

    def _take_turn(self, message: Message) -> float:
        mps = self._carrier.settings.mps
        if mps is None or message.status in ("sent", "scheduled"):
            return 0.0
        wait_s = self.queue_wait_s(message.sender)
        now = asyncio.get_running_loop().time()
        self._free_at[message.sender] = now + wait_s + message.parts / mps
        return wait_s

    def _schedule(self, message: Message, plan: Plan, position: int) -> None:
        if position >= len(plan.steps):
            self._release(message)
            return
        step = partial(self._take_step, message, plan, position, self._carrier.generation)
        asyncio.get_running_loop().call_later(plan.steps[position].after_s, step)

    def _take_step(self, message: Message, plan: Plan, position: int, generation: int) -> None:
        if generation != self._carrier.generation or message.is_final or message.is_deleted:
            return
        step = plan.steps[position]
        if step.status == "queued" and message.send_at and self._has_stopped(message):
            plan, step = Plan((step,)), Step(0, "failed", 21610)
        callback = self._reach(message, step)
        if plan.has_callbacks:
            for _ in range(2 if plan.is_doubled else 1):
                self._hold_or_emit(callback, plan)
        self._schedule(message, plan, position + 1)

    def _reach(self, message: Message, step: Step) -> Callback:
        self._carrier.set_status(message, step.status, step.error_code)
        return Callback(message, step.status, step.error_code, self._carrier.generation)

    def _has_stopped(self, message: Message) -> bool:
        return self._carrier.has_stopped(message.to, message.sender)

    def _hold_or_emit(self, callback: Callback, plan: Plan) -> None:
        if plan.is_reordered and callback.message.callback_url:
            self._held.setdefault(callback.message.n, []).append(callback)
        else:
            self._emit(callback)

    def _release(self, message: Message) -> None:
        for callback in reversed(self._held.pop(message.n, [])):
            self._emit(callback)

    def _emit(self, callback: Callback) -> None:
        """Queue a callback; those of one message are posted one after the other."""
        if not callback.message.callback_url:
            return
        line = self._lines.get(callback.message.n)
        if line is None:
            self._lines[callback.message.n] = deque()
            self._queue.put_nowait(callback)
        else:
            line.append(callback)

    async def _work(self) -> None:
        while True:
            callback = await self._queue.get()
            if callback.generation != self._carrier.generation:
                continue
            await self._post(callback)
            if callback.generation != self._carrier.generation:
                continue
            line = self._lines.get(callback.message.n)
            if line:
                self._queue.put_nowait(line.popleft())
            else:
                self._lines.pop(callback.message.n, None)

    async def _post(self, callback: Callback) -> None:
        message = callback.message
        if not message.callback_url:
            return
        fields = callback_fields(self._carrier, callback)
        read_ms = self._carrier.settings.webhook_read_timeout_ms
        answer = await self._webhooks.send(message.callback_url, fields, read_ms=read_ms)
        if callback.generation != self._carrier.generation:
            return
        self._carrier.record(Kind.CALLBACK, message, (callback.status, answer.status))
        log.debug("callback", sid=message.sid, status=callback.status, http=answer.status)
        if not answer.is_good:
            self._report(message, answer)

    def _report(self, message: Message, answer: Answer) -> None:
        words = answer.words or f"it answered HTTP {answer.status}"
        self._carrier.trouble(11200, f"A status callback failed: {words}.", answer.url, message.sid)
        log.warning("callback_failed", sid=message.sid, http=answer.status, failed=answer.failed)


def callback_fields(carrier: Carrier, callback: Callback) -> Fields:
    """The form of a status callback (twilio.com/docs/messaging/guides/outbound-message-status)."""
    message = callback.message
    fields = [
        ("SmsSid", message.sid),
        ("SmsStatus", callback.status),
        ("MessageStatus", callback.status),
        ("To", message.to),
        ("MessageSid", message.sid),
        ("AccountSid", carrier.account.sid),
        ("From", message.sender),
        ("ApiVersion", "2010-04-01"),
    ]
    if message.service_sid:
        fields.append(("MessagingServiceSid", message.service_sid))
    if callback.error_code:
        fields.append(("ErrorCode", str(callback.error_code)))
    return fields
