"""A phone texts us: Twilio files it, asks the bot, and sends what the bot answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog

from bot.simulator.addresses import is_whatsapp
from bot.simulator.carrier import Carrier, Draft
from bot.simulator.delivery import Delivery
from bot.simulator.faults import Action, Fault, Occasion
from bot.simulator.ledger import Kind
from bot.simulator.messages import INBOUND, REPLY, Message
from bot.simulator.numbers import OurNumber
from bot.simulator.opt_outs import OptOutType, Verdict
from bot.simulator.phones import place_of
from bot.simulator.replies import Replies
from bot.simulator.settings import OptOutMode
from bot.simulator.webhooks import Answer, Fields, Webhooks

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class InboundText:
    """What a phone sends. `raw` overrides webhook fields; `repeat` sends the webhook so often."""

    sender: str
    body: str
    to: str
    media: tuple[tuple[str, str], ...] = ()
    sid: str | None = None
    repeat: int = 1
    raw: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Exchange:
    """What came of it: the bot's answers, and the texts Twilio made of the first one."""

    message: Message
    answers: tuple[Answer, ...]
    replies: tuple[Message, ...]
    carrier_reply: Message | None
    trouble: str | None = None


class Inbound:
    """The way in from the phones."""

    def __init__(self, carrier: Carrier, webhooks: Webhooks, delivery: Delivery) -> None:
        self._carrier = carrier
        self._webhooks = webhooks
        self._delivery = delivery
        self._replies = Replies(carrier, webhooks, delivery)
        self._later: set[asyncio.Task[Exchange]] = set()

    def file(self, text: InboundText) -> Message:
        """Take a text from a phone into the book, where the API lists it at once.

        A SID already in the book is the same text once more, not a second one.
        """
        known = self._carrier.book.find(text.sid) if text.sid else None
        if known is not None:
            return known
        account = self._carrier.account
        service = account.service_sid if text.to == account.number else None
        draft = Draft(
            direction=INBOUND,
            to=text.to,
            sender=text.sender,
            body=text.body,
            status="received",
            service_sid=service,
            media=text.media,
            sid=text.sid,
        )
        return self._carrier.accept(Kind.INBOUND, draft)

    async def receive(self, text: InboundText, base_url: str) -> Exchange:
        """File a text, let the carrier act on its keywords, and ask the bot."""
        message = self.file(text)
        verdict = self._obey(message)
        carrier_reply = self._answer_for(message, verdict.reply) if verdict.reply else None
        occasion = Occasion("inbound", INBOUND, message.sender, message.body)
        actions = self._carrier.take_faults(occasion)
        generation = self._carrier.generation
        answers = await self._ask(message, text, verdict, actions, base_url)
        replies: list[Message] = []
        if answers and generation == self._carrier.generation:
            fields = self.fields(message, verdict, base_url)
            replies = await self._replies.act_on(message, answers[0], fields)
        trouble = self._trouble_with(message) if answers else "The bot was not told of this text."
        return Exchange(message, tuple(answers), tuple(replies), carrier_reply, trouble)

    def receive_later(self, text: InboundText, base_url: str) -> None:
        """As `receive`, without waiting for what comes of it."""
        task = asyncio.ensure_future(self.receive(text, base_url))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def cancel(self) -> None:
        """Give up what is still waiting for the bot."""
        for task in self._later:
            task.cancel()

    def fields(self, message: Message, verdict: Verdict, base_url: str) -> Fields:
        """The webhook's form (twilio.com/docs/messaging/guides/webhook-request)."""
        carrier = self._carrier
        fields = [
            ("ToCountry", place_of(message.to).country),
            ("ToState", place_of(message.to).state),
            ("SmsMessageSid", message.sid),
            ("NumMedia", str(len(message.media))),
            ("ToCity", place_of(message.to).city),
            ("FromZip", place_of(message.sender).zip),
            ("SmsSid", message.sid),
            ("FromState", place_of(message.sender).state),
            ("SmsStatus", "received"),
            ("FromCity", place_of(message.sender).city),
            ("Body", message.body),
            ("FromCountry", place_of(message.sender).country),
            ("To", message.to),
            ("ToZip", place_of(message.to).zip),
            ("NumSegments", str(message.parts)),
            ("MessageSid", message.sid),
            ("AccountSid", carrier.account.sid),
            ("From", message.sender),
            ("ApiVersion", "2010-04-01"),
        ]
        if message.service_sid:
            fields.append(("MessagingServiceSid", message.service_sid))
        if verdict.kind and carrier.settings.opt_out is OptOutMode.ADVANCED:
            fields.append(("OptOutType", verdict.kind))
        if is_whatsapp(message.sender):
            fields += _whatsapp_fields(message)
        for number, (url, kind) in enumerate(message.media):
            fields.append(
                (f"MediaUrl{number}", url or _media_url(carrier, message, base_url, number))
            )
            fields.append((f"MediaContentType{number}", kind))
        return fields

    def _trouble_with(self, message: Message) -> str | None:
        """The debugger's newest words about a text."""
        about = (t for t in reversed(self._carrier.troubles) if t.message_sid == message.sid)
        newest = next(about, None)
        return newest.words if newest else None

    def _obey(self, message: Message) -> Verdict:
        """Change the carrier's STOP list as the text asks."""
        carrier = self._carrier
        sender = carrier.account.sender_key(message.to)
        verdict = carrier.opt_outs.judge(message.sender, sender, message.body, carrier.settings)
        if verdict.reply and verdict.kind in (OptOutType.STOP, OptOutType.START):
            carrier.set_stopped(message.sender, sender, verdict.kind is OptOutType.STOP)
        return verdict

    def _answer_for(self, message: Message, body: str) -> Message:
        """The carrier's own text to a keyword; it goes out whatever the STOP list says."""
        draft = Draft(
            direction=REPLY,
            to=message.sender,
            sender=message.to,
            body=body,
            status="queued",
            service_sid=message.service_sid,
        )
        reply = self._carrier.accept(Kind.CARRIER, draft)
        self._delivery.begin(reply)
        return reply

    async def _ask(
        self,
        message: Message,
        text: InboundText,
        verdict: Verdict,
        actions: tuple[Action, ...],
        base_url: str,
    ) -> list[Answer]:
        """Post the webhook as often as asked; the first to answer comes first."""
        faults = {action.fault for action in actions}
        number = self._carrier.numbers.find(message.to.removeprefix("whatsapp:"))
        if Fault.LOST_WEBHOOK in faults or number is None or not number.sms_url:
            return []
        for action in actions:
            if action.fault is Fault.DELAY:
                await asyncio.sleep(action.number / 1000)
        fields = _override(self.fields(message, verdict, base_url), text.raw)
        times = max(text.repeat, 2 if Fault.DUPLICATE_WEBHOOK in faults else 1)
        posts = [asyncio.ensure_future(self._post(message, number, fields)) for _ in range(times)]
        return [await post for post in asyncio.as_completed(posts)]

    async def _post(self, message: Message, number: OurNumber, fields: Fields) -> Answer:
        """Ask the number's URL, and its fallback where that gives nothing of use."""
        carrier = self._carrier
        read_ms = carrier.settings.webhook_read_timeout_ms
        answer = await self._webhooks.send(number.sms_url, fields, number.sms_method, read_ms)
        self._note(message, answer)
        if answer.is_good or not number.sms_fallback_url:
            return answer
        code = "11200" if answer.status else "11205"
        why = [("ErrorCode", code), ("ErrorUrl", answer.url)]
        url, method = number.sms_fallback_url, number.sms_fallback_method
        answer = await self._webhooks.send(url, fields + why, method, read_ms)
        self._note(message, answer)
        return answer

    def _note(self, message: Message, answer: Answer) -> None:
        carrier = self._carrier
        carrier.record(Kind.WEBHOOK, message, (answer.status, answer.ms, answer.attempts))
        log.info("webhook", sid=message.sid, http=answer.status, ms=answer.ms)
        if answer.is_good:
            return
        if answer.status:
            words = f"The bot answered HTTP {answer.status} to a text."
            carrier.trouble(11200, words, answer.url, message.sid)
        else:
            words = f"The bot did not answer: {answer.words}."
            carrier.trouble(11205, words, answer.url, message.sid)


def _whatsapp_fields(message: Message) -> Fields:
    return [
        ("WaId", message.sender.removeprefix("whatsapp:").removeprefix("+")),
        ("ProfileName", "Sample"),
        ("MessageType", "text"),
        ("ChannelMetadata", '{"type":"whatsapp","data":{"context":{"ProfileName":"Sample"}}}'),
    ]


def _media_url(carrier: Carrier, message: Message, base_url: str, number: int) -> str:
    account = carrier.account.sid
    return (
        f"{base_url}/2010-04-01/Accounts/{account}/Messages/{message.sid}"
        f"/Media/{media_sid(message, number)}"
    )


def media_sid(message: Message, number: int) -> str:
    """The SID of the message's picture at this place, from 0."""
    return f"ME{message.key.hex()[:30]}{number:02x}"


def _override(fields: Fields, raw: dict[str, str]) -> Fields:
    """The form with a test's own values put in place, or added at the end."""
    names = {name for name, _ in fields}
    changed = [(name, raw.get(name, value)) for name, value in fields]
    return changed + [(name, value) for name, value in raw.items() if name not in names]
