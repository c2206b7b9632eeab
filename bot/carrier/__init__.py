"""Twilio, and nothing but Twilio: send, look up, sign, parse, and its tables as data.

The one rule: this package (with the web hooks) alone knows Twilio's names, forms and codes.
Its errors leave as `bot.errors.CarrierError`; `connect` opens nothing until the first request.
The light modules (`signature`, `forms`, `twiml`, `statuses`, `codes`) import no HTTP client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.carrier.client import Carrier
    from bot.config import Settings

__all__ = ["Carrier", "connect"]


def connect(settings: Settings) -> Carrier:
    """The carrier that the settings name. Opens no connection; safe before a fork."""
    # Imported here: the webhooks need this package but no HTTP client (0.3 s of imports).
    from bot.carrier.client import Carrier

    return Carrier(settings)
