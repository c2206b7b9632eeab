"""Guests: they find something near them or have its code, sign up, cancel, come back, stop."""

from __future__ import annotations

import re
from collections.abc import Generator
from datetime import date, timedelta

from bot.rehearsals.week.acting import Player, Say, Script, Text, Wait
from bot.rehearsals.week.hosts import local
from bot.rehearsals.week.ledger import CANCELED, GOING, ON, WAITING, Plan
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
    if _may_cancel(town, player, plan) and player.chance(0.3):
        yield from cancel(town, player, plan)
        if player.chance(0.4) and plan in town.ledger.on(town.now):
            yield player.some_time(local(town.now, player).date() + timedelta(days=1))
            if plan in town.ledger.on(town.now):
                yield from _sign_up(town, player, plan, _with_code(player, plan))
                town.ledger.figures["came back to"] += 1
    if player.chance(0.12):
        yield from stop(town, player)


def _may_cancel(town: Town, player: Player, plan: Plan) -> bool:
    """Whether they go to something that is on and has not begun."""
    is_going = plan.guests.get(player.who.number) == GOING
    return is_going and plan.state == ON and town.now < plan.starts


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
        said = yield player.write("99")
    number = player.random.choice(sorted(listed))
    plan = listed[number]
    if plan is None:
        town.fault(player, f"is shown an action that nobody leads: “{said}”")
        return None
    return (yield from _sign_up(town, player, plan, player.write(number)))


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
        yield player.write("NO")
    return None


def _sign_up(town: Town, player: Player, plan: Plan, saying: Say) -> Signing:
    """Say what signs up for an action, and note what one is told; some come with others."""
    said = yield saying
    number = player.who.number
    if town.is_said("rsvp/done", said):
        town.ledger.figures["signed up"] += 1
        _goes(town, player, plan, said, 1)
    elif town.is_said("rsvp/full", said):
        plan.guests[number] = WAITING
        town.ledger.figures["waited"] += 1
    else:
        town.fault(player, f"signs up for {plan.title} and is told “{said}”")
        return None
    plan.ever.setdefault(number, town.now)
    plan.since[number] = town.now
    if plan.guests[number] == GOING and player.chance(0.25):
        yield from _bring(town, player, plan)
    return plan


def _bring(town: Town, player: Player, plan: Plan) -> Script:
    """Come with others, where there is room for them."""
    party = player.random.randint(2, 4)
    said = yield player.speak(f"ME AND {party - 1}", f"SOMOS {party}")
    if town.is_said("rsvp/brought", said):
        town.ledger.figures["came with others"] += 1
        _goes(town, player, plan, "", party)
    elif not town.is_said("rsvp/short", said):
        town.fault(player, f"comes with {party} in all and is told “{said}”")


def _goes(town: Town, player: Player, plan: Plan, said: str, party: int) -> None:
    number = player.who.number
    plan.guests[number], plan.parties[number] = GOING, party
    if said and plan.address not in said:
        town.fault(player, f"is not told where {plan.title} is: “{said}”")
    if plan.seats_taken > plan.size:
        town.fault(player, f"{plan.seats_taken} people come to {plan.title}, for {plan.size}")


def hear(town: Town, player: Player, text: Text) -> None:
    """A seat is held for somebody who waits: most take it, some pass it on or say nothing."""
    if not town.is_said("seat/ask", text.body):
        return
    plan = town.ledger.plan_in(text.body)
    if plan is None or plan.guests.get(player.who.number) != WAITING:
        town.fault(player, f"is offered a seat that they do not wait for: “{text.body}”")
    elif player.chance(0.8):
        town.begin(player, _answer_seat(town, player, plan))
    else:  # whoever does not answer is off the list once the seat is the next one's
        plan.guests[player.who.number] = CANCELED
        town.ledger.figures["let a seat pass"] += 1


def _answer_seat(town: Town, player: Player, plan: Plan) -> Script:
    town.ledger.figures["seats offered"] += 1
    if player.chance(0.75):
        said = yield player.speak("YES", "SI")
        if town.is_said("seat/kept", said):
            town.ledger.figures["moved up"] += 1
            _goes(town, player, plan, said, 1)
            return
    else:
        said = yield player.speak("NO", "NO")
        if town.is_said("seat/passed", said):
            plan.guests[player.who.number] = CANCELED
            return
    town.fault(player, f"answers about a seat at {plan.title} and is told “{said}”")


def cancel(town: Town, player: Player, plan: Plan) -> Script:
    """Take one's name off."""
    said = yield player.speak(
        player.random.choice(("CANT", "cant make it", f"CANT {plan.code}")),
        player.random.choice(("NO VOY", "no puedo ir", f"NO VOY {plan.code}")),
    )
    if not (town.is_said("cant/canceled", said) or town.is_said("coming/thanks", said)):
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
        said = yield player.write("START")
        if not town.is_said("texts/started", said):
            town.fault(player, f"came back and was told “{said}”")
        player.come_back(town.now)
        player.has_joined = True
        town.ledger.figures["came back after a stop"] += 1
