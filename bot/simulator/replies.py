"""Acting on the TwiML the bot answered with: its texts, its redirects, its action URLs."""

from __future__ import annotations

import structlog

from bot.simulator.addresses import read_address
from bot.simulator.carrier import Carrier, Draft
from bot.simulator.delivery import Delivery
from bot.simulator.faults import Occasion
from bot.simulator.ledger import Kind
from bot.simulator.messages import REPLY, Message
from bot.simulator.twiml import BadTwimlError, Redirect, Reply, read_answer
from bot.simulator.webhooks import Answer, Fields, Webhooks

log = structlog.get_logger(__name__)
_MAX_HOPS = 5


class Replies:
    """Turns answers into texts with their own SIDs, statuses and callbacks."""

    def __init__(self, carrier: Carrier, webhooks: Webhooks, delivery: Delivery) -> None:
        self._carrier = carrier
        self._webhooks = webhooks
        self._delivery = delivery

    async def act_on(
        self, inbound: Message, answer: Answer, fields: Fields, hops: int = 0
    ) -> list[Message]:
        """Send what an answer says; returns the texts accepted, in order.

        A bad answer is noted for the debugger, and the texts before the fault are kept back too.
        """
        if not answer.is_good:
            return []
        try:
            verbs = read_answer(answer.text, answer.content_type, answer.url)
        except BadTwimlError as error:
            self._carrier.trouble(error.code, str(error), answer.url, inbound.sid)
            log.warning("bad_twiml", sid=inbound.sid, code=error.code)
            return []
        sent: list[Message] = []
        for verb in verbs:
            if isinstance(verb, Redirect):
                return sent + await self._follow(inbound, verb, fields, hops)
            message = self._send(inbound, verb, answer.url)
            if message is not None:
                sent.append(message)
                sent += await self._call_action(inbound, message, verb, hops)
        return sent

    def _send(self, inbound: Message, reply: Reply, url: str) -> Message | None:
        carrier = self._carrier
        to = read_address(reply.to) if reply.to else inbound.sender
        if to is None:
            carrier.trouble(21211, "A <Message> has a `to` that is no number.", url, inbound.sid)
            return None
        sender = reply.sender or inbound.to
        if carrier.has_stopped(to, sender):
            words = "The bot's reply was dropped: this phone has stopped texts."
            carrier.trouble(21610, words, url, inbound.sid)
            log.info("reply_dropped", sid=inbound.sid, code=21610)
            return None
        draft = Draft(
            direction=REPLY,
            to=to,
            sender=sender,
            body=reply.body,
            status="queued",
            service_sid=inbound.service_sid,
            media=tuple((media, "image/jpeg") for media in reply.media),
            callback_url=reply.status_callback,
        )
        message = carrier.accept(Kind.REPLY, draft)
        actions = carrier.take_faults(Occasion("reply", REPLY, to, reply.body))
        self._delivery.begin(message, actions)
        return message

    async def _follow(
        self, inbound: Message, redirect: Redirect, fields: Fields, hops: int
    ) -> list[Message]:
        if hops >= _MAX_HOPS:
            words = "The bot's TwiML redirects in a circle."
            self._carrier.trouble(12200, words, redirect.url, inbound.sid)
            return []
        answer = await self._webhooks.send(redirect.url, fields, redirect.method)
        return await self._after(inbound, answer, fields, hops)

    async def _call_action(
        self, inbound: Message, message: Message, reply: Reply, hops: int
    ) -> list[Message]:
        if reply.action is None or hops >= _MAX_HOPS:
            return []
        fields = [
            ("MessageSid", message.sid),
            ("SmsSid", message.sid),
            ("MessageStatus", message.status),
            ("SmsStatus", message.status),
            ("AccountSid", self._carrier.account.sid),
            ("From", message.sender),
            ("To", message.to),
            ("Body", message.body),
            ("ApiVersion", "2010-04-01"),
        ]
        answer = await self._webhooks.send(reply.action, fields, reply.method)
        return await self._after(inbound, answer, fields, hops)

    async def _after(
        self, inbound: Message, answer: Answer, fields: Fields, hops: int
    ) -> list[Message]:
        """Note how a further call went, and act on its answer too."""
        self._carrier.record(Kind.WEBHOOK, inbound, (answer.status, answer.ms, answer.attempts))
        if not answer.is_good:
            words = answer.words or f"it answered HTTP {answer.status}"
            self._carrier.trouble(11200, f"A webhook failed: {words}.", answer.url, inbound.sid)
        return await self.act_on(inbound, answer, fields, hops + 1)
