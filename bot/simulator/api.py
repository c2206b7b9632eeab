"""Twilio's API for accounts and messages."""

from __future__ import annotations

import base64
import binascii
import hmac
import time

import structlog
from aiohttp import web

from bot.simulator import mishaps
from bot.simulator.addresses import read_address
from bot.simulator.carrier import Carrier
from bot.simulator.clock import wall_time
from bot.simulator.delivery import Delivery
from bot.simulator.faults import Action, Fault, Occasion
from bot.simulator.forms import Form, json_response, read_form, read_query
from bot.simulator.ledger import Kind
from bot.simulator.listing import list_messages, read_paging
from bot.simulator.messages import BY_API, Message
from bot.simulator.refusals import Refused
from bot.simulator.replay import edit
from bot.simulator.sending import read_send
from bot.simulator.settings import pick_ms
from bot.simulator.shapes import (
    VERSION,
    account_json,
    feedback_json,
    media_json,
    message_json,
    page_json,
)

log = structlog.get_logger(__name__)
PREFIX = f"/{VERSION}/Accounts/"


def check_credentials(carrier: Carrier, request: web.Request) -> None:
    """Basic auth with the account's token or its API key. Raises Refused(20003) or (20404)."""
    try:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(20003) from None
    account = carrier.account
    known = [(account.sid, account.auth_token), (account.api_key, account.api_secret)]
    if scheme.lower() != "basic" or not any(
        name and secret and name == user and hmac.compare_digest(secret.encode(), password.encode())
        for name, secret in known
    ):
        raise Refused(20003)
    sid = request.match_info.get("account", account.sid)
    if sid != account.sid:
        raise Refused(20404, request.path)


