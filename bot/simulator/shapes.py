"""Twilio's JSON: each resource as its API shows it (twilio_api_v2010.json)."""

from __future__ import annotations

from email.utils import formatdate
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from bot.simulator.carrier import Account
from bot.simulator.clock import wall_time
from bot.simulator.inbound import media_sid
from bot.simulator.messages import BY_API, Message
from bot.simulator.numbers import OurNumber
from bot.simulator.refusals import words_of_outcome

VERSION = "2010-04-01"
Json = dict[str, Any]


def rfc2822(at: float | None) -> str | None:
    """A date as the API writes it, always in GMT."""
    return None if at is None else _rfc2822_second(int(at))


@lru_cache(maxsize=4096)
def _rfc2822_second(at: int) -> str:
    return formatdate(at).replace("-0000", "+0000")


def message_json(account: Account, message: Message) -> Json:
    """A Message. With a service the sender and the parts are not known at first."""
    base = f"/{VERSION}/Accounts/{account.sid}/Messages/{message.sid}"
    is_early = message.is_sender_hidden
    return {
        "account_sid": account.sid,
        "api_version": VERSION,
        "body": message.body,
        "date_created": rfc2822(message.created_at),
        "date_sent": rfc2822(message.sent_at),
        "date_updated": rfc2822(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": _error_message(message),
        "from": None if is_early else message.sender,
        "messaging_service_sid": message.service_sid,
        "num_media": str(len(message.media)),
        "num_segments": "0" if is_early else str(message.parts),
        "price": None,
        "price_unit": "USD" if message.direction == BY_API else None,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{base}/Media.json"},
        "to": message.to,
        "uri": f"{base}.json",
    }


def _error_message(message: Message) -> str | None:
    return words_of_outcome(message.error_code) if message.error_code else None


def media_json(account: Account, message: Message, number: int) -> Json:
    """One picture of a message."""
    sid = media_sid(message, number)
    return {
        "account_sid": account.sid,
        "content_type": message.media[number][1],
        "date_created": rfc2822(message.created_at),
        "date_updated": rfc2822(message.created_at),
        "parent_sid": message.sid,
        "sid": sid,
        "uri": f"/{VERSION}/Accounts/{account.sid}/Messages/{message.sid}/Media/{sid}.json",
    }


def feedback_json(account: Account, message: Message, outcome: str) -> Json:
    """What the bot said became of a message."""
    uri = f"/{VERSION}/Accounts/{account.sid}/Messages/{message.sid}/Feedback.json"
    now = rfc2822(wall_time())
    return {
        "account_sid": account.sid,
        "date_created": now,
        "date_updated": now,
        "message_sid": message.sid,
        "outcome": outcome,
        "uri": uri,
    }


def account_json(account: Account, started_at: float) -> Json:
    """The account, without its token."""
    base = f"/{VERSION}/Accounts/{account.sid}"
    parts = {
        "messages": "Messages",
        "calls": "Calls",
        "incoming_phone_numbers": "IncomingPhoneNumbers",
    }
    return {
        "auth_token": None,
        "date_created": rfc2822(started_at),
        "date_updated": rfc2822(started_at),
        "friendly_name": "Simulator",
        "owner_account_sid": account.sid,
        "sid": account.sid,
        "status": "active",
        "subresource_uris": {name: f"{base}/{part}.json" for name, part in parts.items()},
        "type": "Full",
        "uri": f"{base}.json",
    }


def number_json(account: Account, number: OurNumber) -> Json:
    """One of our numbers with its webhooks."""
    return {
        "account_sid": account.sid,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": rfc2822(number.created_at),
        "date_updated": rfc2822(number.updated_at),
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": number.friendly_name,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": number.phone_number,
        "sid": number.sid,
        "sms_application_sid": None,
        "sms_fallback_method": number.sms_fallback_method,
        "sms_fallback_url": number.sms_fallback_url or None,
        "sms_method": number.sms_method,
        "sms_url": number.sms_url or None,
        "status": "in-use",
        "status_callback": number.status_callback or None,
        "status_callback_method": number.status_callback_method,
        "trunk_sid": None,
        "type": "local",
        "uri": f"/{VERSION}/Accounts/{account.sid}/IncomingPhoneNumbers/{number.sid}.json",
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": number.voice_fallback_method,
        "voice_fallback_url": number.voice_fallback_url or None,
        "voice_method": number.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": number.voice_url or None,
    }


def page_json(
    path: str,
    query: list[tuple[str, str]],
    name: str,
    rows: list[Json],
    page: int,
    size: int,
    next_token: str | None,
) -> Json:
    """A page of a list, with the URIs of its neighbours; `query` is the filters asked for."""
    filters = [(k, v) for k, v in query if k not in ("Page", "PageSize", "PageToken")]

    def uri(number: int, token: str | None = None) -> str:
        asked = [*filters, ("PageSize", str(size)), ("Page", str(number))]
        if token:
            asked.append(("PageToken", token))
        return f"{path}?{urlencode(asked, quote_via=quote)}"

    start = page * size
    return {
        name: rows,
        "end": start + max(0, len(rows) - 1),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1, next_token) if next_token else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": uri(page - 1) if page > 0 else None,
        "start": start,
        "uri": uri(page),
    }
