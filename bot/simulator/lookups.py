"""Twilio's Lookup v2: what kind of line a number is.

Landlines are numbers that behave like one, and those that take no texts; all others are mobile.
"""

from __future__ import annotations

from aiohttp import web

from bot.simulator.addresses import Behaviour, read_address
from bot.simulator.api import check_credentials
from bot.simulator.carrier import Carrier
from bot.simulator.forms import json_response, read_query
from bot.simulator.refusals import Refused

PREFIX = "/v2/PhoneNumbers/"
_LANDLINES = frozenset({Behaviour.LANDLINE, Behaviour.NOT_MOBILE})


class Lookups:
    """PhoneNumbers: fetch, with line type intelligence where it is asked for."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def routes(self) -> list[web.RouteDef]:
        """Where these calls live."""
        return [web.get(PREFIX + "{number}", self.fetch)]

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """One number."""
        check_credentials(self._carrier, request)
        number = read_address(request.match_info["number"])
        if number is None:
            raise Refused(20404, request.path)
        is_asked = "line_type_intelligence" in (read_query(request).get("Fields") or "")
        kind = "landline" if self._carrier.behaviour_of(number) in _LANDLINES else "mobile"
        told = {"type": kind, "carrier_name": "Simulated", "error_code": None}
        return json_response(
            {
                "calling_country_code": "1",
                "country_code": "US",
                "phone_number": number,
                "national_format": number,
                "valid": True,
                "validation_errors": [],
                "line_type_intelligence": told if is_asked else None,
                "url": str(request.url),
            }
        )