class RateLimit:
    """Creates in the current second, and creates under way."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._second = 0
        self._count = 0
        self.under_way = 0

    def check(self) -> None:
        """Count one more. Raises Refused(20429) above what the settings allow."""
        settings = self._carrier.settings
        if settings.rate_limit is not None:
            second = int(time.monotonic())
            if second != self._second:
                self._second, self._count = second, 0
            self._count += 1
            if self._count > settings.rate_limit:
                raise Refused(20429)
        if settings.concurrency_limit and self.under_way >= settings.concurrency_limit:
            raise Refused(20429)


class MessagesApi:
    """Messages: create, list, fetch, redact, cancel, delete, media, feedback."""

    def __init__(self, carrier: Carrier, delivery: Delivery) -> None:
        self._carrier = carrier
        self._delivery = delivery
        self._limit = RateLimit(carrier)
        self._started_at = wall_time()

    def routes(self) -> list[web.RouteDef]:
        """Where these calls live."""
        base = PREFIX + "{account}"
        one = base + "/Messages/{sid}.json"
        return [
            web.post(base + "/Messages.json", self.create),
            web.get(base + "/Messages.json", self.list),
            web.get(one, self.fetch),
            web.post(one, self.update),
            web.delete(one, self.delete),
            web.get(base + "/Messages/{sid}/Media.json", self.list_media),
            web.post(base + "/Messages/{sid}/Feedback.json", self.feedback),
            web.get(PREFIX + "{account}.json", self.account),
        ]

    async def account(self, request: web.Request) -> web.StreamResponse:
        """The account."""
        return json_response(account_json(self._carrier.account, self._started_at))

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Take a text to send, unless it is to be refused or something is to go wrong."""
        carrier = self._carrier
        form = await read_form(request)
        to = read_address(form.get("To")) or form.get("To")
        actions = carrier.take_faults(Occasion("create", BY_API, to, form.get("Body")))
        try:
            self._limit.check()
            self._limit.under_way += 1
            try:
                await mishaps.wait(carrier, pick_ms(carrier.settings.latency_ms, carrier.chance))
                await mishaps.before(carrier, request, actions)
                message = await self._accept(form, actions)
            finally:
                self._limit.under_way -= 1
        except Refused as refused:
            carrier.record(Kind.REFUSED, detail=(refused.code, to))
            raise
        log.debug("accepted", sid=message.sid)
        answer = json_response(message_json(carrier.account, message), 201)
        return await mishaps.after(carrier, request, actions, answer)

    async def _accept(self, form: Form, actions: tuple[Action, ...]) -> Message:
        carrier, delivery = self._carrier, self._delivery
        draft = read_send(carrier, form)
        waits_too_long = delivery.queue_wait_s(draft.sender) > carrier.settings.queue_limit_s
        if waits_too_long and draft.service_sid is None:
            raise Refused(21611)
        message = carrier.accept(Kind.ACCEPTED, draft)
        if waits_too_long:
            delivery.refuse(message, 30001)
        elif any(action.fault is Fault.EARLY_CALLBACK for action in actions):
            await delivery.begin_early(message, actions)
        else:
            delivery.begin(message, actions)
        return message

    async def list(self, request: web.Request) -> web.StreamResponse:
        """A page of messages."""
        carrier, query = self._carrier, read_query(request)
        actions = await self._go_wrong(request, "list", query.get("To"))
        paging = read_paging(query)
        found, token = list_messages(carrier, query, paging)
        rows = [message_json(carrier.account, message) for message in found]
        page = page_json(
            request.path, query.fields, "messages", rows, paging.page, paging.size, token
        )
        return await mishaps.after(carrier, request, actions, json_response(page))

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """One message."""
        message = self._message(request)
        actions = await self._go_wrong(request, "fetch", message.to)
        answer = json_response(message_json(self._carrier.account, message))
        return await mishaps.after(self._carrier, request, actions, answer)

    async def update(self, request: web.Request) -> web.StreamResponse:
        """Redact a message with an empty Body, or cancel one that is scheduled."""
        carrier, message, form = self._carrier, self._message(request), await read_form(request)
        actions = await self._go_wrong(request, "update", message.to)
        if form.get("Status"):
            self._cancel(message, form.get("Status"))
        elif form.has("Body"):
            if form.get("Body"):
                raise Refused(20001, "Body can only be emptied")
            if not message.is_final:
                raise Refused(20009)
            edit(message, "redacted")
            carrier.record(Kind.EDITED, message, "redacted")
        answer = json_response(message_json(carrier.account, message))
        return await mishaps.after(carrier, request, actions, answer)

    def _cancel(self, message: Message, status: str) -> None:
        if status != "canceled":
            raise Refused(20001, "Status can only be set to canceled")
        if message.status != "scheduled":
            raise Refused(30409)
        self._carrier.set_status(message, "canceled")
        self._delivery.announce(message)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """Remove a message that is done with."""
        message = self._message(request)
        if not message.is_final:
            raise Refused(20009)
        edit(message, "deleted")
        self._carrier.record(Kind.EDITED, message, "deleted")
        return web.Response(status=204)

    async def list_media(self, request: web.Request) -> web.StreamResponse:
        """The pictures of a message."""
        message, query = self._message(request), read_query(request)
        account = self._carrier.account
        rows = [media_json(account, message, n) for n in range(len(message.media))]
        page = page_json(request.path, query.fields, "media_list", rows, 0, 50, None)
        return json_response(page)

    async def feedback(self, request: web.Request) -> web.StreamResponse:
        """Whether the person did what the text was for."""
        message, form = self._message(request), await read_form(request)
        outcome = form.get("Outcome") or "confirmed"
        if outcome not in ("confirmed", "unconfirmed"):
            raise Refused(20001, "Outcome must be confirmed or unconfirmed")
        return json_response(feedback_json(self._carrier.account, message, outcome))

    def _message(self, request: web.Request) -> Message:
        message = self._carrier.book.find(request.match_info["sid"])
        if message is None:
            raise Refused(20404, request.path)
        return message

    async def _go_wrong(self, request: web.Request, call: str, number: str) -> tuple[Action, ...]:
        occasion = Occasion(call, "", number, "")
        actions = self._carrier.take_faults(occasion)
        await mishaps.before(self._carrier, request, actions)
        return actions
