"""Our own numbers at Twilio, and the webhooks they are set to."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass

FORM_FIELDS = {
    "FriendlyName": "friendly_name",
    "SmsUrl": "sms_url",
    "SmsMethod": "sms_method",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
}
URL_FIELDS = frozenset(name for name in FORM_FIELDS if name.endswith(("Url", "StatusCallback")))


@dataclass(frozen=True)
class OurNumber:
    """A number of the account, with its webhooks; an empty URL is none."""

    sid: str
    phone_number: str
    created_at: float
    updated_at: float
    friendly_name: str = ""
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"


class OurNumbers:
    """The account's numbers, by SID and by number."""

    def __init__(self) -> None:
        self._by_sid: dict[str, OurNumber] = {}

    def __iter__(self) -> Iterator[OurNumber]:
        return iter(self._by_sid.values())

    def get(self, sid: str) -> OurNumber | None:
        """The number with this SID."""
        return self._by_sid.get(sid)

    def find(self, phone_number: str) -> OurNumber | None:
        """The account's number written this way."""
        return next((n for n in self if n.phone_number == phone_number), None)

    def buy(self, phone_number: str, at: float, **fields: str) -> OurNumber:
        """Add a number to the account."""
        sid = "PN" + secrets.token_hex(16)
        number = OurNumber(sid, phone_number, at, at, **{"friendly_name": phone_number, **fields})
        self._by_sid[sid] = number
        return number

    def change(self, sid: str, at: float, fields: dict[str, str]) -> OurNumber:
        """Change a number's webhooks or name. Raises KeyError when there is none."""
        number = OurNumber(**(asdict(self._by_sid[sid]) | {"updated_at": at} | fields))
        self._by_sid[sid] = number
        return number

    def release(self, sid: str) -> None:
        """Give a number back. Raises KeyError when there is none."""
        del self._by_sid[sid]

    def as_rows(self) -> list[dict[str, object]]:
        """All numbers, for the journal."""
        return [asdict(number) for number in self]

    def restore(self, rows: list[dict[str, object]]) -> None:
        """Take the numbers as the journal has them."""
        self._by_sid = {str(row["sid"]): OurNumber(**row) for row in rows}  # type: ignore[arg-type]  # rows are as_rows()
