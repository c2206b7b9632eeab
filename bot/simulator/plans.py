"""What will become of a text: the statuses it will go through, and when."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from bot.simulator.addresses import FAILS_WITH, is_whatsapp
from bot.simulator.carrier import Carrier
from bot.simulator.faults import Action, Fault
from bot.simulator.messages import Message
from bot.simulator.refusals import status_of_outcome
from bot.simulator.settings import pick_ms

_ASKED_ERROR = re.compile(r"\berror(\d{5})\b", re.IGNORECASE)
_WHATSAPP_WINDOW_S = 24 * 3600


@dataclass(frozen=True)
class Step:
    """A status to come, seconds after the one before."""

    after_s: float
    status: str
    error_code: int | None = None


@dataclass(frozen=True)
class Plan:
    """The steps of one message, and how its callbacks go wrong."""

    steps: tuple[Step, ...]
    has_callbacks: bool = True
    is_doubled: bool = False
    is_reordered: bool = False


@dataclass(frozen=True)
class _End:
    """The last status of a text, or None where no delivery receipt ever comes."""

    status: str | None
    error_code: int | None = None


_DELIVERED = _End("delivered")


def plan_delivery(
    carrier: Carrier, message: Message, wait_s: float, actions: tuple[Action, ...]
) -> Plan:
    """The course of a message that must first wait `wait_s` for its sender's turn."""
    faults = {action.fault for action in actions}
    end = _end_of(carrier, message, actions)
    return Plan(
        steps=_steps(carrier, message, wait_s, end),
        has_callbacks=carrier.settings.callbacks and Fault.NO_CALLBACK not in faults,
        is_doubled=Fault.DUPLICATE_CALLBACK in faults,
        is_reordered=Fault.REORDER_CALLBACKS in faults,
    )


def _steps(carrier: Carrier, message: Message, wait_s: float, end: _End) -> tuple[Step, ...]:
    settings, chance = carrier.settings, carrier.chance
    sent_s = wait_s + pick_ms(settings.sent_delay_ms, chance)
    steps = []
    if message.status == "scheduled" and message.send_at is not None:
        steps.append(Step(max(0.0, message.send_at - carrier.now()), "queued"))
    elif message.status == "accepted":
        steps.append(Step(min(0.02, sent_s / 2), "queued"))
        sent_s -= steps[0].after_s
    if message.validity_s is not None and sent_s > message.validity_s:
        return (*steps, Step(message.validity_s, "failed", 30036))
    if end.status == "failed":
        return (*steps, Step(sent_s, "failed", end.error_code))
    if message.status != "sent":
        steps.append(Step(sent_s, "sent"))
    if end.status is not None:
        delivered_s = pick_ms(settings.delivered_delay_ms, chance)
        steps.append(Step(delivered_s, end.status, end.error_code))
    return tuple(steps)


def _end_of(carrier: Carrier, message: Message, actions: tuple[Action, ...]) -> _End:
    """The first that applies: a fault, the words of the text, the number, the settings."""
    for action in actions:
        end = _end_by_action(action)
        if end is not None:
            return end
    asked = _ASKED_ERROR.search(message.body)
    code = int(asked[1]) if asked else FAILS_WITH.get(carrier.behaviour_of(message.to))
    if code is None and is_whatsapp(message.to) and not _is_in_window(carrier, message):
        code = 63016
    if code is not None:
        return _End(status_of_outcome(code), code)
    return _end_by_weight(carrier.settings.outcome_actions(), carrier.chance)


def _end_by_action(action: Action) -> _End | None:
    if action.fault in (Fault.UNDELIVERED, Fault.FAILED):
        return _End(str(action.fault), action.number)
    if action.fault is Fault.UNKNOWN_STATUS:
        return _End(action.word)
    if action.fault is Fault.NO_RECEIPT:
        return _End(None)
    return _DELIVERED if action.fault is Fault.DELIVERED else None


def _end_by_weight(weighted: list[tuple[Action, float]], chance: random.Random) -> _End:
    if not weighted:
        return _DELIVERED
    actions, weights = zip(*weighted, strict=True)
    return _end_by_action(chance.choices(actions, weights)[0]) or _DELIVERED


def _is_in_window(carrier: Carrier, message: Message) -> bool:
    """WhatsApp takes free text only within 24 hours of the person's last one (error 63016)."""
    last = carrier.book.last_from(message.to)
    return last is not None and message.created_at - last.created_at < _WHATSAPP_WINDOW_S
