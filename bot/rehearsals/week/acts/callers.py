"""Callers: they join, call, tell of their calls, put numbers right and ask for the total."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.acts import friends, leaving
from bot.rehearsals.week.acts.hosts import local
from bot.rehearsals.week.ledger import BACK, HELD, Calls
from bot.rehearsals.week.town import Town

_NUMBER = re.compile(r"\d[\d,]*")


def call(town: Town, player: Player, on: date, days: int) -> Script:
    """Join, and call on some days of the week."""
    yield player.some_time(on)
    yield from friends.join(town, player)
    for _ in range(days):
        yield player.some_time(local(town.now, player).date() + timedelta(days=1), 9, 17)
        yield from player.random.choice((_done, _many, _many, _too_many))(town, player)
        if player.chance(0.3):
            yield from _total(town, player)
        if player.chance(0.15):
            yield from _undo(town, player)
        if player.chance(0.25):
            yield from player.random.choice((friends.invite, friends.ask))(town, player)
    if player.chance(0.1):
        yield from leaving.stop(town, player)
    elif player.chance(0.07):
        yield from leaving.erase(town, player)


def _done(town: Town, player: Player) -> Script:
    """Ask for the number, call, say so; and have oneself reminded, or not."""
    yield player.speak("CALL", "LLAMAR")
    if player.place != "call/report":
        return
    if player.chance(0.2):  # what tells of no call
        yield player.speak("it is raining here", "aqui esta lloviendo")
        if player.place != "call/report":
            return
    said = yield player.speak("DONE", "LISTO")
    if not town.is_said("call/thanks", said):
        town.fault(player, f"called and was told “{said}”")
        return
    _count(town, player, 1)
    yield player.speak(*(("YES", "SI") if player.chance(0.3) else ("NO", "NO")))


def _many(town: Town, player: Player) -> Script:
    """Tell of some calls; of one number twice in a row by mistake, or of some too many."""
    count = player.random.randint(2, 19)
    said = yield player.speak(f"made {count}", f"hice {count}")
    if not (town.is_said("called/thanks", said) or town.is_said("call/thanks", said)):
        town.fault(player, f"made {count} calls and was told “{said}”")
        return
    _count(town, player, count)
    if player.chance(0.1):
        yield player.speak(f"made {count}", f"hice {count}")
        said = yield player.write("NO")
        if not town.is_said("undo/taken_back", said):
            town.fault(player, f"told {count} twice and was told “{said}”")
    elif player.chance(0.15):
        said = yield player.speak("MADE -1", "HICE -1")
        if not town.is_said("fewer/taken", said):
            town.fault(player, f"takes one of {count} calls off and was told “{said}”")
            return
        town.ledger.calls.append(Calls(player, -1, town.now))
        town.note(player, "puts calls right", count=-1)


def _too_many(town: Town, player: Player) -> Script:
    """Tell of more calls than anybody makes: it is asked about, and waits for an organizer."""
    count = player.random.randint(31, 99)
    said = yield player.speak(f"made {count}", f"hice {count}")
    if not town.is_said("undo/many", said):
        town.fault(player, f"made {count} calls and was told “{said}”")
        return
    if player.chance(0.5):
        said = yield player.speak("YES", "SI")
        if town.is_said("undo/waits", said):
            town.ledger.calls.append(Calls(player, count, town.now, HELD))
            town.note(player, "tells too many", count=count)
            return
    else:
        right = player.random.randint(1, 20)
        said = yield player.write(str(right))
        if town.is_said("undo/corrected", said):
            _count(town, player, right)
            return
    town.fault(player, f"answered whether {count} calls are right and was told “{said}”")


def _undo(town: Town, player: Player) -> Script:
    """Take the last report back; some leave it after all."""
    last = town.ledger.last_of(player)
    if last is None or last.count < 0 or last.at < town.now - timedelta(days=1):
        return
    said = yield player.speak("UNDO", "DESHACER")
    if player.place != "undo/sure":
        town.fault(player, f"wanted to take {last.count} calls back and was told “{said}”")
        return
    if player.chance(0.2):
        yield player.write("NO")
        return
    said = yield player.speak("YES", "SI")
    if not town.is_said("undo/taken_back", said):
        town.fault(player, f"took {last.count} calls back and was told “{said}”")
        return
    is_held = last.state == HELD
    town.note(player, "takes many back" if is_held else "takes calls back", count=last.count)
    last.state = BACK


def _total(town: Town, player: Player) -> Script:
    """Ask for the count; it is what was said."""
    said = yield player.write("TOTAL")
    mine, everybody = town.ledger.total(player), town.ledger.total()
    found = [int(one.replace(",", "")) for one in _NUMBER.findall(said)]
    expected = [mine, everybody] if town.is_said("total/both", said) else [everybody]
    if found[: len(expected)] != expected:
        town.fault(player, f"asked for the total, which is {expected}, and was told “{said}”")
    town.note(player, "asks the total")


def _count(town: Town, player: Player, count: int) -> None:
    town.ledger.calls.append(Calls(player, count, town.now))
    town.note(player, "calls", count=count)
