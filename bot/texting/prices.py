"""What texts cost, by the price table in settings (CLARION_PRICES). Estimates, in US dollars."""

from __future__ import annotations

from bot.config import Settings


def price(settings: Settings, *, texts: int, parts: int, has_media: bool) -> float:
    """The price of so many texts of so many parts in all.

    A text with a picture is an MMS: paid by the text, however long it is.
    """
    return texts * settings.prices["mms"] if has_media else parts * settings.prices["sms"]
