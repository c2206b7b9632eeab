"""Seats: at no moment do more people come, or have a seat held, than there are seats."""

from __future__ import annotations

from bot.rehearsals.week.town import Town
from bot.store import rehearsed


def watch(town: Town) -> None:
    """After each thing that happens."""
    with town.clarion.record.transaction() as connection:
        found = rehearsed.overfull(connection)
    for code, capacity, taken in found:
        plan = town.ledger.plan_of(code)
        if (code, taken) not in town.overfull:
            town.overfull.add((code, taken))
            title = plan.title if plan else code
            town.fault(None, f"{taken} seats of {title} are taken, for {capacity}")
