"""Guests: they find something near them or have its code, sign up, cancel, come back, stop."""

from __future__ import annotations

import re
from collections.abc import Generator
from datetime import date, timedelta

from bot.rehearsals.week.acting import Player, Say, Script, Wait
from bot.rehearsals.week.hosts import local
from bot.rehearsals.week.ledger import CANCELED, GOING, WAITING, Plan
from bot.rehearsals.week.town import Town

# What somebody signed up for in the end, None where there was nothing.
Signing = Generator[Say | Wait, str, Plan | None]

_ITEM = re.compile(r"(\d)\) (.*?)(?=\d\) |$)", re.DOTALL)
_STOPS = (
    ("STOP", "STOP"), ("stop", "ALTO"), ("please stop texting me", "ya no me manden mensajes"),
)  # fmt: skip


def attend(town: Town, player: Player, on: date) -> Script:
    """Look for something and sign up; perhaps change one's mind, more than once."""
    yield player.some_time(on)
    plan = yield from (_by_code if player.chance(0.4) else _by_list)(town, player)
    if plan is None:
        return
    yield player.some_time(local(town.now, player).date() + timedelta(days=1))
    if plan.guests.get(player.who.number) == GOING and player.chance(0.3):
        yield from cancel(town, player, plan)
        if player.chance(0.4) and plan in town.ledger.on(town.now):
            yield player.some_time(local(town.now, player).date() + timedelta(days=1))
            if plan in town.ledger.on(town.now):
                yield from _sign_up(town, player, plan, _with_code(player, plan))
                town.ledger.figures["came back to"] += 1
    if player.chance(0.12):
        yield from stop(town, player)


def _by_code(town: Town, player: Player) -> Signing:
    plans = town.ledger.on(town.now)
    if not plans:
        return None
    plan = player.random.choice(plans)
    return (yield from _sign_up(town, player, plan, _with_code(player, plan)))


def _with_code(player: Player, plan: Plan) -> Say:
    en, es = player.random.choice((("RSVP", "IR"), ("rsvp", "ir"), ("", "")))
    code = plan.code if player.chance(0.7) else f"{plan.code[:4].lower()} {plan.code[4:]}"
    return player.speak(f"{en} {code}".strip(), f"{es} {code}".strip())


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
        said = yield player.say("99")
    number = player.random.choice(sorted(listed))
    plan = listed[number]
    if plan is None:
        town.fault(player, f"is shown an action that nobody leads: “{said}”")
        return None
    return (yield from _sign_up(town, player, plan, player.say(number)))


def _nothing_near(town: Town, player: Player) -> Signing:
    """Where nothing is near: be told once there is, or let it be."""
    town.ledger.figures["found nothing near"] += 1
    if player.chance(0.7):
        said = yield player.speak("YES", "SI")
        if not town.is_said("find/wished", said):
            town.fault(player, f"wanted to hear of what is near and was told “{said}”")
        player.wished_at = town.now
        town.ledger.figures["wished for something near"] += 1
    else:
        yield player.say("NO")
    return None


def _sign_up(town: Town, player: Player, plan: Plan, saying: Say) -> Signing:
    """Say what signs up for an action, and note what one is told."""
    said = yield saying
    number = player.who.number
    if town.is_said("rsvp/done", said):
        plan.guests[number] = GOING
        town.ledger.figures["signed up"] += 1
        if plan.address not in said:
            town.fault(player, f"is not told where {plan.title} is: “{said}”")
    elif town.is_said("rsvp/full", said):
        plan.guests[number] = WAITING
        town.ledger.figures["waited"] += 1
    else:
        town.fault(player, f"signs up for {plan.title} and is told “{said}”")
        return None
    plan.ever.setdefault(number, town.now)
    return plan


def cancel(town: Town, player: Player, plan: Plan) -> Script:
    """Take one's name off."""
    said = yield player.speak(
        player.random.choice(("CANT", "cant make it", f"CANT {plan.code}")),
        player.random.choice(("NO VOY", "no puedo ir", f"NO VOY {plan.code}")),
    )
    if not town.is_said("cant/canceled", said):
        town.fault(player, f"cannot come to {plan.title} and is told “{said}”")
        return
    plan.guests[player.who.number] = CANCELED
    town.ledger.figures["canceled"] += 1


def stop(town: Town, player: Player) -> Script:
    """Want no more texts, in one's own words; some come back."""
    player.stop(town.now + timedelta(minutes=4))
    said = yield player.speak(*player.random.choice(_STOPS))
    if said and not town.is_said("texts/stopped", said):  # it is asked whether they mean it
        said = yield player.speak("YES", "SI")
    if not town.is_stop_answered(player, said):
        town.fault(player, f"wanted no more texts and was told “{said}”")
    player.stops[-1] = (town.now, None)
    town.ledger.figures["stopped"] += 1
    if player.chance(0.25):
        yield player.some_time(local(town.now, player).date() + timedelta(days=1))
        said = yield player.say("START")
        if not town.is_said("texts/started", said):
            town.fault(player, f"came back and was told “{said}”")
        player.come_back(town.now)
        player.has_joined = True
        town.ledger.figures["came back after a stop"] += 1
