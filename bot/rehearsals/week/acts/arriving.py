"""Being there: HERE at the door, or told afterwards, or not at all; and the host's own number."""

from __future__ import annotations

from datetime import timedelta

from bot.rehearsals.week.acting import Player, Script, Text, Wait
from bot.rehearsals.week.checks.reading import is_untitled
from bot.rehearsals.week.ledger import GOING, ON, Plan, leads
from bot.rehearsals.week.town import Town


def go(town: Town, player: Player, plan: Plan) -> Script:
    """On its day: come and say so, come and forget to, or stay away."""
    if player.chance(0.1):
        yield Wait(plan.starts - timedelta(hours=3))
        is_early = town.now < plan.starts - timedelta(hours=2, minutes=30)  # it may have moved
        if is_early and _comes(player, plan):
            said = yield player.speak("HERE", "YA LLEGUE")
            if _is_somewhere(town, player):
                _note_here(town, player, said)
            elif not town.is_said("here/early", said):
                town.fault(player, f"is hours too early at {plan.title} and is told “{said}”")
    yield Wait(plan.starts + timedelta(minutes=player.random.randint(-25, 40)))
    while town.now < plan.starts - timedelta(hours=1):  # it was moved meanwhile
        yield Wait(plan.starts)
    if not _comes(player, plan) or town.now > plan.starts + timedelta(hours=5):
        return
    if player.chance(0.6):
        yield from _here(town, player, plan)
    elif player.chance(0.5):  # was there, and says so the day after
        yield player.at(plan.day + timedelta(days=1), 13, player.random.randrange(60))
        if _comes(player, plan):
            yield from _came(town, player, plan)


def _comes(player: Player, plan: Plan) -> bool:
    is_going = plan.stands(player.who.number) == GOING
    return is_going and plan.state == ON and not player.is_gone


def _is_somewhere(town: Town, player: Player) -> bool:
    """Whether they go to something else of the same day."""
    number = player.who.number
    days = [plan.day for plan in town.ledger.plans if plan.stands(number)]
    return len(days) != len(set(days))


def _note_here(town: Town, player: Player, said: str) -> None:
    """Too early for one, they may be in time for another of that day, and are counted there."""
    there = town.ledger.plan_in(said) if town.is_said("here/in", said) else None
    guest = there.guests.get(player.who.number) if there is not None else None
    if guest is not None:
        guest.here_at = town.now
        town.note(player, "is here", there)


def _here(town: Town, player: Player, plan: Plan) -> Script:
    if _is_somewhere(town, player):
        said = yield player.speak(f"HERE {plan.code}", f"YA LLEGUE {plan.code}")
    else:
        said = yield player.speak(
            *player.random.choice((("HERE", "YA LLEGUE"), ("im here", "aqui estoy")))
        )
    guest = plan.guests.get(player.who.number)
    if guest is not None and town.is_said("here/in", said):
        guest.here_at = town.now
        town.note(player, "is here", plan)
    elif not _comes(player, plan):
        return
    elif not town.is_said("here/in_already", said) or guest is None or not guest.here_at:
        town.fault(player, f"is at {plan.title} and is told “{said}”")
    elif player.chance(0.1):
        said = yield player.speak("HERE", "YA LLEGUE")
        if not town.is_said("here/in_already", said):
            town.fault(player, f"is at {plan.title} again and is told “{said}”")


def _came(town: Town, player: Player, plan: Plan) -> Script:
    guest = plan.guests[player.who.number]
    if _last_of(town, player) is not plan:  # the word counts for the one of last
        return
    said = yield player.speak(
        *player.random.choice((("CAME", "FUI"), ("i was there", "estuve ahi")))
    )
    is_its_own = plan.word in said or is_untitled(town, plan, town.now, said)
    if guest.here_at is None and town.is_said("came/counted", said) and is_its_own:
        guest.here_at = town.now
        town.note(player, "came", plan)
    elif guest.here_at is None or not town.is_said("came/counted_before", said):
        town.fault(player, f"was at {plan.title} and is told “{said}”")


def _last_of(town: Town, player: Player) -> Plan | None:
    """Where they went last, of what has begun."""
    number = player.who.number
    begun = [
        plan for plan in town.ledger.plans
        if plan.stands(number) == GOING and plan.starts <= town.now
    ]  # fmt: skip
    return max(begun, key=lambda plan: plan.starts, default=None)


# --- the host's own number ------------------------------------------------------------------------


def hear(town: Town, player: Player, text: Text) -> None:
    """A host who is asked how it went says how many came."""
    name = "series/your_action_after/how_did_it_go"
    if not town.is_said(name, text.body):
        return
    plan = town.ledger.plan_in(text.body)
    if plan is None or not leads(plan, player):
        town.fault(player, f"is asked about an action that is not theirs: “{text.body}”")
    elif plan.host is player and player.chance(0.7):
        town.begin(player, _tell(town, player, plan))


def _tell(town: Town, player: Player, plan: Plan) -> Script:
    count = max(2, plan.seats_taken + player.random.randint(-2, 3))
    if player.chance(0.2):  # a word first, which is no number
        said = yield player.speak("HOSTED many", "VINIERON muchos")
        if town.is_said("texts/did_you_mean", said):
            said = yield player.speak("YES", "SI")
        if player.place != "hosted/many":
            town.fault(player, f"told of many people and was told “{said}”")
            return
        said = yield player.write(str(count))
    else:
        said = yield player.speak(f"HOSTED {count}", f"VINIERON {count}")
    if not town.is_said("hosted/counted", said):
        town.fault(player, f"told that {count} people came to {plan.title}, and heard “{said}”")
        return
    plan.told_came = count
    town.note(player, "tells how many came", plan, count)
    if player.chance(0.2):
        right = count + player.random.randint(1, 5)
        said = yield player.speak(f"HOSTED {right}", f"VINIERON {right}")
        if not town.is_said("hosted/counted", said):
            town.fault(player, f"puts {count} people right to {right} and hears “{said}”")
            return
        plan.told_came = right
        town.note(player, "corrects how many came", plan, right - count)
