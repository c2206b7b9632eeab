"""Twilio's API for our own numbers."""

from __future__ import annotations

from aiohttp import web

from bot.simulator.addresses import read_address
from bot.simulator.api import PREFIX
from bot.simulator.carrier import Carrier
from bot.simulator.forms import Form, json_response, read_form, read_query
from bot.simulator.listing import read_paging
from bot.simulator.numbers import FORM_FIELDS, URL_FIELDS, OurNumber
from bot.simulator.refusals import Refused
from bot.simulator.sending import is_web_url
from bot.simulator.shapes import number_json, page_json


class NumbersApi:
    """IncomingPhoneNumbers: list, buy, fetch, change, release."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def routes(self) -> list[web.RouteDef]:
        """Where these calls live."""
        many = PREFIX + "{account}/IncomingPhoneNumbers.json"
        one = PREFIX + "{account}/IncomingPhoneNumbers/{sid}.json"
        return [
            web.get(many, self.list),
            web.post(many, self.buy),
            web.get(one, self.fetch),
            web.post(one, self.update),
            web.delete(one, self.release),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        """The numbers that match, a page at a time."""
        query = read_query(request)
        paging = read_paging(query)
        phone, name = query.get("PhoneNumber"), query.get("FriendlyName")
        found = [
            number
            for number in self._carrier.numbers
            if (not phone or phone in number.phone_number)
            and (not name or name == number.friendly_name)
        ]
        start = paging.page * paging.size
        rows = [self._json(n) for n in found[start : start + paging.size]]
        token = f"PA{rows[-1]['sid']}" if rows and len(found) > start + paging.size else None
        page = page_json(
            request.path,
            query.fields,
            "incoming_phone_numbers",
            rows,
            paging.page,
            paging.size,
            token,
        )
        return json_response(page)

    async def buy(self, request: web.Request) -> web.StreamResponse:
        """Add a number to the account."""
        carrier, form = self._carrier, await read_form(request)
        phone = read_address(form.get("PhoneNumber") or f"+1{form.get('AreaCode')}5550199")
        if phone is None or carrier.numbers.find(phone):
            raise Refused(21422, form.get("PhoneNumber"))
        number = carrier.numbers.buy(phone, carrier.now(), **_changes(form))
        carrier.keep_numbers()
        return json_response(self._json(number), 201)

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """One number."""
        return json_response(self._json(self._number(request)))

    async def update(self, request: web.Request) -> web.StreamResponse:
        """Change a number's webhooks or name."""
        carrier, number = self._carrier, self._number(request)
        changes = _changes(await read_form(request))
        number = carrier.numbers.change(number.sid, carrier.now(), changes)
        carrier.keep_numbers()
        return json_response(self._json(number))

    async def release(self, request: web.Request) -> web.StreamResponse:
        """Give a number back."""
        self._carrier.numbers.release(self._number(request).sid)
        self._carrier.keep_numbers()
        return web.Response(status=204)

    def _number(self, request: web.Request) -> OurNumber:
        number = self._carrier.numbers.get(request.match_info["sid"])
        if number is None:
            raise Refused(20404, request.path)
        return number

    def _json(self, number: OurNumber) -> dict[str, object]:
        return number_json(self._carrier.account, number)


def _changes(form: Form) -> dict[str, str]:
    """The fields a form changes. Raises Refused(21502) for a URL Twilio could not call."""
    changes = {}
    for name, field in FORM_FIELDS.items():
        if not form.has(name):
            continue
        value = form.get(name)
        if name in URL_FIELDS and value and not is_web_url(value):
            raise Refused(21502, value)
        if name.endswith("Method") and value not in ("GET", "POST"):
            raise Refused(20001, f"{name} must be GET or POST")
        changes[field] = value
    return changes
