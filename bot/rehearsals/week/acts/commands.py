"""What hosts do by text with what they lead: look, move, call off, make room, let in, text all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.acts import co_hosts, door, words
from bot.rehearsals.week.acts.hosts import hour_words, local
from bot.rehearsals.week.acts.looking import may_act, who
from bot.rehearsals.week.ledger import NO_LIMIT, OFF, WAITING, Change, Plan
from bot.rehearsals.week.town import Town

Command = Callable[[Town, Player, Plan], Script]

_MORE = 5
_HOURS = (11, 13, 15, 17, 19)


def run(town: Town, player: Player, plan: Plan) -> Script:
    """Some things, a day before it takes place at the latest."""
    acts: list[Command] = player.random.sample(_COMMANDS, 3)
    for act in acts:
        yield player.some_time(local(town.now, player).date() + timedelta(days=1), 10, 18)
        if not may_act(town, player, plan):
            break
        yield from act(town, player, plan)
    if plan.lets_in and may_act(town, player, plan):
        yield player.at(plan.day - timedelta(days=1), 9, 30)
        if may_act(town, player, plan, on_the_day=True):
            yield from let_in(town, player, plan)
    if plan.is_early:
        yield from _at_short_notice(town, player, plan)


def _move(town: Town, player: Player, plan: Plan) -> Script:
    """Another hour; some say it wrong first, some think better of it."""
    hour = player.random.choice([one for one in _HOURS if one != plan.hour])
    if player.chance(0.2):
        yield player.speak("MOVE it a bit", "MOVER un poco")
        yield player.write(hour_words(player, hour))
    else:
        yield player.speak(f"MOVE {hour_words(player, hour)}", f"MOVER {hour_words(player, hour)}")
    if player.chance(0.2):
        said = yield player.write("NO")
        if not town.is_said("host_move/not_moved", said):
            town.fault(player, f"does not move {plan.title} and is told “{said}”")
        return
    said = yield player.speak("YES", "SI")
    _moved(town, player, plan, hour, said)


def _moved(town: Town, player: Player, plan: Plan, hour: int, said: str) -> None:
    is_late = town.is_said("host_move/short", said)
    if not (is_late or town.is_said("host_move/moved", said)):
        town.fault(player, f"moves {plan.title} to {hour} h and is told “{said}”")
        return
    plan.hour = hour
    changed(town, player, plan, "texts/event_moved", is_late=is_late)
    town.note(player, "moves", plan)


def _call_off(town: Town, player: Player, plan: Plan) -> Script:
    """Nothing comes of it; some keep it."""
    yield player.speak("CALL OFF", "CANCELAR EVENTO")
    if player.chance(0.5):
        yield player.write("NO")
        return
    said = yield player.speak("YES", "SI")
    is_late = town.is_said("host_off/short", said)
    if not (is_late or town.is_said("host_off/done", said)):
        town.fault(player, f"calls {plan.title} off and is told “{said}”")
        return
    changed(town, player, plan, "texts/event_called_off", is_late=is_late)
    plan.state, plan.off_at = OFF, town.now
    town.note(player, "calls off", plan)


def _at_short_notice(town: Town, player: Player, plan: Plan) -> Script:
    """Before anybody may be texted, it is called off or later: an organizer has to say so."""
    yield player.at(plan.day, 6, 15)
    if not may_act(town, player, plan, on_the_day=True) or town.now > plan.starts:
        return
    if player.chance(0.5):
        yield from _call_off(town, player, plan)
        return
    hour = plan.hour + 2
    yield player.speak(f"MOVE {hour_words(player, hour)}", f"MOVER {hour_words(player, hour)}")
    said = yield player.speak("YES", "SI")
    _moved(town, player, plan, hour, said)


def _more_seats(town: Town, player: Player, plan: Plan) -> Script:
    """Room for five more."""
    if plan.size == NO_LIMIT:
        return
    if player.chance(0.2):
        yield player.speak("MORE SEATS", "MAS LUGARES")
        yield player.speak("a few", "unos cuantos")
        yield player.write(str(_MORE))
    else:
        yield player.speak(f"MORE SEATS {_MORE}", f"MAS LUGARES {_MORE}")
    said = yield player.speak("YES", "SI")
    if not town.is_said("host_seats/opened", said):
        town.fault(player, f"makes room at {plan.title} and is told “{said}”")
        return
    # Of one that was full it is so many more than who comes; whom a seat is held for comes, too.
    found = re.search(r"\d+", said)
    seats = int(found[0]) if found else 0
    least = (plan.seats_taken if plan.is_closed else plan.size) + _MORE
    if seats < least or (seats > least and not (plan.is_closed and plan.count(WAITING))):
        town.fault(player, f"{plan.title} should have {least} seats now, and it says “{said}”")
    plan.size, plan.is_closed = seats, False
    town.note(player, "makes room", plan, _MORE)


def _close(town: Town, player: Player, plan: Plan) -> Script:
    """Say that it is full; some take it back at once."""
    yield player.speak("FULL", "LLENO")
    if player.chance(0.2):
        yield player.write("NO")
        return
    said = yield player.speak("YES", "SI")
    if not town.is_said("host_full/closed", said):
        town.fault(player, f"says that {plan.title} is full and is told “{said}”")
        return
    plan.is_closed = True
    town.note(player, "closes", plan)


def let_in(town: Town, player: Player, plan: Plan) -> Script:
    """Let in everybody who waits to know where it is."""
    said = yield player.speak("LET IN", "DEJAR PASAR")
    if town.is_said("host_let_in/nobody", said):
        if plan.outside():
            town.fault(player, f"{plan.outside()} wait outside {plan.title}; told “{said}”")
        return
    if player.chance(0.2):
        yield player.speak("all of them", "a todos")
    said = yield player.speak("YES", "SI")
    outside = plan.outside()
    found = re.search(r"\d+", said)
    if not town.is_said("host_let_in/done", said) or not found or int(found[0]) != len(outside):
        town.fault(player, f"lets {len(outside)} in at {plan.title} and is told “{said}”")
    for number in outside:
        plan.guests[number].let_in_at = town.now
    plan.changes.append(Change("texts/event_place", town.now, frozenset(outside)))
    town.note(player, "lets in", plan, len(outside))


def _text_all(town: Town, player: Player, plan: Plan) -> Script:
    """A ready text to all who come."""
    said = yield player.speak("TEXT ALL", "AVISAR A TODOS")
    if town.is_said("host_text/nobody", said):
        return
    yield player.write("3")
    said = yield player.speak("YES", "SI")
    if not (town.is_said("host_text/sent", said) or town.is_said("host_text/short", said)):
        town.fault(player, f"texts all of {plan.title} and is told “{said}”")
        return
    changed(town, player, plan, "texts/event_host_friend")
    town.note(player, "texts all", plan)


def changed(town: Town, player: Player, plan: Plan, text: str, *, is_late: bool = False) -> None:
    """Note who has to hear of it: all but who did it. Where it is late, an organizer is called."""
    whom = plan.concerned() | {plan.host.who.number}
    people = whom - {player.who.number}
    plan.changes.append(Change(text, town.now, frozenset(people), is_late=is_late))
    if is_late:
        town.alarm()


_COMMANDS: tuple[Command, ...] = (
    who, _move, _call_off, _more_seats, _text_all, _close, words.text_all, words.note,
    co_hosts.ask, door.open_page,
)  # fmt: skip
