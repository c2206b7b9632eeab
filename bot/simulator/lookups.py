"""Twilio's Lookup v2: what kind of line a number is, and whether somebody else has it by now.

Landlines are numbers that behave like one, and those that take no texts; all others are mobile.
"""

from __future__ import annotations

import re

from aiohttp import web

from bot.simulator import mishaps
from bot.simulator.addresses import Behaviour, read_address
from bot.simulator.api import check_credentials
from bot.simulator.carrier import Carrier
from bot.simulator.faults import Occasion
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
        actions = self._carrier.take_faults(Occasion("lookup", "", number, ""))
        await mishaps.before(self._carrier, request, actions)
        query = read_query(request)
        fields = query.get("Fields") or ""
        is_asked = "line_type_intelligence" in fields
        behaviour = self._carrier.behaviour_of(number)
        kind = "landline" if behaviour in _LANDLINES else "mobile"
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
                "reassigned_number": _reassigned(behaviour, query.get("LastVerifiedDate") or "")
                if "reassigned_number" in fields
                else None,
                "url": str(request.url),
            }
        )


def _reassigned(behaviour: Behaviour, verified_on: str) -> dict[str, str | None]:
    """https://www.twilio.com/docs/lookup/v2-api/reassigned-number: it takes the day on which it was
    last known whose the number is, YYYYMMDD."""
    is_day = re.fullmatch(r"\d{8}", verified_on) is not None
    said = "yes" if behaviour is Behaviour.REASSIGNED else "no"
    return {
        "last_verified_date": verified_on,
        "is_number_reassigned": said if is_day else None,
        "error_code": None if is_day else "60617",
    }
