"""The error of the house for what Twilio answers when it does not take a message."""

from __future__ import annotations

from bot.errors import CarrierBusy, CarrierError, CarrierRefused, CarrierSilent


def refusal(http_status: int, code: int, retry_after_s: float = 0.0) -> CarrierError:
    """429 was never processed, other 4xx are final, everything else is unknown.

    Twilio's own words may hold a phone number, so they go no further than this.
    """
    if http_status == 429:
        return CarrierBusy("the carrier asks us to slow down", code or 20429, 429, retry_after_s)
    if 400 <= http_status < 500:
        return CarrierRefused(f"the carrier refused it (code {code})", code, http_status)
    return CarrierSilent(f"the carrier answered {http_status}", code, http_status)
