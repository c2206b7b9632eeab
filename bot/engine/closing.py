"""The end of a turn: one reply, the disclosure where it is due, timers, and the session to keep."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine.events import Said, Scalar, TimerCanceled
from bot.engine.session import Session, Turn
from bot.engine.text import shorten
from bot.engine.verdict import Verdict
from bot.engine.walk import Walk

DISCLOSED = "disclosed"  # the contact field that says the first text has been sent
MAX_KEPT = 160  # characters; longer values (a script) last only for the turn
SUGGESTION_S = 3600  # how long a "Did you mean ...?" waits for its YES


def finish(walk: Walk, verdict: Verdict | None = None) -> Turn:
    """The turn: one Said, timers that are left over canceled, an act last."""
    if walk.act is None:
        _settle_reply(walk)
    if walk.said:
        text = shorten("\n\n".join(walk.said))
        walk.events.append(Said(text, walk.lang, tuple(walk.media), walk.said_at))
    if walk.old_timers:
        walk.events += [TimerCanceled(n) for n in walk.old_timers if n not in walk.timers]
    if walk.act is not None:
        walk.events.append(walk.act)
    return Turn(_session(walk), tuple(walk.events), tuple(walk.path), verdict)


def _settle_reply(walk: Walk) -> None:
    """Never nothing; and what a first text says."""
    if not walk.said and not walk.has_spoken:
        walk.say_own("noted")
    if walk.said or walk.media:
        disclose(walk)


def disclose(walk: Walk) -> None:
    """The first text of a person says who texts, how often, how to stop."""
    knows = walk.person.is_opted_in and not walk.person.owes_disclosure
    if knows or walk.look_up(DISCLOSED) is not None:
        return
    if not walk.discloses:
        walk.say_own("disclosure")
    walk.set_field(DISCLOSED, "yes", False)


def _session(walk: Walk) -> Session | None:
    if not walk.frames and not walk.suggestion:
        return None
    flows, frames, is_acting = walk.campaign.flows, walk.frames, walk.act is not None
    stays_s = flows[frames[-1].flow].expires_s if frames else SUGGESTION_S
    return Session(
        tuple(frames),
        walk.lang,
        walk.fields if is_acting else kept_fields(walk.fields),
        walk.tries,
        walk.act.name if walk.act else "",
        walk.suggestion,
        tuple(walk.trail),
        tuple(walk.timers),
        tuple(walk.asked),
        walk.rest if is_acting or len(frames) > 1 or walk.suggestion else "",
        int(walk.world.now.timestamp()) + stays_s,
        walk.acts,
        is_acting and (bool(walk.said) or walk.has_spoken),
        walk.ahead if frames else "",
        tuple(walk.seen) if frames else (),
        walk.paused if frames else None,
    )


def kept_fields(fields: dict[str, Scalar]) -> Mapping[str, Scalar]:
    """The fields worth carrying to the next turn."""
    for value in fields.values():
        if isinstance(value, str) and len(value) > MAX_KEPT:
            return {k: v for k, v in fields.items() if not isinstance(v, str) or len(v) <= MAX_KEPT}
    return fields
