"""Rules for the ways between steps: they lead somewhere, and no circle goes without a question."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.anatomy import TargetAt, steps_of, targets_of
from bot.campaign.files import Source
from bot.campaign.known import Known, did_you_mean
from bot.campaign.models import FlowModel
from bot.engine.definition import AGAIN, END
from bot.errors import Problem
from bot.sentences import say


def targets_exist(known: Known) -> Iterator[Problem]:
    """Every `go` leads to a step of the flow, to /flow, /flow/step, end or again."""
    for source, flow in known.flows:
        for way in targets_of(flow):
            problem = _target_problem(known, source, flow, way)
            if problem:
                yield problem


def others_exist(known: Known) -> Iterator[Problem]:
    """The flow that answers whom keywords are not for exists."""
    for source, flow in known.flows:
        if flow.others and flow.others not in known.flow_names:
            yield source.problem(
                ("others",),
                say("There is no flow '%(name)s'.", name=flow.others),
                did_you_mean(flow.others, known.flow_names),
                code="target",
            )


def _target_problem(
    known: Known, source: Source[FlowModel], flow: FlowModel, way: TargetAt
) -> Problem | None:
    target = way.target
    if target in flow.steps or target == "end":
        return None
    mend: str
    if target == "again":
        if flow.steps[way.step].ask and way.waits:
            return None
        message, mend = (
            say("'again' asks the same question again: this is not one."),
            say("Name a step."),
        )
    elif not target.startswith("/"):
        message = say("There is no step '%(target)s' in this flow.", target=target)
        mend = did_you_mean(target, flow.steps)
        if target in known.flow_names:
            mend = say("To go to the flow '%(target)s', write /%(target)s.", target=target)
    else:
        name, _, step = target[1:].partition("/")
        other = known.sources.flows.get(name)
        if name not in known.flow_names:
            message = say("There is no flow '%(name)s'.", name=name)
            mend = did_you_mean(name, known.flow_names)
        elif step and other and step not in other.model.steps:
            message = say("The flow '%(name)s' has no step '%(step)s'.", name=name, step=step)
            mend = did_you_mean(step, other.model.steps)
        else:
            return None
    return source.problem(way.loc, message, mend, step=way.step, code="target")


def loops_ask(known: Known) -> Iterator[Problem]:
    """No way leads in a circle without waiting for the person on it."""
    edges: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for _, flow in known.flows:
        for way in targets_of(flow):
            target = None if way.waits else _landing(known, flow, way)
            if target:
                edges.setdefault((flow.flow, way.step), []).append(target)
    for source, flow in known.flows:
        for name, _, loc in steps_of(flow):
            circle = _circle(edges, (flow.flow, name))
            if circle and min(circle) == (flow.flow, name) and name not in (END, AGAIN):
                shown = " → ".join(step for _, step in (*circle, circle[0]))
                yield source.problem(
                    loc,
                    say("The flow goes in a circle without a question: %(shown)s.", shown=shown),
                    say("Let one of these steps ask, or end."),
                    step=name,
                    code="loop",
                )


def _landing(known: Known, flow: FlowModel, way: TargetAt) -> tuple[str, str] | None:
    if way.kind == "go" and flow.steps[way.step].call and way.label != "known already":
        called = known.sources.flows.get(flow.steps[way.step].call)
        if called and any(step.ask for step in called.model.steps.values()):
            return None
    if way.target in flow.steps:
        return flow.flow, way.target
    if not way.target.startswith("/"):
        return None
    name, _, step = way.target[1:].partition("/")
    other = known.sources.flows.get(name)
    if other is None:
        return None
    return name, step or other.model.start or next(iter(other.model.steps))


def _circle(
    edges: dict[tuple[str, str], list[tuple[str, str]]], start: tuple[str, str]
) -> list[tuple[str, str]]:
    """The steps of a circle through `start`, or none."""
    stack = [(start, [start])]
    seen = set()
    while stack:
        node, path = stack.pop()
        for target in edges.get(node, ()):
            if target == start:
                return path
            if target not in seen:
                seen.add(target)
                stack.append((target, [*path, target]))
    return []
