"""Questions: waiting at one, reading an answer, keeping it."""

from __future__ import annotations

from datetime import timedelta

from bot.engine.definition import Ask, Choice
from bot.engine.effects import EFFECTS, set_fact
from bot.engine.events import Answered, Scalar, TimerStarted
from bot.engine.readers.answers import read_answer
from bot.engine.readers.reading import Answer, Reading
from bot.engine.walk import Walk

MAX_TRAIL = 10
_DATED = frozenset({"date", "time", "airing", "pick"})
# Kinds whose answers are told as they are; of all others only that they were given.
TOLD_KINDS = frozenset({"number", "count", "date", "time", "zip", "state", "station"})


def wait(walk: Walk, ask: Ask) -> None:
    """Wait at the question just asked."""
    walk.tries = 0
    here = walk.flat()
    if not walk.trail or walk.trail[-1] != here:
        walk.trail = [*walk.trail[-MAX_TRAIL + 1 :], here]
    start_nudges(walk, ask)


def start_nudges(walk: Walk, ask: Ask) -> None:
    """(Re)start the timers of a question."""
    walk.timers.clear()
    for nudge in ask.nudges:
        name = f"{walk.where()}/{nudge.name}"
        walk.timers.append(name)
        due = walk.world.now + timedelta(seconds=nudge.delay_s)
        walk.events.append(TimerStarted(name, due))


def read(walk: Walk, ask: Ask, text: str) -> Answer | None:
    """What `text` answers to `ask`."""
    return read_answer(ask, text, reading_of(walk, ask))


def reading_of(walk: Walk, ask: Ask) -> Reading:
    """All that an answer to `ask` is read by."""
    options = {key: walk.render(value) for key, value in ask.options.items()}
    within = options.get("within", "")
    window = walk.campaign.dates.get(within)
    now = walk.local_now() if ask.kind in _DATED else walk.world.now
    return Reading(walk.campaign.lexicon, walk.lang, now, options, ask.pattern, window)


def take(walk: Walk, ask: Ask, answer: Answer) -> str:
    """Keep an answer and do what it leads to; returns the target to go on to."""
    choice = ask.choices.get(answer.choice)
    walk.fields["answer"] = answer.value
    save(walk, ask, answer.value, choice)
    if ask.kind == "time" and ask.save:
        walk.fields[f"{ask.save}.until"] = answer.until
    tell(walk, ask, walk.where(), answer)
    own = ask.effects if choice is None or not ask.kind else ()
    for effect in (*own, *(choice.effects if choice else ())):
        EFFECTS[type(effect)](walk, effect)
    if choice is None:
        return ask.target
    walk.path.append(f"{walk.where()}={choice.key}")
    walk.say(choice.say)
    return choice.target


def tell(walk: Walk, ask: Ask, where: str, answer: Answer) -> None:
    """Say that the question at `where` was answered, and with what, as far as may be told."""
    if ask.is_private:
        told = Answered(where)
    elif answer.choice in ask.choices:
        told = Answered(where, choice=answer.choice)
    else:
        told = Answered(where, value=str(answer.value) if ask.kind in TOLD_KINDS else "")
    walk.events.append(told)


def save(walk: Walk, ask: Ask, value: Scalar, choice: Choice | None) -> None:
    """Keep an answer under its name, and with the contact."""
    if choice is not None and ask.kind:  # a way past the question, not an answer to it
        return
    if ask.save:
        walk.fields[ask.save] = value
        if choice:
            walk.fields[f"{ask.save}.label"] = label(walk, choice)
    if ask.contact_field:
        set_fact(walk, ask.contact_field, value, ask.is_private)


def label(walk: Walk, choice: Choice) -> str:
    """A choice as the person reads it."""
    template, _ = choice.label.pick(walk.lang, walk.campaign.default_lang)
    return walk.render(template)
