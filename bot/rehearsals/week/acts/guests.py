"""Guests: they find something near them or have its code, sign up, cancel, come back, stop."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.acts import arriving, leaving
from bot.rehearsals.week.acts.hosts import local
from bot.rehearsals.week.acts.signing_up import Signing, code_of, leave, sign_up
from bot.rehearsals.week.ledger import GOING, ON, Plan
from bot.rehearsals.week.town import Town

_ITEM = re.compile(r"(\d)\) (.*?)(?=\d\) |$)", re.DOTALL)


def attend(town: Town, player: Player, on: date) -> Script:
    """Look for something and sign up; perhaps change one's mind, more than once; be there, and
    perhaps go to another one."""
    yield player.some_time(on)
    plan = yield from (_by_code if player.chance(0.5) else _by_list)(town, player)
    if plan is not None:
        yield from _follow(town, player, plan)
    for _ in range(2):
        yield player.some_time(local(town.now, player).date() + timedelta(days=1))
        if player.is_gone or not player.chance(0.5):
            return
        plan = yield from _by_code(town, player)
        if plan is not None:
            town.begin(player, arriving.go(town, player, plan))


def _follow(town: Town, player: Player, plan: Plan) -> Script:
    """What becomes of signing up."""
    town.begin(player, arriving.go(town, player, plan))
    yield player.some_time(local(town.now, player).date() + timedelta(days=1))
    if _may_cancel(town, player, plan) and player.chance(0.3):
        yield from cancel(town, player, plan)
        if player.chance(0.4) and plan in town.ledger.on(town.now):
            yield player.some_time(local(town.now, player).date() + timedelta(days=1))
            if plan in town.ledger.on(town.now):
                yield from sign_up(town, player, plan, code_of(player, plan))
    if player.chance(0.1):
        yield from leaving.stop(town, player)
    elif player.chance(0.07):
        yield from leaving.erase(town, player)


def _may_cancel(town: Town, player: Player, plan: Plan) -> bool:
    """Whether they go to something that is on and has not begun."""
    is_going = plan.stands(player.who.number) == GOING
    return is_going and plan.state == ON and town.now < plan.starts


def _by_code(town: Town, player: Player) -> Signing:
    plans = [one for one in town.ledger.on(town.now) if not one.stands(player.who.number)]
    if not plans:
        return None
    plan = player.random.choice(plans)
    friend = _friend(town, player, plan) if player.chance(0.3) else None
    found = yield from sign_up(
        town, player, plan, code_of(player, plan, friend.invite if friend else "")
    )
    if found is not None and friend is not None:
        town.note(player, "brings by a code", plan)
        town.ledger.brought.setdefault(friend.who.number, []).append(town.now)
    return found


def _friend(town: Town, player: Player, plan: Plan) -> Player | None:
    """Somebody who goes there and has a code that nobody came with."""
    for number, guest in plan.guests.items():
        other = town.numbers[number]
        is_free = guest.state == GOING and other.invite and not other.is_gone
        if is_free and number not in town.ledger.asked and other is not player:
            town.ledger.asked.add(number)
            return other
    return None


def _by_list(town: Town, player: Player) -> Signing:
    said = yield from player.walk(
        player.speak("FIND", "BUSCAR"), {"ask_zip/zip": ["6060", player.who.zip]}
    )
    if player.place in ("find/far", "find/none"):
        return (yield from _nothing_near(town, player))
    if player.place != "find/list":
        town.fault(player, f"looked for actions and was told “{said}”")
        return None
    listed = {number: town.ledger.plan_in(words) for number, words in _ITEM.findall(said)}
    if player.chance(0.1):
        said = yield player.write("99")
    number = player.random.choice(sorted(listed))
    plan = listed[number]
    if plan is None:
        town.fault(player, f"is shown an action that nobody leads: “{said}”")
        return None
    return (yield from sign_up(town, player, plan, player.write(number)))


def _nothing_near(town: Town, player: Player) -> Signing:
    """Where nothing is near: be told once there is, or let it be."""
    town.note(player, "finds nothing")
    if player.chance(0.7):
        said = yield player.speak("YES", "SI")
        if not town.is_said("find/wished", said):
            town.fault(player, f"wanted to hear of what is near and was told “{said}”")
        player.wished_at = town.now
        town.note(player, "wishes")
    else:
        yield player.write("NO")
    return None


def cancel(town: Town, player: Player, plan: Plan) -> Script:
    """Take one's name off."""
    en, es = ("CANT", "cant make it"), ("NO VOY", "no puedo ir")
    which = player.random.randrange(3)
    if which < 2 and _goes_to(town, player) == 1:
        said = yield player.speak(en[which], es[which])
    else:
        said = yield player.speak(f"CANT {plan.code}", f"NO VOY {plan.code}")
    if town.is_said("cant/canceled", said) or town.is_said("coming/thanks", said):
        leave(town, player, plan)
    elif plan.state == ON:
        town.fault(player, f"cannot come to {plan.title} and is told “{said}”")


def _goes_to(town: Town, player: Player) -> int:
    number = player.who.number
    return sum(plan.stands(number) not in ("", "canceled") for plan in town.ledger.plans)
