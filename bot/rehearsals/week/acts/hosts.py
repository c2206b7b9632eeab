"""Hosts: they lead an action by text, hear from organizers, and some ask for a person."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bot.rehearsals.week.acting import Player, Script, Text
from bot.rehearsals.week.ledger import DECLINED, NO_LIMIT, ON, Plan, leads
from bot.rehearsals.week.town import Town

CODE = re.compile(r"\b[B-DF-HJ-NP-TV-XZ]{4}[2-9]{4}\b")
_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_OPENINGS = (("LEAD", "ORGANIZAR"), ("host an event", "hacer un evento"), ("Lead", "organizo"))
HELPERS = {
    "driver": {"en": "drivers", "es": "choferes"},
    "interpreter": {"en": "interpreters", "es": "intérpretes"},
}


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
    answers = _answers(player, plan)
    said = yield from player.walk(player.speak(*player.random.choice(_OPENINGS)), answers)
    if not town.is_said("lead/review", said):
        town.fault(player, f"led {plan.title} to the end and was told “{said}”")
        return
    plan.made_at = town.now
    town.ledger.plans.append(plan)
    town.note(player, "leads", plan, plan.size)
    if plan.wanted:
        town.note(player, "needs", plan, sum(plan.wanted.values()))
    for _ in range(3):  # they look at their phone again in the evening
        yield player.at(_day(town, player) + timedelta(days=1), 20)
        if plan.code or plan.state == DECLINED or player.is_gone:
            break
    if player.chance(0.15) and not player.is_gone:
        said = yield player.speak("KIT", "PASOS")
        if player.place == "kit/which":
            said = yield player.write("1")
        if not town.is_said("kit/action", said):
            town.fault(player, f"asked for the checklist and was told “{said}”")
    if player.chance(0.1) and plan.state == ON:
        yield from _ask(town, player)


def _answers(player: Player, plan: Plan) -> dict[str, str | list[str]]:
    day, hour = day_words(player, plan.day), hour_words(player, plan.hour)
    size = str(plan.size)
    if plan.size == NO_LIMIT:
        size = "NO LIMIT" if player.who.lang == "en" else "SIN LIMITE"
    answers: dict[str, str | list[str]] = {
        "lead/kind": "5", "lead/what": plan.title, "lead/week_day": day, "lead/any_day": day,
        "lead/time": hour, "lead/place": plan.place, "lead/size": size,
        "lead/check": _at_the_end(player, plan), "lead/kept": _yes(player), "lead/new_time": hour,
        "ask_zip/zip": player.who.zip, "ask_name/name": player.who.name,
    }  # fmt: skip
    if player.chance(0.15):  # a wrong answer first
        answers["lead/kind"] = ["9", "5"]
    if player.chance(0.15):
        answers["lead/week_day"] = ["banana", day]
    if player.chance(0.15):
        answers["lead/size"] = ["it depends" if player.who.lang == "en" else "depende", size]
    return answers


def _at_the_end(player: Player, plan: Plan) -> list[str]:
    """What is added to the summary, a change of mind, and the yes."""
    lang, said = player.who.lang, []
    if plan.wanted:
        said.append(", ".join(f"{n} {HELPERS[kind][lang]}" for kind, n in plan.wanted.items()))
    if plan.lets_in:
        said.append("ask me first" if lang == "en" else "que me pregunten primero")
    if player.chance(0.15):
        said.append("wrong time" if lang == "en" else "cambiar la hora")
    return [*said, _yes(player)]


def _yes(player: Player) -> str:
    return "YES" if player.who.lang == "en" else "SI"


def _ask(town: Town, player: Player) -> Script:
    """Ask a person of the team."""
    said = yield player.speak("QUESTION", "PREGUNTA")
    if player.place == "question/what":
        said = yield player.speak("How loud may we be?", "¿Qué tan fuerte podemos poner la música?")
    if town.is_said("question/handed", said):
        town.note(player, "asks a person")


def hear(town: Town, player: Player, text: Text) -> None:
    """What a host reads that is news of their action: it is on, with its code."""
    if not town.is_said("texts/event_approved", text.body):
        return
    code = CODE.search(text.body)
    plan = town.ledger.plan_in(text.body) or town.ledger.plan_of(code[0] if code else "")
    if plan is None or code is None or not leads(plan, player):
        town.fault(player, f"is told of an action that is not theirs: “{text.body}”")
    elif not plan.code:
        plan.code = code[0]


def _day(town: Town, player: Player) -> date:
    return local(town.now, player).date()


def local(at: datetime, player: Player) -> datetime:
    """An instant on a player's own wall clock."""
    return at.astimezone(player.who.zone)
