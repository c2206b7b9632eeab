"""Only a yes creates: errors where silence or a misunderstanding does."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.acts import acts
from bot.campaign.anatomy import TargetAt, steps_of, targets_of
from bot.campaign.known import Known
from bot.campaign.models import FlowModel
from bot.errors import Problem
from bot.sentences import say

# Acts whose outcome "review" says that what was made is for others too.
_CREATES = frozenset({"events.create", "phone_bank.host"})


def only_a_yes_creates(known: Known) -> Iterator[Problem]:
    """Neither silence nor three misunderstandings take the way of YES, or lead to an act that
    makes something."""
    for source, flow in known.flows:
        yes = {name: step.ask.choices["yes"].go or step.ask.go for name, step, _ in steps_of(flow)
               if step.ask and "yes" in step.ask.choices}  # fmt: skip
        for way in targets_of(flow):
            if way.kind not in ("after", "else"):
                continue
            if way.target not in ("end", "again", "") and way.target == yes.get(way.step):
                message = say("%(who)s takes the way of YES.", who=_WHO[way.kind])
            elif _creates(flow, way.target):
                message = say("%(who)s makes something that others see.", who=_WHO[way.kind])
            else:
                continue
            yield source.problem(
                way.loc,
                message,
                say(
                    "Keep what was said, say that nothing is made yet, and let only a yes make it."
                ),
                step=way.step,
                code="silence_creates",
            )


_WHO = {"after": say("Silence"), "else": say("An answer nobody understood")}


def _creates(flow: FlowModel, target: str) -> bool:
    """Whether a step leads to a creating act with no question between."""
    seen: set[str] = set()
    open_steps = [target]
    while open_steps:
        name = open_steps.pop()
        step = flow.steps.get(name)
        if step is None or name in seen:
            continue
        seen.add(name)
        if step.do in _CREATES:
            return True
        open_steps += [way.target for way in _onward(flow, name) if not way.waits]
    return False


def _onward(flow: FlowModel, name: str) -> Iterator[TargetAt]:
    return (way for way in targets_of(flow) if way.step == name)


assert set(acts()) >= _CREATES  # noqa: S101 - a renamed act is noticed at once
