"""Whoever leads an action asks who comes, and what is still needed."""

from __future__ import annotations

import re

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.acts.hosts import HELPERS, local
from bot.rehearsals.week.ledger import ON, Plan, leads
from bot.rehearsals.week.town import Town

_NUMBER = re.compile(r": (\d+) (?:coming|en la lista)")


def may_act(town: Town, player: Player, plan: Plan, *, on_the_day: bool = False) -> bool:
    """Whether somebody still leads it, and it is to come: on another day, or also today."""
    today = local(town.now, player).date()
    is_ahead = today <= plan.day if on_the_day else today < plan.day
    return plan.state == ON and is_ahead and leads(plan, player) and not player.is_gone


def who(town: Town, player: Player, plan: Plan) -> Script:
    """Ask who comes: it is who was told so, and the helpers that are missing."""
    said = yield player.speak(f"WHO {plan.code}", f"QUIENES {plan.code}")
    if plan.state != ON:
        return
    found = _NUMBER.search(said)
    told = int(found[1]) if found else 0
    if told != plan.seats_taken or not (found or town.is_said("host_who/nobody", said)):
        town.fault(player, f"{plan.seats_taken} come to {plan.title}, its host is told “{said}”")
    if told:
        for kind, left in plan.still_needed.items():
            needed = HELPERS[kind][player.who.lang]
            if (needed if left == 1 else f"{left} {needed}") not in said:
                town.fault(player, f"{plan.title} needs {left} {kind}, and is told “{said}”")
    town.note(player, "asks who comes", plan)
