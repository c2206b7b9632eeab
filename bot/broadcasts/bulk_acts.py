"""One act on a segment as an organizer writes it, checked before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clarion import Clarion
from bot.errors import InputError
from bot.people.editing import read_tags
from bot.sentences import say
from bot.store.sealing import Purpose

MAX_TASK = 200
KINDS = ("tag", "untag", "assign", "flow")


@dataclass(frozen=True, slots=True)
class Act:
    """What to do with a segment. `tag` for tag and untag; `what`, `due_at`, `owner` for assign;
    `flow` for flow."""

    kind: str
    segment: str
    tag: str = ""
    flow: str = ""
    what: str = ""
    due_at: datetime | None = None
    owner: int | None = None


def check_act(clarion: Clarion, act: Act) -> Act:
    """The act, with its tag as it is kept. Raises: InputError that names the field."""
    if act.kind in ("tag", "untag"):
        tags = read_tags(act.tag)
        if len(tags) != 1:
            raise InputError(say("Write one tag."), "tag")
        return Act(act.kind, act.segment, tag=tags[0])
    if act.kind == "flow":
        if act.flow not in clarion.campaign.current().flows:
            raise InputError(say("Choose a flow."), "flow")
        return Act(act.kind, act.segment, flow=act.flow)
    if act.kind != "assign":
        raise InputError(say("Choose what to do."), "kind")
    if not act.what.strip() or len(act.what) > MAX_TASK:
        raise InputError(
            say("Say what to do, in at most %(most)s characters.", most=MAX_TASK), "what"
        )
    if act.due_at is None or act.due_at < clarion.clock.now():
        raise InputError(say("That day has passed."), "due")
    return act


def detail_of(clarion: Clarion, act: Act) -> dict[str, Any]:
    if act.kind == "assign" and act.due_at is not None:
        what = clarion.sealer.seal(act.what.strip(), Purpose.TASK_WHAT).hex()
        return {"what": what, "due": act.due_at.isoformat(), "owner": act.owner}
    return {"flow": act.flow} if act.kind == "flow" else {"tag": act.tag}
