"""Bringing a carrier back to where its journal says it was."""

from __future__ import annotations

from typing import Any

from bot.simulator.addresses import Behaviour
from bot.simulator.calls import Line, call_of
from bot.simulator.carrier import Carrier, apply_status
from bot.simulator.ledger import KINDS, NEW_MESSAGE, Kind
from bot.simulator.manners import Plan
from bot.simulator.messages import Message
from bot.simulator.phones import Phone
from bot.simulator.settings import Settings


def replay(carrier: Carrier) -> None:
    """Read the journal into an empty carrier. Raises JournalUnusableError."""
    if carrier.journal is None:
        return
    for row in carrier.journal.read():
        kind, at, n, detail = KINDS[row[0]], float(row[1]), int(row[2]), row[3]
        if kind in NEW_MESSAGE:
            carrier.book.add(_message(n, row[4]))
        else:
            _apply(carrier, kind, at, n, detail)
        detail = tuple(detail) if isinstance(detail, list) else detail
        carrier.ledger.add(kind, at, n, detail)


def _message(n: int, row: list[Any]) -> Message:
    sid, direction, to, sender, service, body, parts, media, status, created, sent = row[:11]
    return Message(
        n=n,
        mark="MM" if sid.startswith("MM") else "SM",
        key=bytes.fromhex(sid[2:]),
        direction=direction,
        to=to,
        sender=sender,
        service_sid=service,
        body=body,
        parts=parts,
        media=tuple((url, kind) for url, kind in media),
        status=status,
        created_at=created,
        updated_at=created,
        sent_at=sent,
        callback_url=row[11],
        validity_s=row[12],
        send_at=row[13],
    )


def _apply(carrier: Carrier, kind: Kind, at: float, n: int, detail: Any) -> None:
    if kind is Kind.STATUS:
        status, error_code = detail
        at += carrier.settings.clock_skew_s
        apply_status(carrier.book, carrier.book.all[n], status, error_code, at)
    elif kind is Kind.EDITED:
        edit(carrier.book.all[n], str(detail))
    elif kind in (Kind.STOPPED, Kind.RESUMED):
        carrier.opt_outs.set(detail[0], detail[1], kind is Kind.STOPPED)
    elif kind is Kind.SETTINGS:
        carrier.settings = Settings.model_validate(detail)
        carrier.chance.seed(carrier.settings.seed)
    elif kind is Kind.NUMBERS:
        carrier.numbers.restore(detail["ours"])
        carrier.behaviours = {num: Behaviour(is_) for num, is_ in detail["behaviours"].items()}
    elif kind in (Kind.CALL, Kind.HEARD, Kind.PRESSED, Kind.PLAN):
        _apply_to_calls(carrier, kind, detail)
    elif kind is Kind.PHONE:
        phone = Phone.model_validate(detail)
        carrier.phones = [p for p in carrier.phones if p.number != phone.number] + [phone]


def _apply_to_calls(carrier: Carrier, kind: Kind, detail: Any) -> None:
    if kind is Kind.CALL:
        carrier.calls.add(call_of(detail))
    elif kind is Kind.PLAN:
        plan = Plan.model_validate(detail)
        carrier.plans[plan.number] = plan
    elif (call := carrier.calls.find(detail[0])) is not None:
        call.lines.append(Line("them" if kind is Kind.HEARD else "me", detail[2], detail[3]))


def edit(message: Message, change: str) -> None:
    """Redact or delete a message, as its owner asked."""
    if change == "redacted":
        message.body = ""
    elif change == "deleted":
        message.is_deleted = True
        message.body = ""
