"""Questions: waiting at one, reading an answer, keeping it, and asking again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.engine.answers import Answer, Reading, read_answer
from bot.engine.definition import AGAIN, END, Ask, Choice, Nudge, Step
from bot.engine.effects import EFFECTS, set_fact
from bot.engine.events import Scalar, TimerStarted

if TYPE_CHECKING:
    from bot.engine.walk import Walk

MAX_TRAIL = 6


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
    options = {key: walk.render(value) for key, value in ask.options.items()}
    within = options.get("within", "")
    window = walk.campaign.dates.get(within)
    now = walk.local_now() if ask.kind in ("date", "time") else walk.world.now
    return read_answer(
        ask, text, Reading(walk.campaign.lexicon, walk.lang, now, options, ask.pattern, window)
    )


def take(walk: Walk, ask: Ask, answer: Answer) -> str:
    """Keep an answer and do what it leads to; returns the target to go on to."""
    choice = ask.choices.get(answer.choice)
    walk.fields["answer"] = answer.value
    _save(walk, ask, answer.value, choice)
    own = ask.effects if choice is None or not ask.kind else ()
    for effect in (*own, *(choice.effects if choice else ())):
        EFFECTS[type(effect)](walk, effect)
    if choice is None:
        return ask.target
    walk.path.append(f"{walk.where()}={choice.key}")
    walk.say(choice.say)
    return choice.target


def _save(walk: Walk, ask: Ask, value: Scalar, choice: Choice | None) -> None:
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


def miss(walk: Walk, ask: Ask, step: Step, is_outside: bool) -> None:
    """The answer was not one: ask again, or give up politely."""
    walk.tries += 1
    if walk.tries > ask.times:
        walk.tries = 0
        if ask.then_say is not None:
            walk.say(ask.then_say)
        elif ask.then == END:
            walk.say_own("gave_up")
        if ask.then == END and len(walk.frames) == 1:
            walk.end("gave_up")
        else:
            walk.go(ask.then)
        return
    hint = ask.outside if is_outside and ask.outside else ask.otherwise
    if hint is not None:
        walk.say(hint)
    else:
        walk.say_own("try_again")
        walk.say(step.say)
    start_nudges(walk, ask)


def nudge_person(walk: Walk, nudge: Nudge) -> None:
    """The person has been silent: say so, then stay or go on."""
    walk.say(nudge.say)
    if nudge.target != AGAIN or nudge.say is None:
        walk.go(nudge.target)
