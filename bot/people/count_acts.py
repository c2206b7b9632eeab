"""What a flow may ask of the counts: one's own, and everybody's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.store.people import reports


def mine(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """How much this person has reported of a kind, and everybody, by the same look: what is mine
    is among all of it. Outcome: ok."""
    own, all_of_it = _count(exchange, _kind(args))
    return ActResult("ok", {"count": own, "all": all_of_it})


def total(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """How much everybody has reported of a kind. Outcome: ok."""
    _, all_of_it = _count(exchange, _kind(args))
    return ActResult("ok", {"count": all_of_it})


def _count(exchange: Exchange, kind: str) -> tuple[int, int]:
    own, all_of_it = reports.count_reports(exchange.connection, exchange.taken.contact_id, kind)
    new = sum(report.count for report in exchange.new_that_count() if report.kind == kind)
    return own + new, all_of_it + new


def _kind(args: Mapping[str, str]) -> str:
    return args.get("kind", "") or "called"
