"""Co-hosts: a host asks somebody by their number, and they lead it too once they say so."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsals.week.acting import Player, Script, Text
from bot.rehearsals.week.acts.hosts import local
from bot.rehearsals.week.acts.looking import may_act, who
from bot.rehearsals.week.ledger import ON, Plan
from bot.rehearsals.week.town import Town

_NOBODY = "+12125550199"


def ask(town: Town, player: Player, plan: Plan) -> Script:
    """Ask somebody who has joined, or a number that is on no list: the answer is the same."""
    other = _somebody(town, player, plan)
    if player.chance(0.2):
        yield player.speak("CO-HOST", "COANFITRION")
        yield player.speak("my cousin", "mi prima")
        yield player.write(_typed(other.who.phone if other else _NOBODY))
    else:
        typed = _typed(other.who.phone if other else _NOBODY)
        yield player.speak(f"CO-HOST {typed}", f"COANFITRION {typed}")
    said = yield player.speak("YES", "SI")
    if not town.is_said("co_host/told", said):
        town.fault(player, f"asks somebody to lead {plan.title} and is told “{said}”")
        return
    if other is not None:
        plan.asked.add(other.who.number)
    town.note(player, "asks a co-host", plan)


def _somebody(town: Town, player: Player, plan: Plan) -> Player | None:
    able = [
        one for one in town.everybody
        if one.has_joined and not one.is_gone and one is not player
        and one.who.number not in plan.asked and not plan.stands(one.who.number)
        and not any(other.host is one for other in town.ledger.plans)
    ]  # fmt: skip
    return player.random.choice(able) if able and player.chance(0.85) else None


def _typed(phone: str) -> str:
    return f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}"


def hear(town: Town, player: Player, text: Text) -> None:
    """Somebody is asked to lead with a host: most do."""
    if not town.is_said("texts/event_co_host", text.body):
        return
    plan = town.ledger.plan_in(text.body)
    if plan is None or player.who.number not in plan.asked:
        town.fault(player, f"is asked to lead what nobody asked them for: “{text.body}”")
    elif player.chance(0.7):
        town.begin(player, _say_yes(town, player, plan))


def _say_yes(town: Town, player: Player, plan: Plan) -> Script:
    said = yield player.speak(f"COHOST {plan.code}", f"COANFITRION {plan.code}")
    if not town.is_said("co_host/joined", said):
        if plan.state == ON:
            town.fault(player, f"leads {plan.title}, too, and is told “{said}”")
        return
    plan.co_hosts[player.who.number] = town.now
    town.note(player, "co-hosts", plan)
    yield player.some_time(local(town.now, player).date() + timedelta(days=1), 10, 18)
    if may_act(town, player, plan):
        yield from who(town, player, plan)
