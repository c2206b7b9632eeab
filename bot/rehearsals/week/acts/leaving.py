"""Stopping and being erased, in the middle of whatever was going on."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.acts.hosts import local
from bot.rehearsals.week.ledger import GOING, OFF, ON, PENDING, Change, Plan
from bot.rehearsals.week.town import Town

_STOPS = (
    ("STOP", "STOP"), ("stop", "ALTO"), ("please stop texting me", "ya no me manden mensajes"),
)  # fmt: skip
_SOON = timedelta(minutes=30)


def stop(town: Town, player: Player) -> Script:
    """Want no more texts, in one's own words; some come back."""
    said = yield player.speak(*player.random.choice(_STOPS))
    if said and not town.is_said("texts/stopped", said):  # it is asked whether they mean it
        said = yield player.speak("YES", "SI")
    if not town.is_stop_answered(player, said):
        town.fault(player, f"wanted no more texts and was told “{said}”")
    player.stop(town.now)
    town.note(player, "stops")
    if player.chance(0.25):
        yield player.some_time(local(town.now, player).date() + timedelta(days=1))
        said = yield player.write("START")
        if not town.is_said("texts/started", said):
            town.fault(player, f"came back and was told “{said}”")
        player.come_back(town.now)
        town.note(player, "comes back" if player.has_joined else "comes back and so joins")
        player.has_joined = True


def erase(town: Town, player: Player) -> Script:
    """Have all that is kept erased; some think better of it."""
    said = yield player.speak("ERASE ME", "BORRAR MIS DATOS")
    if not town.is_said("erase_me/sure", said):
        town.fault(player, f"wanted to be erased and was told “{said}”")
        return
    if player.chance(0.2):
        said = yield player.speak("NO", "NO")
        if not town.is_said("erase_me/kept", said):
            town.fault(player, f"did not want to be erased and was told “{said}”")
        return
    said = yield player.speak("YES", "SI")
    if not town.is_said("erase_me/erased", said):
        town.fault(player, f"wanted to be erased and was told “{said}”")
        return
    player.asked_erasing_at = town.now
    player.stop(town.now)
    town.note(player, "asks to be erased")


def watch(town: Town) -> None:
    """See that who asked to be erased is, within minutes; they are on no list then."""
    for player in town.everybody:
        asked = player.asked_erasing_at
        if asked is None or player.erased_at is not None:
            continue
        if not town.is_known(player):
            player.erased_at = town.now
            town.note(player, "is erased" if player.has_joined else "is erased, had not joined")
            for plan in town.ledger.plans:
                _take_off(town, player, plan)
        elif town.now > asked + _SOON:
            town.fault(player, f"asked at {asked:%H:%M} UTC to be erased, and is still known")
            player.erased_at = town.now


def _take_off(town: Town, player: Player, plan: Plan) -> None:
    number = player.who.number
    is_to_come = plan.host is player and plan.day >= town.diary.day_of(town.now)
    if is_to_come and plan.state in (PENDING, ON) and not _takes_over(town, plan):
        if plan.shown_at is not None or plan.is_bank:
            plan.changes.append(Change("texts/event_called_off", town.now, plan.concerned()))
        plan.state, plan.off_at = OFF, town.now
        town.note(player, "is called off", plan)
    if number in plan.co_hosts:
        del plan.co_hosts[number]
        town.note(player, "is no co-host", plan)
    guest = plan.guests.pop(number, None)
    if guest is None:
        return
    plan.erased[number] = guest
    if plan.is_bank:
        town.note(player, "is off a bank", plan)
    elif guest.state == GOING:
        town.note(player, "is off the list", plan, guest.party)
        for _ in guest.helps:
            town.note(player, "takes help back", plan)
    else:
        town.note(player, "is off the waiting list", plan)


def _takes_over(town: Town, plan: Plan) -> bool:
    """Whether somebody who led it, too, leads it from now on: the first who may be texted."""
    for number in plan.co_hosts:
        other = town.numbers[number]
        if not other.is_gone:
            del plan.co_hosts[number]
            plan.host = other
            plan.changes.append(Change("texts/event_yours", town.now, frozenset([number])))
            town.note(other, "takes over", plan)
            return True
    return False
