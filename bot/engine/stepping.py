"""Moves a walk: from step to step until it must wait or ends.

Loops end by construction: at most MAX_STEPS steps a turn, MAX_FRAMES flows deep, MAX_ACTS acts a
text.
"""

from __future__ import annotations

from bot.engine.ahead import answer_ahead
from bot.engine.definition import AGAIN, END, Ask, Flow, Nudge, Step
from bot.engine.effects import EFFECTS
from bot.engine.events import FlowEntered
from bot.engine.exits import EXITS
from bot.engine.questions import read, start_nudges, take
from bot.engine.session import Frame
from bot.engine.walk import Walk

MAX_STEPS = 60
STUCK = "stuck"


def enter_flow(walk: Walk, flow: Flow, keyword: str = "", step: str = "") -> None:
    """Put `flow` on top of the stack and walk."""
    walk.events.append(FlowEntered(flow.name, keyword))
    walk.frames.append(Frame(flow.name, step or flow.start, flow.hash))
    go(walk, step or flow.start)


def go(walk: Walk, target: str) -> None:
    """Walk from `target` until the session waits or ends."""
    for _ in range(MAX_STEPS):
        step = walk.find_step(target)
        if step is None:
            return
        onward = _enter(walk, step)
        walk.is_redo = False
        if onward is None:
            return
        target = onward
    walk.say_own("gave_up")
    walk.end("gave_up")


def go_back(walk: Walk) -> bool:
    """To the question before the present one; from a flow's first one to the menu, so that BACK
    never asks the same again and again. False where there is neither."""
    while len(walk.trail) > 1:
        walk.trail.pop()
        frames = walk.unflat(walk.trail[-1])
        if frames:
            walk.frames = frames
            walk.is_redo = True
            go(walk, frames[-1].step)
            return True
    menu = walk.campaign.flows.get(walk.campaign.menu)
    if menu is None or not walk.frames or walk.frames[0].flow == menu.name:
        return False
    walk.end("replaced")
    walk.asked.clear()
    enter_flow(walk, menu)
    return True


def _enter(walk: Walk, step: Step) -> str | None:
    """Do a step; the target to go on to, or None to wait."""
    walk.path.append(walk.where())
    if not walk.is_redo:
        for need in step.needs:
            if need not in walk.asked and walk.look_up(need) in (None, ""):
                return _ask_first(walk, need, step)
        ask = step.exit if isinstance(step.exit, Ask) else None
        if ask and not ask.is_resumed and walk.paused is not None:
            return END
        if ask and ask.unless_known and walk.look_up(ask.unless_known) not in (None, ""):
            return ask.target
        for effect in step.effects:
            EFFECTS[type(effect)](walk, effect)
        answered = _told_already(walk, ask)
        if answered is not None:
            return answered
    walk.say(walk.instead or step.say)
    walk.instead = None
    if step.media:
        walk.media.extend(step.media)
    walk.discloses = walk.discloses or step.discloses
    return EXITS[type(step.exit)](walk, step, step.exit)


def _told_already(walk: Walk, ask: Ask | None) -> str | None:
    """Where to go on when what followed the keyword, or was said before, answers the question; None
    where nothing does. A number that is not allowed ("TALLY 900") brings what is, in place of the
    question."""
    if ask is None:
        return None
    if ask.takes_rest and walk.rest:
        answer = read(walk, ask, walk.rest)
        walk.rest = ""
        if answer is not None and answer.is_kept:
            return take(walk, ask, answer)
        walk.instead = ask.outside if answer is not None and answer.is_outside else None
    return _answer_from_ahead(walk, ask)


def _answer_from_ahead(walk: Walk, ask: Ask | None) -> str | None:
    """Where to go on when what was said before answers the question; None where not."""
    answer = answer_ahead(walk, ask) if ask is not None and walk.ahead else None
    return take(walk, ask, answer) if ask is not None and answer is not None else None


def _ask_first(walk: Walk, need: str, step: Step) -> str:
    walk.asked.append(need)
    flow = walk.campaign.flows[walk.campaign.asking[need]]
    return walk.call(flow.name, step.name)


def miss(walk: Walk, ask: Ask, step: Step, is_outside: bool) -> None:
    """The answer was not one: ask again, or give up politely."""
    walk.tries += 1
    if walk.tries > ask.times:
        walk.tries = 0
        if ask.then == END and ask.then_say is None and _stays(walk):
            walk.say_own(STUCK)
            start_nudges(walk, ask)
            return
        if ask.then_say is not None:
            walk.say(ask.then_say)
        elif ask.then == END:
            walk.say_own("gave_up")
        if ask.then == END and len(walk.frames) == 1:
            walk.end("gave_up")
        else:
            go(walk, ask.then)
        return
    hint = ask.outside if is_outside and ask.outside else ask.otherwise
    if hint is not None:
        walk.say(hint)
    else:
        walk.say_own("try_again")
        walk.say(step.say)
    start_nudges(walk, ask)


def _stays(walk: Walk) -> bool:
    """Whether something has been told that would be lost if the conversation ended here."""
    return STUCK in walk.campaign.texts and len(walk.trail) > 1


def nudge_person(walk: Walk, nudge: Nudge) -> None:
    """The person has been silent: say so, then stay or go on."""
    walk.say(nudge.say)
    if nudge.target != AGAIN or nudge.say is None:
        go(walk, nudge.target)
