"""A call as Twilio's API shows it, and as the page does."""

from __future__ import annotations

from typing import Any

from bot.simulator.calls import BY_API, Call
from bot.simulator.shapes import VERSION, rfc2822

Json = dict[str, Any]
_EMPTY = (
    "answered_by",
    "caller_name",
    "forwarded_from",
    "group_sid",
    "phone_number_sid",
    "price",
    "trunk_sid",
)


def call_json(account_sid: str, call: Call) -> Json:
    """A Call as the API shows it."""
    base = f"/{VERSION}/Accounts/{account_sid}/Calls/{call.sid}"
    return {
        **dict.fromkeys(_EMPTY),
        "account_sid": account_sid,
        "api_version": VERSION,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at or call.created_at),
        "direction": call.direction,
        "duration": None if call.duration_s is None else str(call.duration_s),
        "end_time": rfc2822(call.ended_at),
        "from": call.sender,
        "from_formatted": call.sender,
        "parent_call_sid": call.parent_sid,
        "price_unit": "USD",
        "queue_time": str(call.queue_ms if call.direction == BY_API else 0),
        "sid": call.sid,
        "start_time": rfc2822(call.started_at),
        # The API knows no "initiated": until it rings, a call is queued.
        "status": "queued" if call.status == "initiated" else call.status,
        "subresource_uris": {"events": f"{base}/Events.json"},
        "to": call.to,
        "to_formatted": call.to,
        "uri": f"{base}.json",
    }
