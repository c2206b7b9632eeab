"""Asking whether a stop word is a first name, where one was asked for, and going on with it."""

from __future__ import annotations

from bot.engine.definition import AGAIN, Ask
from bot.engine.events import Kept
from bot.engine.listening.own_names import MAYBE_NAME, OFFERED
from bot.engine.questions import take
from bot.engine.readers.reading import Answer
from bot.engine.stepping import go
from bot.engine.verdict import Verdict
from bot.engine.walk import Walk


def ask_which(walk: Walk, answer: Answer, text: str = "stop_or_name") -> None:
    """Whether they are called that, or want no more texts, or said something else (by `text`)."""
    walk.fields[MAYBE_NAME] = answer.value
    walk.suggestion = OFFERED
    walk.say_own(text)


def take_name(walk: Walk, verdict: Verdict) -> None:
    """It is no stop: the name answers the question, or it was none, and the question stands."""
    walk.events.append(Kept())
    name = walk.fields.pop(MAYBE_NAME, "")
    flow = walk.campaign.flows.get(walk.frames[-1].flow) if walk.frames else None
    step = flow.steps.get(walk.frames[-1].step) if flow else None
    ask = step.exit if step else None
    is_name = verdict.answer is not None and verdict.answer.choice == "yes"
    if verdict.answer is not None and verdict.answer.value != "yes" and is_name:
        name = verdict.answer.value  # "no, Tyler"
    if is_name and isinstance(ask, Ask) and ask.kind == "name":
        go(walk, take(walk, ask, Answer(name)))
    elif step is not None:
        go(walk, AGAIN)
    else:
        walk.say_own("unknown")
