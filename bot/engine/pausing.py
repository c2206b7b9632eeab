"""What a keyword interrupts is kept: CALL inside an RSVP, and then back to the RSVP.

Only conversations that are about to make something, and only one at a time.
"""

from __future__ import annotations

from bot.engine.closing import kept_fields
from bot.engine.definition import Ask, Do, Flow
from bot.engine.listening.question import OPEN
from bot.engine.questions import read, take
from bot.engine.session import Frame, Paused
from bot.engine.stepping import go
from bot.engine.walk import Walk

RESUMED = "resumed"
_WAITS_S = 6 * 3600


def pause(walk: Walk, flow: Flow) -> None:
    """Keep where the walk is, before it goes to `flow`; what was kept before is let go only for
    something newer."""
    here = walk.campaign.flows.get(walk.frames[0].flow) if walk.frames else None
    if walk.paused is not None and walk.paused.flat.startswith(f"{flow.name}/"):
        walk.paused = None  # they came back to it by themselves
    if here is None or here.name == flow.name or not _makes(here) or not _is_resumed(walk):
        return
    if here.only and flow.only and _asks(flow):
        return  # another command of a host may change what the first asked about
    until = int(walk.world.now.timestamp()) + _WAITS_S
    fields = dict(kept_fields(walk.fields))
    trail, asked, seen = tuple(walk.trail), tuple(walk.asked), tuple(walk.seen)
    walk.paused = Paused(walk.flat(), fields, trail, asked, until, walk.ahead, seen)


def pick_up(walk: Walk) -> bool:
    """Put the walk back where it was interrupted, and say so; whether there was such a place."""
    paused, walk.paused = walk.paused, None
    if paused is None or RESUMED not in walk.campaign.texts:
        return False
    frames = _frames(walk, paused)
    if not frames:
        return False
    _put_back(walk, paused, frames)
    walk.say_own(RESUMED)
    return True


def answer_before(walk: Walk, said: str) -> bool:
    """Answer the question that was interrupted with what the open one does not take: YES to a held
    seat after "who is this". Whether it answers that; one that takes anything is asked again."""
    paused = walk.paused
    frames = _frames(walk, paused) if paused else []
    if paused is None or not frames or not said:
        return False
    step = walk.campaign.flows[frames[-1].flow].steps.get(frames[-1].step)
    if step is None or not isinstance(step.exit, Ask) or step.exit.kind in OPEN:
        return False
    answer = read(walk, step.exit, said)
    if answer is None or not answer.is_kept:
        return False
    walk.end("replaced")
    walk.paused = None
    _put_back(walk, paused, frames)
    go(walk, take(walk, step.exit, answer))
    return True


def _frames(walk: Walk, paused: Paused) -> list[Frame]:
    """The places that were interrupted, none where that is too long ago."""
    return walk.unflat(paused.flat) if paused.until >= walk.world.now.timestamp() else []


def _put_back(walk: Walk, paused: Paused, frames: list[Frame]) -> None:
    walk.frames = frames
    walk.fields = dict(paused.fields)
    walk.trail, walk.asked = list(paused.trail), list(paused.asked)
    walk.ahead, walk.seen = paused.ahead, list(paused.seen)


def _is_resumed(walk: Walk) -> bool:
    """Whether the question that is open is worth being asked once more."""
    top = walk.frames[-1]
    flow = walk.campaign.flows.get(top.flow)
    step = flow.steps.get(top.step) if flow else None
    return step is None or not isinstance(step.exit, Ask) or step.exit.is_resumed


def _asks(flow: Flow) -> bool:
    return any(isinstance(step.exit, Ask) for step in flow.steps.values())


def _makes(flow: Flow) -> bool:
    return any(isinstance(step.exit, Do) for step in flow.steps.values()) and not flow.informs
