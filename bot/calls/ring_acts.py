"""What a flow may do about being rung: ask for it now, ask for it once the line is free, call it
off."""

from __future__ import annotations

from collections.abc import Mapping

from bot.calls import wishes
from bot.engine import ActResult
from bot.people.exchange import Exchange


def ask(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """They want to be rung now and connected. Outcomes: soon, queued, there, on, off, over, closed,
    hours, often, blocked, stopped, none."""
    outcome, place = wishes.ask(exchange)
    values = {} if place is None else {"minutes": place.minutes, "before": place.before}
    return ActResult(outcome, values)


def ask_when_free(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """They want to be rung once the line is free; that they said so is kept. Outcomes: ok, there,
    off, over, closed, hours, often, blocked, stopped, none."""
    outcome = wishes.ask_when_free(exchange)
    if outcome == "ok":
        exchange.consents.append(("call_back", "text", None))
    return ActResult(outcome)


def call_off(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """They do not want to be rung any more. Outcomes: ok, on, none."""
    return ActResult(wishes.call_off(exchange))
