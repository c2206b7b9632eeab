"""Callers: they join, call, tell of their calls, put numbers right and ask for the total."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.guests import stop
from bot.rehearsals.week.hosts import local
from bot.rehearsals.week.ledger import BACK, HELD, Calls
from bot.rehearsals.week.town import Town

_NUMBER = re.compile(r"\d[\d,]*")


def join(town: Town, player: Player) -> Script:
    """Join the texts of the week."""
    said = yield from player.walk(
        player.speak("JOIN", "UNIRME"), {"join/language": "1", "join/zip": player.who.zip}
    )
    if not town.is_said("join/done", said):
        town.fault(player, f"joined and was told “{said}”")
        return
    player.has_joined = True


def call(town: Town, player: Player, on: date, days: int) -> Script:
    """Join, and call on some days of the week."""
    yield player.some_time(on)
    yield from join(town, player)
    for _ in range(days):
        yield player.some_time(local(town.now, player).date() + timedelta(days=1), 9, 17)
        yield from player.random.choice((_done, _many, _many, _too_many))(town, player)
        if player.chance(0.3):
            yield from _total(town, player)
        if player.chance(0.15):
            yield from _undo(town, player)
    if player.chance(0.1):
        yield from stop(town, player)


def _done(town: Town, player: Player) -> Script:
    """Ask for the number, call, say so; and have oneself reminded, or not."""
    yield player.speak("CALL", "LLAMAR")
    if player.place != "call/report":
        return
    said = yield player.speak("DONE", "LISTO")
    if not town.is_said("call/thanks", said):
        town.fault(player, f"called and was told “{said}”")
        return
    _count(town, player, 1)
    yield player.speak(*(("YES", "SI") if player.chance(0.3) else ("NO", "NO")))


def _many(town: Town, player: Player) -> Script:
    """Tell of some calls; of one number twice in a row by mistake."""
    count = player.random.randint(2, 19)
    said = yield player.speak(f"made {count}", f"hice {count}")
    if not (town.is_said("called/thanks", said) or town.is_said("call/thanks", said)):
        town.fault(player, f"made {count} calls and was told “{said}”")
        return
    _count(town, player, count)
    if player.chance(0.1):
        yield player.speak(f"made {count}", f"hice {count}")
        said = yield player.write("NO")
        _taken_back(town, player, said, count)


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
            town.ledger.figures["reports held"] += 1
            town.ledger.figures["calls held"] += count
            return
    else:
        right = player.random.randint(1, 20)
        said = yield player.write(str(right))
        if town.is_said("undo/corrected", said):
            town.ledger.figures["corrected"] += 1
            _count(town, player, right)
            return
    town.fault(player, f"answered whether {count} calls are right and was told “{said}”")


def _undo(town: Town, player: Player) -> Script:
    """Take the last report back."""
    last = town.ledger.last_of(player)
    if last is None or last.at < town.now - timedelta(days=1):
        return
    said = yield player.speak("UNDO", "DESHACER")
    if player.place != "undo/sure":
        town.fault(player, f"wanted to take {last.count} calls back and was told “{said}”")
        return
    said = yield player.speak("YES", "SI")
    if _taken_back(town, player, said, last.count):
        last.state = BACK


def _taken_back(town: Town, player: Player, said: str, count: int) -> bool:
    if not town.is_said("undo/taken_back", said):
        town.fault(player, f"took {count} calls back and was told “{said}”")
        return False
    town.ledger.figures["reports taken back"] += 1
    return True


def _total(town: Town, player: Player) -> Script:
    """Ask for the count; it is what was said."""
    said = yield player.write("TOTAL")
    mine, everybody = town.ledger.total(player), town.ledger.total()
    found = [int(one.replace(",", "")) for one in _NUMBER.findall(said)]
    expected = [mine, everybody] if town.is_said("total/both", said) else [everybody]
    if found[: len(expected)] != expected:
        town.fault(player, f"asked for the total, which is {expected}, and was told “{said}”")
    town.ledger.figures["totals asked for"] += 1


def _count(town: Town, player: Player, count: int) -> None:
    town.ledger.calls.append(Calls(player, count, town.now))
