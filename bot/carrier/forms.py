"""Twilio's webhook forms, read into frozen shapes.

Twilio adds parameters without notice and other channels bring odd values, so nothing here is
refused but a form without a message id. All values are the sender's: attacker-controlled text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from bot.errors import InputError
from bot.sentences import say

# https://www.twilio.com/docs/messaging/api/message-resource: "SM" for SMS, "MM" for MMS.
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_MAX_MEDIA = 10
_AS_WRITTEN = "werkzeug.url_quote"  # Werkzeug's way with bytes that are no text, as in its forms
_OPT_OUT_TYPES = frozenset({"STOP", "HELP", "START"})


@dataclass(frozen=True, slots=True)
class InboundForm:
    """A text that came in.

    `sender` and `recipient` are raw: "+13125550142", "whatsapp:+1312…", a short code, or garbage.
    `channel` is "sms", or the address's prefix ("whatsapp"). `body` has no NUL and is NFC.
    `opt_out_type` is "STOP", "HELP" or "START" where Twilio has answered the word itself.
    """

    sid: str
    sender: str
    recipient: str
    channel: str
    body: str
    media: tuple[str, ...] = ()
    opt_out_type: str | None = None
    parts: int = 1

    @property
    def number(self) -> str:
        """The sender without the channel's prefix."""
        return self.sender.strip().removeprefix(f"{self.channel}:")


@dataclass(frozen=True, slots=True)
class StatusForm:
    """What a status callback says. `status` is Twilio's own word, lower case."""

    sid: str
    status: str
    error_code: int | None


def read_fields(body: bytes) -> list[tuple[str, str]]:
    """The names and values of a form, blank ones too, as it was posted (urlencoded).

    What `urllib.parse.parse_qsl` reads, for half of its time: most fields have nothing to decode.
    Escaped bytes that are no UTF-8 stay as they were written. Raises: UnicodeDecodeError.
    """
    pairs = []
    for piece in body.decode().split("&"):
        name, _, value = piece.partition("=")
        if "%" in piece or "+" in piece:
            name, value = _decoded(name), _decoded(value)
        if piece:
            pairs.append((name, value))
    return pairs


def _decoded(written: str) -> str:
    return unquote(written.replace("+", " "), errors=_AS_WRITTEN)


def parse_inbound(form: Mapping[str, str]) -> InboundForm:
    """Read an inbound webhook. Raises: InputError without a well-formed MessageSid."""
    sender = _text(form, "From", 200)
    return InboundForm(
        sid=_sid(form),
        sender=sender,
        recipient=_text(form, "To", 200),
        channel=_channel(sender),
        body=unicodedata.normalize("NFC", _text(form, "Body", 10_000)),
        media=_media(form),
        opt_out_type=_opt_out_type(form),
        parts=max(1, _number(form, "NumSegments") or 1),
    )


def parse_status(form: Mapping[str, str]) -> StatusForm:
    """Read a status callback. Raises: InputError without a well-formed MessageSid."""
    status = _text(form, "MessageStatus", 24) or _text(form, "SmsStatus", 24)
    return StatusForm(_sid(form), status.strip().lower(), _number(form, "ErrorCode"))


def _text(form: Mapping[str, str], name: str, limit: int) -> str:
    return (form.get(name) or "").replace("\x00", "")[:limit]


def _sid(form: Mapping[str, str]) -> str:
    sid = _text(form, "MessageSid", 64) or _text(form, "SmsSid", 64)
    if not _SID.fullmatch(sid):
        raise InputError(say("the form has no well-formed MessageSid"), "MessageSid")
    return sid


def _channel(sender: str) -> str:
    prefix, colon, _ = sender.partition(":")
    return prefix.lower()[:40] if colon and prefix.isalpha() else "sms"


def _number(form: Mapping[str, str], name: str) -> int | None:
    """A small whole number, or None for anything else."""
    value = _text(form, name, 12).strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else None


def _media(form: Mapping[str, str]) -> tuple[str, ...]:
    count = min(_number(form, "NumMedia") or 0, _MAX_MEDIA)
    urls = (_text(form, f"MediaUrl{index}", 2000) for index in range(count))
    return tuple(url for url in urls if url.startswith(("https://", "http://")))


def _opt_out_type(form: Mapping[str, str]) -> str | None:
    kind = _text(form, "OptOutType", 10).strip().upper()
    return kind if kind in _OPT_OUT_TYPES else None
