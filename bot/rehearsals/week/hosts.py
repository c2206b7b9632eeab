"""Hosts: they lead an action by text, hear from organizers, and some stop or ask for a person."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bot.rehearsals.week.acting import Player, Script, Text
from bot.rehearsals.week.ledger import DECLINED, ON, Plan
from bot.rehearsals.week.town import Town

CODE = re.compile(r"\b[B-DF-HJ-NP-TV-XZ]{4}[2-9]{4}\b")
_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_OPENINGS = (("LEAD", "ORGANIZAR"), ("host an event", "hacer un evento"), ("Lead", "organizo"))


def day_words(player: Player, day: date) -> str:
    """A day as somebody writes it."""
    if player.who.lang == "en":
        return f"{day:%B} {day.day}"
    return f"{day.day} de {_MONTHS.split()[day.month - 1]}"


def hour_words(player: Player, hour: int) -> str:
    """An hour as somebody writes it."""
    twelve = (hour - 1) % 12 + 1
    if player.who.lang == "en":
        return f"{twelve}{'am' if hour < 12 else 'pm'}"
    part = "mañana" if hour < 12 else "tarde" if hour < 19 else "noche"
    return f"a las {twelve} de la {part}"


def lead(town: Town, player: Player, plan: Plan, on: date) -> Script:
    """Lead an action: one text after the other, some with a wrong answer or a change of mind."""
    yield player.some_time(on)
    who, answers = player.who, _answers(player, plan)
    said = yield from player.walk(player.speak(*player.random.choice(_OPENINGS)), answers)
    if not town.is_said("lead/review", said):
        town.fault(player, f"led {plan.title} to the end and was told “{said}”")
        return
    plan.made_at = town.now
    town.ledger.plans.append(plan)
    town.ledger.figures["led"] += 1
    for _ in range(3):  # they look at their phone again in the evening
        yield player.at(_day(town, player) + timedelta(days=1), 20)
        if plan.code or plan.state == DECLINED:
            break
    if player.chance(0.15):
        said = yield player.speak("KIT", "PASOS")
        if player.place == "kit/which":
            said = yield player.write("1")
        if not town.is_said("kit/action", said):
            town.fault(player, f"asked for the checklist and was told “{said}”")
    if player.chance(0.1) and plan.state == ON:
        yield from _ask(town, player, who.lang)


def _answers(player: Player, plan: Plan) -> dict[str, str | list[str]]:
    day, hour = day_words(player, plan.day), hour_words(player, plan.hour)
    yes = "YES" if player.who.lang == "en" else "SI"
    answers: dict[str, str | list[str]] = {
        "lead/kind": "5", "lead/what": plan.title, "lead/week_day": day, "lead/any_day": day,
        "lead/time": hour, "lead/place": plan.place, "lead/size": str(plan.size),
        "lead/check": yes, "lead/kept": yes, "lead/new_time": hour,
        "ask_zip/zip": player.who.zip, "ask_name/name": player.who.name,
    }  # fmt: skip
    if player.chance(0.15):  # a wrong answer first
        answers["lead/kind"] = ["9", "5"]
    if player.chance(0.15):
        answers["lead/week_day"] = ["banana", day]
    if player.chance(0.15):  # a change of mind at the end
        wrong = "wrong time" if player.who.lang == "en" else "cambiar la hora"
        answers["lead/check"] = [wrong, yes]
    return answers


def _ask(town: Town, player: Player, lang: str) -> Script:
    """Ask a person of the team."""
    said = yield player.speak("QUESTION", "PREGUNTA")
    if player.place == "question/what":
        said = yield player.speak("How loud may we be?", "¿Qué tan fuerte podemos poner la música?")
    if town.is_said("question/handed", said):
        town.ledger.figures["asked"] += 1


def hear(town: Town, player: Player, text: Text) -> None:
    """What a host reads that is news of their action: it is on, with its code."""
    if not town.is_said("texts/event_approved", text.body):
        return
    code = CODE.search(text.body)
    if code and any(plan.code == code[0] and plan.host is player for plan in town.ledger.plans):
        return
    plan = town.ledger.plan_in(text.body)
    if plan is None or code is None or plan.host is not player:
        town.fault(player, f"is told of an action that is not theirs: “{text.body}”")
        return
    plan.code = code[0]


def _day(town: Town, player: Player) -> date:
    return local(town.now, player).date()


def local(at: datetime, player: Player) -> datetime:
    """An instant on a player's own wall clock."""
    return at.astimezone(player.who.zone)
