"""How a step goes on: each returns the target to go on to, or None to wait."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from bot.engine.definition import END, Ask, Branch, Call, Do, Go, Split, Step
from bot.engine.events import ActRequested, SplitTaken
from bot.engine.questions import wait
from bot.engine.walk import Walk

MAX_ACTS = 6


def _ask(walk: Walk, _step: Step, ask: Ask) -> str | None:
    wait(walk, ask)
    return None


def _do(walk: Walk, _step: Step, do: Do) -> str | None:
    walk.acts += 1
    if walk.acts > MAX_ACTS:
        walk.say_own("gave_up")
        walk.end("gave_up")
        return None
    walk.act = ActRequested(do.act, {key: walk.render(value) for key, value in do.args.items()})
    return None


def _call(walk: Walk, _step: Step, call: Call) -> str | None:
    return walk.call(call.flow, call.target)


def _branch(walk: Walk, _step: Step, branch: Branch) -> str | None:
    for condition, target in branch.cases:
        if condition.holds(walk):
            return target
    return branch.otherwise


def _chance(text: str) -> int:
    """A number that looks random, always the same for the same text (RFC 7693)."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def _split(walk: Walk, step: Step, split: Split) -> str | None:
    name = walk.where()
    total = sum(share for _, share, _ in split.shares)
    point = _chance(f"{name}/{walk.world.seed}") % total
    for branch, share, target in split.shares:
        point -= share
        if point < 0:
            walk.fields[f"split.{step.name}"] = branch
            walk.events.append(SplitTaken(name, branch))
            return target
    return END


def _go(_walk: Walk, _step: Step, go: Go) -> str | None:
    return go.target


EXITS: Mapping[type, Callable[[Walk, Step, Any], str | None]] = {
    Ask: _ask,
    Do: _do,
    Call: _call,
    Branch: _branch,
    Split: _split,
    Go: _go,
}
