"""Phone banks: a host sets one up, others join by its code, and all tally while they call."""

from __future__ import annotations

import re
from datetime import date

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.hosts import CODE, day_words, hour_words
from bot.rehearsals.week.ledger import BACK, GOING, ON, Calls, Plan
from bot.rehearsals.week.town import Town

_NUMBER = re.compile(r"\d[\d,]*")


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
    town.ledger.figures["banks"] += 1
    yield from _tally(town, player, plan)


def _answers(player: Player, plan: Plan) -> dict[str, str | list[str]]:
    day, hour = day_words(player, plan.day), hour_words(player, plan.hour)
    yes = "YES" if player.who.lang == "en" else "SI"
    answers: dict[str, str | list[str]] = {
        "phonebank/which": "1", "phonebank/host": day, "phonebank/time": hour,
        "phonebank/not_open": hour, "phonebank/not_that_day": day, "phonebank/place": plan.place,
        "phonebank/goal": str(plan.goal), "phonebank/check": yes, "phonebank/kept": yes,
        "ask_zip/zip": player.who.zip, "ask_name/name": player.who.name,
    }  # fmt: skip
    if player.chance(0.3):  # the line is closed by then
        answers["phonebank/time"] = [hour_words(player, 20), hour]
    return answers


def join(town: Town, player: Player, on: date) -> Script:
    """Join a phone bank by the code its host gave, and call there."""
    yield player.some_time(on)
    plans = town.ledger.on(town.now, banks=True)
    if not plans:
        town.ledger.figures["had no phone bank to join"] += 1
        return
    plan = player.random.choice(plans)
    said = yield player.speak(f"PHONEBANK {plan.code}", f"GRUPO {plan.code}")
    if not town.is_said("phonebank/joined", said):
        town.fault(player, f"joined a phone bank and was told “{said}”")
        return
    plan.ever[player.who.number] = plan.since[player.who.number] = town.now
    plan.guests[player.who.number] = GOING
    yield from _tally(town, player, plan)


def _tally(town: Town, player: Player, plan: Plan) -> Script:
    """Call for two hours, and tell of it now and then."""
    yield player.at(plan.day, plan.hour)
    for minute in sorted(player.random.sample(range(5, 110), player.random.randint(1, 3))):
        yield player.at(plan.day, plan.hour + minute // 60, minute % 60)
        count = player.random.randint(1, 15)
        last = town.ledger.last_of(player)
        if last is not None and last.count == count:
            count += 1  # the same number within minutes is asked about
        said = yield player.speak(f"TALLY {count}", f"CUENTA {count}")
        if not town.is_said("tally/room", said):
            town.fault(player, f"told of {count} calls at a phone bank and was told “{said}”")
            continue
        _count(town, player, plan, count, said)
        if player.chance(0.15):
            yield from _correct(town, player, plan)


def _count(town: Town, player: Player, plan: Plan, count: int, said: str) -> None:
    town.ledger.calls.append(Calls(player, count, town.now, room=plan))
    town.ledger.figures["tallies"] += 1
    told = [int(one.replace(",", "")) for one in _NUMBER.findall(said)][:3]
    right = [count, town.ledger.total(player, plan), town.ledger.total(room=plan)]
    if told != right:
        town.fault(player, f"should be told {right} of the room and was told “{said}”")


def _correct(town: Town, player: Player, plan: Plan) -> Script:
    """It was another number, or none."""
    last = town.ledger.last_of(player)
    if last is None:
        return
    if player.chance(0.5):
        right = last.count + player.random.randint(1, 4)
        said = yield player.speak(f"I meant {right}", f"quise decir {right}")
        if not town.is_said("undo/corrected", said):
            town.fault(player, f"put {last.count} right to {right} and was told “{said}”")
            return
        last.count = right
        town.ledger.figures["corrected"] += 1
        return
    yield player.speak("UNDO", "DESHACER")
    said = yield player.speak("YES", "SI")
    if not town.is_said("undo/taken_back", said):
        town.fault(player, f"took {last.count} calls back and was told “{said}”")
        return
    last.state = BACK
    town.ledger.figures["reports taken back"] += 1
