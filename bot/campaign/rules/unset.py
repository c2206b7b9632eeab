"""Warns where a text may show a field that the way there has not set.

A forward walk over each flow: a step has for certain what every way to it has for certain.
Fields in [brackets], with a default, or known to the contact need not be set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.campaign.acts import acts
from bot.campaign.anatomy import TargetAt, TextAt, targets_of, texts_of
from bot.campaign.documents import Loc
from bot.campaign.known import COUNT, Known
from bot.campaign.models import FlowModel, StepModel
from bot.engine.template import Field, compile_template
from bot.errors import Problem
from bot.sentences import say

Fields = frozenset[str]


def fields_used_before_set(known: Known) -> Iterator[Problem]:
    """Session fields that a text may show before anything has filled them."""
    for source, flow in known.flows:
        certain = _certain(flow, known.handed_over[flow.flow])
        for at in texts_of(flow):
            if at.step not in certain:
                continue
            sure = certain[at.step] | known.campaign_fields | {"answer"}
            if at.loc[-1] == "say" and "choices" in at.loc and at.step in flow.steps:
                sure |= _set_by_answer(flow.steps[at.step])
            for name, loc in _unsure(at, sure):
                yield source.problem(
                    loc,
                    say(
                        "{%(name)s} may be empty here: not every way to this step sets it.",
                        name=name,
                    ),
                    say(
                        "Give it a default, {NAME|default:...}, put its part in "
                        "[brackets], or set it before."
                    ),
                    step=at.step,
                    code="unset",
                    severity="warning",
                )


def _unsure(at: TextAt, sure: Fields) -> Iterator[tuple[str, Loc]]:
    """The fields a text needs and may not have, and where they stand."""
    for lang, text in at.texts.items():
        for name in _needed(text):
            if name not in sure and not name.startswith(COUNT):
                yield name, (*at.loc, lang) if lang != "*" else at.loc


def _needed(text: str) -> Iterator[str]:
    """The fields of a text that it cannot do without."""
    for piece in compile_template(text).pieces:
        if isinstance(piece, Field) and not any(name == "default" for name, _ in piece.filters):
            yield piece.name


def _certain(flow: FlowModel, handed: Fields) -> Mapping[str, Fields]:
    """For each step that is reached, the fields set on every way to it."""
    start = flow.start or next(iter(flow.steps))
    ways = [way for way in targets_of(flow) if way.target in flow.steps]
    certain: dict[str, Fields] = {start: handed}
    for name in (way.target for way in ways if way.kind == "later"):
        certain.setdefault(name, frozenset())
    changed = True
    while changed:
        changed = False
        for way in ways:
            if way.step not in certain or way.kind == "later":
                continue
            coming = certain[way.step] | _set_on(flow.steps[way.step], way)
            old = certain.get(way.target)
            new = coming if old is None else old & coming
            if new != old:
                certain[way.target], changed = new, True
    return certain


def _set_on(step: StepModel, way: TargetAt) -> Fields:
    """What a step has set when it is left by `way`."""
    fields = set(step.keep)
    if step.ask and way.kind in ("answer", "choice"):
        if way.kind == "answer" or not step.ask.kind:
            fields |= _set_by_answer(step)
            fields |= set(step.ask.keep)
        choice = step.ask.choices.get(way.label)
        if choice is not None:
            fields |= set(choice.keep)
    if step.ask and step.ask.save and way.label == "known already":
        fields.discard(step.ask.save)
    act = acts().get(step.do)
    if act and way.kind == "outcome" and way.label in act.outcomes[:1]:
        fields |= {f"{act.noun}.{value}" for value in act.values}
    if step.split:
        fields.add(f"split.{way.step}")
    return frozenset(fields)


def _set_by_answer(step: StepModel) -> Fields:
    ask = step.ask
    if ask is None or not ask.save:
        return frozenset({"answer"})
    return frozenset({"answer", ask.save, f"{ask.save}.label"})
