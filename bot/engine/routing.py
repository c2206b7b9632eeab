"""The engine's doors: start, time_out, fulfil, and route for a whole inbound text."""

from __future__ import annotations

from bot.engine.acting import act_on, take_up
from bot.engine.closing import finish
from bot.engine.definition import AGAIN, END, Ask, Campaign, Do, Step
from bot.engine.effects import LATER
from bot.engine.events import Kept, SessionEnded, Unmatched
from bot.engine.listening.keywords import heard_from
from bot.engine.listening.offers import hear_reply
from bot.engine.listening.order import hear, hear_alone
from bot.engine.listening.own_names import OFFERED, hear_name
from bot.engine.listening.trimmings import Heard, trim
from bot.engine.pausing import pick_up
from bot.engine.questions import read, take
from bot.engine.session import WROTE_IN, ActResult, Person, Session, Turn, World
from bot.engine.stepping import enter_flow, go, miss, nudge_person
from bot.engine.text import clean
from bot.engine.verdict import Sense, Verdict
from bot.engine.walk import Walk
from bot.errors import NotFound
from bot.sentences import say


def start(campaign: Campaign, flow_name: str, person: Person, world: World, text: str = "") -> Turn:
    """Begin a flow; `text` is what was written after its keyword. Raises NotFound."""
    flow = campaign.flows.get(flow_name)
    if flow is None:
        raise NotFound(
            say(
                "There is no flow called %(flow_name)s. Flows are called as their files in the "
                "campaign’s folder, without .yaml.",
                flow_name=flow_name,
            )
        )
    walk = Walk(campaign, None, person, world)
    walk.rest = clean(text)
    enter_flow(walk, flow)
    return finish(walk)


def fulfil(
    campaign: Campaign, session: Session, result: ActResult, person: Person, world: World
) -> Turn:
    """Go on with what came of the act the session waits for."""
    walk = Walk(campaign, session, person, world)
    step = _current(walk)
    if step is None:
        return finish(walk)
    if not isinstance(step.exit, Do) or step.exit.act != session.act:
        go(walk, AGAIN)
        return finish(walk)
    if result.lang in campaign.languages:
        walk.lang = result.lang
        walk.set_field(WROTE_IN, result.lang, False)
    noun = step.exit.act.partition(".")[0]
    for key, value in result.values.items():
        walk.fields[f"{noun}.{key}"] = value
    go(walk, step.exit.outcomes.get(result.outcome, step.exit.otherwise))
    return _finish(walk)


def time_out(
    campaign: Campaign, session: Session | None, timer_name: str, person: Person, world: World
) -> Turn:
    """A timer has come due. One that is not wanted any more changes nothing."""
    if timer_name.startswith(LATER):
        return _follow_up(campaign, session, timer_name[len(LATER) :], person, world)
    if session is None or timer_name not in session.timers:
        return Turn(session, ())
    walk = Walk(campaign, session, person, world)
    walk.has_spoken = True  # silence may go on in silence
    step = _current(walk)
    ask = step.exit if step else None
    wanted = timer_name.rpartition("/")[2]
    nudge = (
        next((n for n in ask.nudges if n.name == wanted), None) if isinstance(ask, Ask) else None
    )
    if nudge is None:
        return Turn(session, ())
    walk.timers.remove(timer_name)
    walk.old_timers = tuple(walk.timers)
    nudge_person(walk, nudge)
    return finish(walk)


def route(
    campaign: Campaign, session: Session | None, person: Person, world: World, text: str
) -> Turn:
    """Decide what a text means (bot/engine/listening says in which order) and act on it.

    Never raises on any text and always answers something, but to a reaction.
    """
    campaign = heard_from(campaign, person.fields)
    walk = Walk(campaign, session, person, world)
    walk.acts = 0
    walk.has_spoken = False
    if session is not None and session.expires_at < world.now.timestamp():
        session = None
        if walk.frames:
            walk.end("expired")
    heard = trim(campaign.hearing, text)
    alone = hear_alone(campaign, text)
    if alone is not None and alone.sense is Sense.REACTION:
        return Turn(session, (), verdict=alone)
    if session is not None and session.suggestion:
        verdict = _reply(walk, session.suggestion, heard, alone)
        if verdict is not None:
            take_up(walk, session, verdict)
            return _finish(walk, verdict)
    step = _current(walk) if walk.frames else None
    if walk.said:  # the flow has changed under the person and was begun again
        return finish(walk)
    verdict = hear(walk, step, heard, alone)
    if session is not None and session.suggestion == OFFERED and verdict.sense is Sense.ANSWER:
        walk.events.append(Kept())  # another name, or SKIP: no stop was meant
    act_on(walk, step, verdict)
    return _finish(walk, verdict)


def _reply(walk: Walk, offered: str, heard: Heard, alone: Verdict | None) -> Verdict | None:
    """The reply to what was offered; what is urgent comes before any, but for a name said again."""
    if offered == OFFERED:
        return hear_name(walk, heard)
    return None if alone is not None and alone.is_urgent else hear_reply(walk, offered, heard)


def _answer(walk: Walk, step: Step, text: str) -> None:
    ask = step.exit
    if not isinstance(ask, Ask):
        go(walk, AGAIN)
        return
    answer = read(walk, ask, text)
    if answer is not None and answer.is_kept:
        go(walk, take(walk, ask, answer))
        return
    walk.events.append(Unmatched(walk.where()))
    miss(walk, ask, step, answer is not None)


def _finish(walk: Walk, verdict: Verdict | None = None) -> Turn:
    """The turn; where it ended a conversation that had interrupted another, on with that one."""
    if not walk.frames and not walk.suggestion and walk.act is None and pick_up(walk):
        go(walk, AGAIN)
    return finish(walk, verdict)


def _current(walk: Walk) -> Step | None:
    """The step the session waits at; where its flow has changed, a sensible place instead.

    The same step while it exists. Gone: the text `changed`, and the flow's start, or the menu
    when the flow itself is gone.
    """
    top = walk.frames[-1]
    flow = walk.campaign.flows.get(top.flow)
    step = flow.steps.get(top.step) if flow else None
    if step is not None:
        return step
    walk.say_own("changed")
    walk.frames.pop()
    walk.trail.clear()
    walk.timers.clear()
    walk.frames = [f for f in walk.frames if _still_there(walk.campaign, f.flow, f.step)]
    again = flow or walk.campaign.flows.get(walk.campaign.menu)
    if again is None:
        walk.events.append(SessionEnded(top.flow, "moved"))
        walk.frames.clear()
    else:
        enter_flow(walk, again)
    return None


def _still_there(campaign: Campaign, flow_name: str, step: str) -> bool:
    flow = campaign.flows.get(flow_name)
    return flow is not None and (step in flow.steps or step == END)


def _follow_up(
    campaign: Campaign, session: Session | None, name: str, person: Person, world: World
) -> Turn:
    target = campaign.follow_ups.get(name)
    if target is None:
        return Turn(session, ())
    if session is not None and session.expires_at < world.now.timestamp():
        session = None
    walk = Walk(campaign, session, person, world)
    walk.has_spoken = True  # nobody waits for an answer
    flow_name, _, step = target[1:].partition("/")
    enter_flow(walk, campaign.flows[flow_name], step=step)
    return finish(walk)
