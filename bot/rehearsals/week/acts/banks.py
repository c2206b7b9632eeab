"""Phone banks: a host sets one up, others join by its code, and all tally while they call."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.rehearsals.week.acting import Player, Script, Wait
from bot.rehearsals.week.acts import leaving
from bot.rehearsals.week.acts.hosts import CODE, day_words, hour_words
from bot.rehearsals.week.checks import screens
from bot.rehearsals.week.ledger import BACK, GOING, ON, Calls, Guest, Plan
from bot.rehearsals.week.town import Town

_NUMBER = re.compile(r"\d[\d,]*")
_SCREEN = re.compile(r"/room/([\w-]+)")


def host(town: Town, player: Player, plan: Plan, on: date) -> Script:
    """Set a phone bank up, some for an hour when nobody answers; tally with the others."""
    yield player.some_time(on)
    said = yield from player.walk(player.speak("PHONEBANK", "GRUPO"), _answers(player, plan))
    code = CODE.search(said)
    if not town.is_said("phonebank/made", said) or code is None:
        town.fault(player, f"set a phone bank up and was told “{said}”")
        return
    plan.code, plan.state, plan.made_at = code[0], ON, town.now
    town.ledger.plans.append(plan)
    town.note(player, "hosts a bank", plan, plan.goal)
    if player.chance(0.5):
        yield Wait(plan.starts - timedelta(hours=1))
        yield from _screen(town, player, plan)
    yield from _tally(town, player, plan)


def _answers(player: Player, plan: Plan) -> dict[str, str | list[str]]:
    day, hour = day_words(player, plan.day), hour_words(player, plan.hour)
    yes = "YES" if player.who.lang == "en" else "SI"
    answers: dict[str, str | list[str]] = {
        "phonebank/which": "1", "phonebank/host": day, "phonebank/time": hour,
        "phonebank/not_open": hour, "phonebank/not_that_day": day, "phonebank/place": plan.place,
        "phonebank/link": plan.link, "phonebank/goal": str(plan.goal), "phonebank/check": yes,
        "phonebank/kept": yes, "ask_zip/zip": player.who.zip, "ask_name/name": player.who.name,
    }  # fmt: skip
    if plan.link:
        answers["phonebank/place"] = "VIDEO CALL" if player.who.lang == "en" else "VIDEOLLAMADA"
    if player.chance(0.3):  # the line is closed by then
        answers["phonebank/time"] = [hour_words(player, 20), hour]
    return answers


def join(town: Town, player: Player, on: date) -> Script:
    """Join a phone bank by the code its host gave, and call there."""
    yield player.some_time(on)
    plans = town.ledger.on(town.now, banks=True)
    if not plans:
        return
    plan = player.random.choice(plans)
    said = yield player.speak(f"PHONEBANK {plan.code}", f"GRUPO {plan.code}")
    if not town.is_said("phonebank/joined", said):
        town.fault(player, f"joined a phone bank and was told “{said}”")
        return
    if (plan.where in said) == (plan.shown_at is None):
        town.fault(player, f"joined a phone bank and is wrongly told where it is: “{said}”")
    plan.guests[player.who.number] = Guest(GOING, town.now, town.now)
    town.note(player, "joins a bank", plan)
    yield from _tally(town, player, plan)
    if player.chance(0.05):
        yield from leaving.erase(town, player)


def _screen(town: Town, player: Player, plan: Plan) -> Script:
    """Put the room's total on a screen."""
    said = yield player.speak("SCREEN", "PANTALLA")
    found = _SCREEN.search(said)
    if found is None:
        town.fault(player, f"wanted a screen for the room and was told “{said}”")
        return
    plan.screen = found[1]


def _tally(town: Town, player: Player, plan: Plan) -> Script:
    """Call for two hours, and tell of it now and then."""
    for minute in sorted(player.random.sample(range(5, 110), player.random.randint(1, 3))):
        yield Wait(plan.starts + timedelta(minutes=minute))
        if plan.state != ON or player.is_gone:
            return
        count = player.random.randint(1, 15)
        last = town.ledger.last_of(player)
        if last is not None and last.count == count:
            count += 1  # the same number within minutes is asked about
        said = yield player.speak(f"TALLY {count}", f"CUENTA {count}")
        if town.is_said("undo/once_more", said):  # they had told the same number minutes before
            yield player.speak("NO", "NO")
            continue
        if not town.is_said("tally/room", said):
            town.fault(player, f"told of {count} calls at a phone bank and was told “{said}”")
            continue
        _count(town, player, plan, count, said)
        if player.chance(0.1):
            yield from _busy(town, player)
        if player.chance(0.2):
            yield from player.random.choice((_correct, _less, _undo))(town, player, plan)


def _busy(town: Town, player: Player) -> Script:
    """Nobody answers: what to do now, and what next."""
    said = yield player.speak("BUSY", "OCUPADO")
    if not town.is_said("busy/in_room", said):
        town.fault(player, f"found the line busy and was told “{said}”")
    said = yield player.speak("NEXT", "SIGUIENTE")
    names = ("redial", "other_script", "whom")
    if not any(town.is_said(f"script_next/{name}", said) for name in names):
        town.fault(player, f"asked what is next in a room and was told “{said}”")


def _count(town: Town, player: Player, plan: Plan, count: int, said: str) -> None:
    town.ledger.calls.append(Calls(player, count, town.now, room=plan))
    town.note(player, "tallies", plan, count)
    told = [int(one.replace(",", "")) for one in _NUMBER.findall(said)][:3]
    right = [count, town.ledger.total(player, plan), town.ledger.total(room=plan)]
    if plan.screen:
        screens.room(town, plan)
    if told != right:
        town.fault(player, f"should be told {right} of the room and was told “{said}”")


def _correct(town: Town, player: Player, plan: Plan) -> Script:
    """It was another number."""
    last = town.ledger.last_of(player)
    if last is None or last.room is not plan or last.count < 1:
        return
    right = last.count + player.random.randint(1, 4)
    said = yield player.speak(f"I meant {right}", f"quise decir {right}")
    if not town.is_said("undo/corrected", said):
        town.fault(player, f"put {last.count} right to {right} and was told “{said}”")
        return
    town.note(player, "puts a tally right", plan, right - last.count)
    last.count = right


def _less(town: Town, player: Player, plan: Plan) -> Script:
    """It was one less, or two."""
    mine = town.ledger.total(player, plan)
    off = player.random.randint(1, 2)
    said = yield player.speak(f"TALLY -{off}", f"CUENTA -{off}")
    if mine < off and town.is_said("fewer/few", said):
        return
    if not town.is_said("fewer/taken", said):
        town.fault(player, f"takes {off} of {mine} calls off and was told “{said}”")
        return
    town.ledger.calls.append(Calls(player, -off, town.now, room=plan))
    town.note(player, "takes a tally back", plan, off)


def _undo(town: Town, player: Player, plan: Plan) -> Script:
    """There were none."""
    last = town.ledger.last_of(player)
    if last is None or last.room is not plan or last.count < 1:
        return
    yield player.speak("UNDO", "DESHACER")
    said = yield player.speak("YES", "SI")
    if not town.is_said("undo/taken_back", said):
        town.fault(player, f"took {last.count} calls back and was told “{said}”")
        return
    town.note(player, "takes a tally back", plan, last.count)
    last.state = BACK
