"""Listening to a text at a question, outside any conversation: for tools and figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.engine import Campaign, Person, Sense, Session, Verdict, World, listen
from bot.engine.definition import END, Ask, Choice, Step
from bot.engine.listening.order import hear, hear_alone
from bot.engine.listening.trimmings import trim
from bot.engine.localized import Text
from bot.engine.readers.reading import Answer
from bot.engine.readers.stations import find_city, find_station
from bot.engine.session import Frame
from bot.engine.walk import Walk
from bot.errors import InputError
from bot.sentences import say

_EXPIRES_S = 3600


def at_question(campaign: Campaign, where: str, now: datetime, lang: str = "") -> Session:
    """A session that waits at "flow/step". Raises InputError where no question is."""
    name, _, step_name = where.partition("/")
    flow = campaign.flows.get(name)
    step = flow.steps.get(step_name) if flow else None
    if flow is None or step is None or not isinstance(step.exit, Ask):
        raise InputError(
            say("There is no question '%(where)s': write FLOW/STEP.", where=where), "question"
        )
    frame = Frame(name, step_name, flow.hash)
    return Session((frame,), lang, expires_at=int(now.timestamp()) + _EXPIRES_S)


def question_of(campaign: Campaign, kind: str) -> Ask:
    """A question that takes a kind of answer, or SKIP; or YES and NO."""
    if kind == "yesno":
        return campaign.yes_no
    words = {
        lang: dict.fromkeys(meanings.answers.get("skip", ()), "skip")
        for lang, meanings in campaign.lexicon.languages.items()
    }
    every = {word: "skip" for by_word in words.values() for word in by_word}
    by_lang = dict.fromkeys(words, every)
    skip = {"skip": Choice("skip", Text({}), END)}
    return Ask(kind, choices=skip, words=by_lang, keys=("skip",))


def answer_of(campaign: Campaign, row: Mapping[str, Any], at: datetime) -> tuple[str, str]:
    """What a question keeps of a labelled text, as the label would say it, and why."""
    lang = row["lang"] if row["lang"] in campaign.languages else ""
    person = Person(1, lang=lang or None, is_opted_in=True)
    world = World(at)
    if row.get("question"):
        session = at_question(campaign, row["question"], at, lang)
        verdict = listen(campaign, session, person, world, row["text"])
    elif row["kind"] == "stationcity":
        return _station_and_city(campaign, row["text"]), "station and city"
    else:
        walk = Walk(campaign, Session((), lang), person, world)
        step = Step("question", question_of(campaign, row["kind"]))
        heard = trim(campaign.hearing, row["text"])
        verdict = hear(walk, step, heard, hear_alone(campaign, row["text"]))
    return shown(verdict, row["kind"]), verdict.why


def _station_and_city(campaign: Campaign, text: str) -> str:
    """What a DJ's station and city are read as: "KDNA/Yakima"."""
    station = find_station(text, campaign.lexicon)
    return f"{station}/{find_city(text, station, campaign.lexicon)}" if station else "bad"


def shown(verdict: Verdict, kind: str = "") -> str:
    """The value or choice a verdict keeps: "null" for none, "outside" where it is not allowed."""
    answer = verdict.answer
    if verdict.sense is not Sense.ANSWER or answer is None or verdict.corrected:
        return "null"
    if answer.choice:
        return answer.choice
    if answer.is_outside:
        return "outside"
    return _value(answer, kind) if answer.is_kept else "null"


def _value(answer: Answer, kind: str) -> str:
    return f"count:{answer.value}" if kind == "choice" else str(answer.value)
