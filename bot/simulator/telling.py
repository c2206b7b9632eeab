"""The log, the errors and the state as JSON, for tests and for the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.simulator.calls import Call
from bot.simulator.carrier import Carrier
from bot.simulator.ledger import NEW_MESSAGE, Entry, Kind
from bot.simulator.messages import Message
from bot.simulator.opt_outs import replies_in_force, words_in_force
from bot.simulator.parts import count_parts
from bot.simulator.refusals import words_of_outcome

Json = dict[str, Any]

# What the parts of an entry's detail are called.
_DETAIL = {
    Kind.REFUSED: ("code", "to"),
    Kind.STATUS: ("status", "error_code"),
    Kind.CALLBACK: ("status", "http"),
    Kind.WEBHOOK: ("http", "ms", "attempts"),
    Kind.STOPPED: ("phone", "sender"),
    Kind.RESUMED: ("phone", "sender"),
    Kind.FAULT: ("fault", "call"),
    Kind.ERROR: ("code", "words"),
    Kind.HEARD: ("sid", "to", "how", "words"),
    Kind.PRESSED: ("sid", "from", "how", "words"),
    Kind.CALL_CALLBACK: ("sid", "status", "http", "sequence"),
    Kind.VOICE: ("sid", "http", "ms", "url"),
}


def tell_entry(carrier: Carrier, entry: Entry) -> Json:
    """One log entry. Entries about a text carry its sid, to and from; new ones its body too."""
    told: Json = {"n": entry.n, "at": round(entry.at, 3), "kind": str(entry.kind)}
    if entry.message_n >= 0:
        message = carrier.book.all[entry.message_n]
        told |= {"sid": message.sid, "to": message.to, "from": message.sender}
        if entry.kind in NEW_MESSAGE:
            told |= {
                "body": message.body,
                "parts": message.parts,
                "media": [url for url, _ in message.media],
                "callback": message.callback_url,
                "direction": message.direction,
            }
        elif entry.kind is Kind.CALLBACK:
            told["callback"] = message.callback_url
    if entry.kind in _DETAIL and isinstance(entry.detail, tuple):
        told |= dict(zip(_DETAIL[entry.kind], entry.detail, strict=False))
    elif entry.kind is Kind.CALL and isinstance(entry.detail, dict):
        told |= _tell_row(entry.detail)
    elif entry.detail is not None:
        told["detail"] = entry.detail
    return told


def _tell_row(row: Json) -> Json:
    """A call's journal row as the log shows it."""
    names = ("sid", "to", "status", "direction", "parent_sid", "duration_s", "queue_ms")
    return {"from": row["sender"], **{name: row[name] for name in names}}


def tell_call(call: Call) -> Json:
    """A call as the page shows it, with what was heard and done on it."""
    return {
        **_tell_row(call.as_row()),
        "at": call.created_at,
        "started_at": call.started_at,
        "is_over": call.is_final,
        "lines": [asdict(line) for line in call.lines],
    }


def tell_message(message: Message) -> Json:
    """A text as the page shows it."""
    parts = count_parts(message.body)
    return {
        "n": message.n,
        "sid": message.sid,
        "direction": message.direction,
        "to": message.to,
        "from": message.sender,
        "body": message.body,
        "media": [url for url, _ in message.media],
        "at": message.created_at,
        "status": message.status,
        "error_code": message.error_code,
        "error": words_of_outcome(message.error_code) if message.error_code else None,
        "parts": message.parts,
        "encoding": parts.encoding,
    }


def tell_errors(carrier: Carrier) -> list[Json]:
    """The debugger's lines, newest first."""
    return [asdict(trouble) for trouble in reversed(carrier.troubles)]


def tell_state(carrier: Carrier, backlog: int) -> Json:
    """Phones, counters, settings, and which words the carrier answers now."""
    account, settings = carrier.account, carrier.settings
    return {
        "account_sid": account.sid,
        "number": account.number,
        "messaging_service_sid": account.service_sid,
        "phones": [
            {
                **phone.model_dump(),
                "is_stopped": carrier.has_stopped(phone.number, account.number),
                "is": str(carrier.behaviour_of(phone.number)),
            }
            for phone in carrier.phones
        ],
        "numbers": [
            {"sid": n.sid, "phone_number": n.phone_number, "sms_url": n.sms_url}
            for n in carrier.numbers
        ],
        "counters": {
            "messages": len(carrier.book),
            "log": len(carrier.ledger),
            "callbacks_waiting": backlog,
            "errors": len(carrier.troubles),
        },
        "settings": settings.model_dump(mode="json"),
        "opt_out": {
            "mode": str(settings.opt_out),
            "words": words_in_force(settings),
            "replies": replies_in_force(settings),
            "stopped": carrier.opt_outs.phones(),
        },
        "faults": carrier.faults.described(),
        "behaviours": dict(carrier.behaviours),
    }
