"""Signing up for an action: by its code, with others, with help that is needed, or by a page."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace

from bot.rehearsals.week.acting import Player, Say, Script, Text, Wait
from bot.rehearsals.week.ledger import CANCELED, GOING, ON, WAITING, Guest, Plan
from bot.rehearsals.week.town import Town

# What somebody signed up for in the end, None where there was nothing.
Signing = Generator[Say | Wait, str, Plan | None]

# The invitation that every guest is given: the action's code, and theirs.
_INVITATION = re.compile(r"\b(?:RSVP|IR) [A-Z2-9]{8} ([A-Z2-9]{6})\b")


def code_of(player: Player, plan: Plan, friend: str = "") -> Say:
    """The text that signs up by a code, as people write it."""
    en, es = player.random.choice((("RSVP", "IR"), ("rsvp", "ir"), ("", "")))
    code = plan.code if player.chance(0.7) else f"{plan.code[:4].lower()} {plan.code[4:]}"
    if friend:
        en, es, code = "RSVP", "IR", f"{plan.code} {friend}"
    said = player.speak(f"{en} {code}".strip(), f"{es} {code}".strip())
    return replace(
        said, shows=said.shows and player.who.lang == "es"
    )  # who writes Spanish says RSVP


def sign_up(town: Town, player: Player, plan: Plan, saying: Say, party: int = 1) -> Signing:
    """Say what signs up for an action, and note what one is told; some come with others or help."""
    said = yield saying
    found = _told(town, player, plan, said, party)
    is_asked = player.place == "rsvp/others"  # and not what was open before it
    if found is not None and is_asked and plan.stands(player.who.number) == GOING and party == 1:
        if player.chance(0.25):
            yield from _bring(town, player, plan)
        elif player.chance(0.25):
            yield from _help(town, player, plan)
    return found


def _told(town: Town, player: Player, plan: Plan, said: str, party: int) -> Plan | None:
    number = player.who.number
    if town.is_said("rsvp/asked" if plan.lets_in else "rsvp/done", said):
        again = " again" if plan.stands(number) == CANCELED else ""
        enter(town, player, plan, said, party)
        town.note(player, f"signs up{again}", plan, party)
        return plan
    if town.is_said("rsvp/full", said):
        _waits(town, player, plan, said, party)
        return plan
    if plan.state == ON:
        town.fault(player, f"signs up for {plan.title} and is told “{said}”")
    return None


def _waits(town: Town, player: Player, plan: Plan, said: str, party: int) -> None:
    number = player.who.number
    if has_room(plan, party):
        town.fault(player, f"there is room at {plan.title}, and they are told “{said}”")
    again = " again" if plan.stands(number) == CANCELED else ""
    had = plan.guests.get(number)
    plan.guests[number] = Guest(WAITING, had.ever if had else town.now, town.now, party)
    town.note(player, f"waits{again}", plan)


def has_room(plan: Plan, party: int) -> bool:
    """Whether so many more fit, nobody else waits, and it is not said to be full."""
    is_free = not plan.is_closed and plan.count(WAITING) == 0
    return is_free and plan.seats_taken + party <= plan.size


def enter(town: Town, player: Player, plan: Plan, said: str, party: int) -> None:
    """Somebody goes from now on: note it, and see that they were told where it is, or not yet."""
    number, had = player.who.number, plan.guests.get(player.who.number)
    if plan.is_closed and (had is None or had.state != WAITING):
        town.fault(player, f"is let into {plan.title}, which is full")
    since = had.since if had is not None and had.state == WAITING else town.now
    ever = had.ever if had else town.now
    plan.guests[number] = Guest(GOING, ever, since, party, going_at=town.now)
    if (plan.address in said) == plan.lets_in:
        town.fault(player, f"is told or not told where {plan.title} is, wrongly: “{said}”")
    if plan.seats_taken > plan.size:
        town.fault(player, f"{plan.seats_taken} people come to {plan.title}, for {plan.size}")
    found = _INVITATION.search(said)
    if found is not None:
        player.invite = found[1]


def _bring(town: Town, player: Player, plan: Plan) -> Script:
    """Come with others, where there is room for them."""
    party = player.random.randint(2, 4)
    has_been = has_room(plan, party - 1)
    said = yield player.speak(f"ME AND {party - 1}", f"SOMOS {party}")
    if town.is_said("rsvp/brought", said):
        town.note(player, "brings others", plan, party - 1)
        plan.guests[player.who.number].party = party
        if plan.seats_taken > plan.size:
            town.fault(player, f"{plan.seats_taken} come to {plan.title}, for {plan.size}")
    elif (has_been and has_room(plan, party - 1) and plan.state == ON) or not (
        town.is_said("rsvp/short", said) or plan.state != ON
    ):
        town.fault(player, f"comes with {party} in all and is told “{said}”")


def _help(town: Town, player: Player, plan: Plan) -> Script:
    """Offer to drive, some after an answer that is none."""
    if player.chance(0.2):
        yield player.write("hmm")
    said = yield player.speak("I CAN DRIVE", "PUEDO MANEJAR")
    is_wanted = "driver" in plan.wanted
    if not town.is_said("rsvp/brought" if is_wanted else "rsvp/not_needed", said):
        if plan.state == ON:
            town.fault(player, f"offers to drive to {plan.title} and is told “{said}”")
    elif is_wanted:
        plan.guests[player.who.number].helps.add("driver")
        town.note(player, "offers help", plan)


def leave(town: Town, player: Player, plan: Plan) -> None:
    """Somebody's name is off the list or the waiting list, by their own word."""
    guest = plan.guests[player.who.number]
    is_going = guest.state == GOING
    town.note(player, "cancels" if is_going else "cancels waiting", plan,
              guest.party if is_going else 1)  # fmt: skip
    for _ in guest.helps if is_going else ():
        town.note(player, "takes help back", plan)
    guest.state, guest.helps = CANCELED, set()


# --- a seat is held -------------------------------------------------------------------------------


def hear(town: Town, player: Player, text: Text) -> None:
    """A seat is held for somebody who waits: most take it, some pass it on or say nothing."""
    if not town.is_said("seat/ask", text.body):
        return
    plan = town.ledger.plan_in(text.body)
    if plan is None or plan.stands(player.who.number) != WAITING:
        town.fault(player, f"is offered a seat that they do not wait for: “{text.body}”")
    elif player.chance(0.8):
        town.begin(player, _answer_seat(town, player, plan))
    else:  # whoever does not answer is off the list once the seat is the next one's
        plan.guests[player.who.number].is_lapsing = True
        town.note(player, "lets a seat lapse", plan)


def _answer_seat(town: Town, player: Player, plan: Plan) -> Script:
    guest = plan.guests[player.who.number]
    if player.chance(0.2):  # neither yes nor no
        said = yield player.speak("who is this", "quien es")
        if town.is_said("seat/gone", said) or town.is_said("seat/over", said):
            return
    if player.chance(0.75):
        said = yield player.speak("YES", "SI")
        if town.is_said("seat/kept_unseen" if plan.lets_in else "seat/kept", said):
            enter(town, player, plan, said, guest.party)
            town.note(player, "takes a seat", plan, guest.party)
            return
    else:
        said = yield player.speak("NO", "NO")
        if town.is_said("seat/passed", said):
            guest.state = CANCELED
            town.note(player, "passes a seat on", plan)
            return
    if plan.state == ON:
        town.fault(player, f"answers about a seat at {plan.title} and is told “{said}”")
