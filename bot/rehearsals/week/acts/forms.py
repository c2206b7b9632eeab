"""Signing up on an action's page: a form, a text that asks, and the number's own YES."""

from __future__ import annotations

from datetime import date

from bot.rehearsals.week.acting import Player, Script, Text
from bot.rehearsals.week.acts import arriving
from bot.rehearsals.week.acts.signing_up import sign_up
from bot.rehearsals.week.ledger import ON
from bot.rehearsals.week.town import Town


def attend(town: Town, player: Player, on: date) -> Script:
    """Look at a page and fill its form in; what follows comes by text."""
    yield player.some_time(on)
    plans = town.ledger.on(town.now)
    if not plans:
        return
    plan, party = player.random.choice(plans), player.random.randint(1, 3)
    form = {"phone": player.who.phone, "party": str(party), "agree": "yes"}
    if player.chance(0.15):  # forgets the box
        answer = town.pages.fill(plan.code, form | {"agree": ""}, player.who.lang)
        if answer.status_code != 400:
            town.fault(player, f"signs up on {plan.title}'s page without the box")
    answer = town.pages.fill(plan.code, form, player.who.lang)
    if answer.status_code != 200:
        town.fault(player, f"the page of {plan.title} says {answer.status_code} to a form")
        return
    player.forms[plan.word] = party
    town.note(player, "fills a form", plan)


def hear(town: Town, player: Player, text: Text) -> None:
    """A text asks whether it was them: most say yes, some nothing."""
    if not town.is_said("texts/confirm_event", text.body):
        return
    plan = town.ledger.plan_in(text.body)
    if plan is None or plan.word not in player.forms:
        town.fault(player, f"is asked about a page that they never saw: “{text.body}”")
    elif player.chance(0.75):
        town.begin(player, _say_yes(town, player, player.forms[plan.word], text))
    else:
        town.note(player, "lets a form be", plan)


def _say_yes(town: Town, player: Player, party: int, text: Text) -> Script:
    plan = town.ledger.plan_in(text.body)
    if plan is None or plan.state != ON:
        return
    found = yield from sign_up(town, player, plan, player.speak("YES", "SI"), party)
    if found is not None:
        town.begin(player, arriving.go(town, player, plan))
