"""Calls that we make: asked of Twilio's Calls API through its library, one at a time.

https://www.twilio.com/docs/voice/api/call-resource
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.carrier.lookups import aware, translated

_BY_API = "outbound-api"


@dataclass(frozen=True, slots=True)
class OutboundCall:
    """A call to make. `to` and `shown` are E.164, `shown` one of our numbers. The addresses bear
    the id of our row, which proves that the call was taken though its answer is lost. `rings_s` and
    `limit_s` are seconds of ringing and of the whole call."""

    to: str
    shown: str
    ask_at: str
    tell_at: str
    rings_s: int
    limit_s: int
    tells_ringing: bool = False


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A call as the carrier lists it; `created_at` is aware UTC."""

    sid: str
    status: str
    created_at: datetime | None


class Calling:
    """Starts, lists and ends calls. Every method raises CarrierRefused, CarrierBusy (nothing was
    processed) or CarrierSilent (it may have been taken)."""

    def __init__(self, client: Any) -> None:
        self._calls = client.calls

    def start(self, call: OutboundCall) -> str:
        """Have a call made; its SID. Never tries twice."""
        ringing = ["ringing"] if call.tells_ringing else []
        with translated():
            made = self._calls.create(
                to=call.to,
                from_=call.shown,
                url=call.ask_at,
                method="POST",
                status_callback=call.tell_at,
                status_callback_method="POST",
                status_callback_event=["initiated", *ringing, "completed"],
                timeout=call.rings_s,
                time_limit=call.limit_s,
            )
        return str(made.sid)

    def list_to(self, number: str, most: int) -> Iterator[MadeCall]:
        """Calls of ours to a number, the newest first."""
        with translated():
            for call in self._calls.stream(to=number, limit=most, page_size=most):
                if call.direction == _BY_API:
                    yield MadeCall(str(call.sid), str(call.status), aware(call.date_created))

    def end(self, sid: str) -> None:
        """Hang up, or call off before anybody answers."""
        with translated():
            self._calls(sid).update(status="completed")
