"""The host's page, by its secret link: who comes, and who is at the door."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.rehearsals.week.acting import Player, Script, Wait
from bot.rehearsals.week.checks import screens
from bot.rehearsals.week.ledger import GOING, ON, Plan
from bot.rehearsals.week.town import Town

_LINK = re.compile(r"/host/([\w-]+)")


def open_page(town: Town, player: Player, plan: Plan) -> Script:
    """Get the link, look, and on the day say who is there that texts nothing."""
    said = yield player.speak("HOST PAGE", "PAGINA")
    found = _LINK.search(said)
    if found is None:
        town.fault(player, f"wants the page of {plan.title} and is told “{said}”")
        return
    screens.host_page(town, plan, found[1])
    town.note(player, "looks at the page", plan)
    town.begin(player, _at_the_door(town, player, plan, found[1]))


def _at_the_door(town: Town, player: Player, plan: Plan, token: str) -> Script:
    yield Wait(plan.starts + timedelta(minutes=50))
    if plan.state != ON or player.is_gone:
        return
    screens.host_page(town, plan, token)
    for number, guest in sorted(plan.guests.items()):
        other = town.numbers[number]
        if guest.state != GOING or guest.here_at or not player.chance(0.3):
            continue
        contact = town.contact_of(other)
        answer = town.pages.tap(f"/host/{token}", {"act": "here", "guest": str(contact)})
        if answer.status_code != 302:
            town.fault(player, f"taps {other} as here at {plan.title}: {answer.status_code}")
            continue
        guest.here_at, guest.is_tapped = town.now, True
        town.note(player, "taps as here", plan)
