"""What hosts do by text with what they lead: look, move, call off, make room, text all."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.hosts import hour_words, local
from bot.rehearsals.week.ledger import CANCELED, OFF, ON, Change, Plan
from bot.rehearsals.week.town import Town

_NUMBER = re.compile(r": (\d+) (?:coming|en la lista)")
_MORE = 5
_HOURS = (11, 13, 15, 17, 19)


def run(town: Town, player: Player, plan: Plan) -> Script:
    """One thing or two, a day before it takes place at the latest."""
    acts = (_who, _move, _call_off, _more_seats, _text_all)
    for act in player.random.sample(acts, 2):
        yield player.some_time(local(town.now, player).date() + timedelta(days=1), 10, 18)
        if plan.state != ON or local(town.now, player).date() >= plan.day:
            return
        yield from act(town, player, plan)


def _who(town: Town, player: Player, plan: Plan) -> Script:
    """Ask who comes: it is who was told so."""
    said = yield player.speak("WHO", "QUIENES")
    found = _NUMBER.search(said)
    told = int(found[1]) if found else 0
    if told != plan.seats_taken or not (found or town.is_said("host_who/nobody", said)):
        town.fault(player, f"{plan.seats_taken} come to {plan.title}, its host is told “{said}”")
    town.ledger.figures["lists asked for"] += 1


def _move(town: Town, player: Player, plan: Plan) -> Script:
    """Another hour; some think better of it."""
    hour = player.random.choice([one for one in _HOURS if one != plan.hour])
    words = hour_words(player, hour)
    yield player.speak(f"MOVE {words}", f"MOVER {words}")
    if player.chance(0.2):
        said = yield player.write("NO")
        if not town.is_said("host_move/not_moved", said):
            town.fault(player, f"does not move {plan.title} and is told “{said}”")
        return
    said = yield player.speak("YES", "SI")
    if not town.is_said("host_move/moved", said):
        town.fault(player, f"moves {plan.title} to {words} and is told “{said}”")
        return
    plan.hour = hour
    _changed(town, plan, "texts/event_moved")
    town.ledger.figures["moved"] += 1


def _call_off(town: Town, player: Player, plan: Plan) -> Script:
    """Nothing comes of it; some keep it."""
    yield player.speak("CALL OFF", "CANCELAR EVENTO")
    if player.chance(0.5):
        yield player.write("NO")
        return
    said = yield player.speak("YES", "SI")
    if not town.is_said("host_off/done", said):
        town.fault(player, f"calls {plan.title} off and is told “{said}”")
        return
    _changed(town, plan, "texts/event_called_off")
    plan.state, plan.off_at = OFF, town.now
    town.ledger.figures["called off"] += 1


def _more_seats(town: Town, player: Player, plan: Plan) -> Script:
    """Room for five more."""
    yield player.speak(f"MORE SEATS {_MORE}", f"MAS LUGARES {_MORE}")
    said = yield player.speak("YES", "SI")
    if not town.is_said("host_seats/opened", said):
        town.fault(player, f"makes room at {plan.title} and is told “{said}”")
        return
    plan.size += _MORE
    town.ledger.figures["more seats"] += 1


def _text_all(town: Town, player: Player, plan: Plan) -> Script:
    """A ready text to all who come."""
    said = yield player.speak("TEXT ALL", "AVISAR A TODOS")
    if town.is_said("host_text/nobody", said):
        return
    yield player.write("3")
    said = yield player.speak("YES", "SI")
    if not town.is_said("host_text/sent", said):
        town.fault(player, f"texts all of {plan.title} and is told “{said}”")
        return
    _changed(town, plan, "texts/event_host_friend")
    town.ledger.figures["texts to all"] += 1


def _changed(town: Town, plan: Plan, text: str) -> None:
    """Note who has to hear of it."""
    guests = (number for number, state in plan.guests.items() if state != CANCELED)
    plan.changes.append(Change(text, town.now, frozenset(guests)))
