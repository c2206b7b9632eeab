"""Every text, target, field and effect of a flow file, each with its place in the file.

The linter, the translation sheet, the graph and the coverage of transcripts all walk a flow
through here, so none of them forgets a corner of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.campaign.acts import acts
from bot.campaign.documents import Loc
from bot.campaign.models import AskModel, ChoiceModel, Effects, FlowModel, StepModel


@dataclass(frozen=True, slots=True)
class TextAt:
    """A localized text. `context` is what it is, for translators ("asked", "said after busy")."""

    loc: Loc
    step: str
    texts: Mapping[str, str]
    context: str


@dataclass(frozen=True, slots=True)
class TargetAt:
    """A way from a step: to a step, "/flow", "/flow/step", "end" or "again".

    `kind` is go, choice, answer, else, after, outcome, call, case, split or later; `label` is
    what decides it (the choice's key, the outcome, "20h"). `waits` says that a person's answer,
    or time, lies between: no loop runs through it unasked.
    """

    loc: Loc
    step: str
    target: str
    kind: str
    label: str = ""

    @property
    def waits(self) -> bool:
        """Whether the walk stops before this way is taken."""
        return self.kind in ("choice", "answer", "else", "after", "later")


def steps_of(flow: FlowModel) -> Iterator[tuple[str, StepModel, Loc]]:
    """Every step with its place."""
    for name, step in flow.steps.items():
        yield name, step, ("steps", name)


def effects_of(flow: FlowModel) -> Iterator[tuple[str, Effects, Loc]]:
    """Everything that may note something down: steps, questions, choices."""
    for name, step, loc in steps_of(flow):
        yield name, step, loc
        if step.ask:
            yield name, step.ask, (*loc, "ask")
            for key, choice in step.ask.choices.items():
                yield name, choice, (*loc, "ask", "choices", key)


def texts_of(flow: FlowModel) -> Iterator[TextAt]:
    """Every localized text of a flow, in the order of the file."""
    if flow.offer:
        yield TextAt(("offer",), "", flow.offer, "asked before a sentence starts it")
    if flow.title:
        yield TextAt(("title",), "", flow.title, "after “Do you want to”, where two flows are near")
    for name, step, loc in steps_of(flow):
        if step.say:
            yield TextAt((*loc, "say"), name, step.say, "asked" if step.ask else "said")
        if step.ask:
            yield from _ask_texts(step.ask, name, (*loc, "ask"))
    for name, effects, loc in effects_of(flow):
        if effects.notify:
            yield TextAt((*loc, "notify", "say"), name, effects.notify.say, "to organizers")


def _ask_texts(ask: AskModel, step: str, loc: Loc) -> Iterator[TextAt]:
    for key, choice in ask.choices.items():
        here = (*loc, "choices", key)
        if choice.label:
            yield TextAt((*here, "label"), step, choice.label, f"name of the choice {key}")
        if choice.say:
            yield TextAt((*here, "say"), step, choice.say, f"said after {key}")
    rest = (*loc, "else")
    for field, texts, context in (
        ("say", ask.otherwise.say, "said when the answer is not understood"),
        ("outside", ask.otherwise.outside, "said when the answer is not allowed"),
        ("then_say", ask.otherwise.then_say, "said when we give up"),
    ):
        if texts:
            yield TextAt((*rest, field), step, texts, context)
    for after, nudge in ask.after.items():
        if nudge.say:
            yield TextAt(
                (*loc, "after", after, "say"), step, nudge.say, f"said after {after} of silence"
            )


def targets_of(flow: FlowModel) -> Iterator[TargetAt]:
    """Every way from every step. Where nothing is written, the way to the end is given."""
    for name, step, loc in steps_of(flow):
        yield from _step_targets(step, name, loc)
    for name, effects, loc in effects_of(flow):
        for index, later in enumerate(effects.later):
            yield TargetAt((*loc, "later", index, "go"), name, later.go, "later", later.name)


def _step_targets(step: StepModel, name: str, loc: Loc) -> Iterator[TargetAt]:
    if step.ask:
        yield from _ask_targets(step.ask, name, (*loc, "ask"))
    elif step.do:
        for outcome, target in step.then.items():
            yield TargetAt((*loc, "then", outcome), name, target, "outcome", outcome)
        if "else" not in step.then:
            yield TargetAt((*loc, "go"), name, step.go or "end", "outcome", "else")
    elif step.call:
        yield TargetAt((*loc, "call"), name, f"/{step.call}", "call")
        yield TargetAt((*loc, "go"), name, step.go or "end", "go")
    elif step.when:
        for index, case in enumerate(step.when):
            yield TargetAt(
                (*loc, "when", index, "go"), name, case.go, "case", shown_condition(case.condition)
            )
        yield TargetAt((*loc, "go"), name, step.go or "end", "case", "else")
    elif step.split:
        for key, branch in step.split.items():
            yield TargetAt((*loc, "split", key), name, branch.go, "split", key)
    else:
        yield TargetAt((*loc, "go"), name, step.go or "end", "go")


def _ask_targets(ask: AskModel, name: str, loc: Loc) -> Iterator[TargetAt]:
    onward = ask.go or "end"
    for key, choice in ask.choices.items():
        where = (*loc, "choices", key, "go") if choice.go else (*loc, "choices", key)
        yield TargetAt(where, name, choice.go or onward, "choice", key)
    if ask.kind:
        yield TargetAt((*loc, "go"), name, onward, "answer", ask.kind)
    if ask.corrected:
        yield TargetAt((*loc, "corrected"), name, ask.corrected, "answer", "put right")
    if ask.unless_known:
        yield TargetAt((*loc, "go"), name, onward, "go", "known already")
    yield TargetAt((*loc, "else", "then"), name, ask.otherwise.then, "else", "not understood")
    for after, nudge in ask.after.items():
        yield TargetAt((*loc, "after", after), name, nudge.go, "after", after)


def shown_condition(given: object) -> str:
    """A condition in a few words: {"line": "open"} → "line open"."""
    if not isinstance(given, dict):
        return "otherwise"
    if "field" in given:
        rest = [
            f"{key.replace('_', ' ')} {value}" for key, value in given.items() if key != "field"
        ]
        return f"{given['field']} {' and '.join(rest) or 'known'}"
    parts = []
    for key, value in given.items():
        if isinstance(value, list):
            joined = (" or " if key == "any" else " and ").join(map(shown_condition, value))
            parts.append(joined)
        elif isinstance(value, dict):
            parts.append(f"not {shown_condition(value)}")
        else:
            parts.append(f"{key.replace('_', ' ')} {value}")
    return " and ".join(parts)


def templates_of(flow: FlowModel) -> Iterator[tuple[Loc, str, str]]:
    """Every template that is not a localized text: values set, act arguments, bounds."""
    for name, effects, loc in effects_of(flow):
        yield from ((at, name, text) for at, text in _effect_templates(effects, loc))
    for name, step, loc in steps_of(flow):
        for key, value in step.with_.items():
            yield (*loc, "with", key), name, value
        if step.ask:
            yield (*loc, "ask", "min"), name, step.ask.min
            yield (*loc, "ask", "max"), name, step.ask.max


def _effect_templates(effects: Effects, loc: Loc) -> Iterator[tuple[Loc, str]]:
    for kind, table in (("set", effects.set), ("keep", effects.keep)):
        for key, value in table.items():
            yield (*loc, kind, key), value
    yield (*loc, "language"), effects.language
    if effects.report:
        yield (*loc, "report", "count"), effects.report.count
        for key, value in effects.report.fields.items():
            yield (*loc, "report", "fields", key), value
    for index, later in enumerate(effects.later):
        yield (*loc, "later", index, "on"), later.on


def choices_of(flow: FlowModel) -> Iterator[tuple[str, str, ChoiceModel, Loc]]:
    """Every choice of every question: step, key, choice, place."""
    for name, step, loc in steps_of(flow):
        if step.ask:
            for key, choice in step.ask.choices.items():
                yield name, key, choice, (*loc, "ask", "choices", key)


def words_of(flow: FlowModel) -> Iterator[TextAt]:
    """Keywords, and the words of choices, as texts: "call, phone"."""
    if flow.keywords:
        yield TextAt(("keywords",), "", _joined(flow.keywords), "words that start it")
    for step, key, choice, loc in choices_of(flow):
        if choice.words and "*" not in choice.words:
            yield TextAt(loc, step, _joined(choice.words), f"words for the choice {key}")


def _joined(words: Mapping[str, list[str]]) -> dict[str, str]:
    return {lang: ", ".join(listed) for lang, listed in words.items()}


def kept_by(flow: FlowModel) -> Mapping[str, frozenset[str]]:
    """The session fields each step may set by itself: kept values, saved answers, act values."""
    found: dict[str, set[str]] = {}
    for name, effects, _ in effects_of(flow):
        found.setdefault(name, set()).update(effects.keep)
    for name, step, _ in steps_of(flow):
        mine = found.setdefault(name, set())
        if step.ask:
            mine.update(_kept_by_answer(step.ask))
        if step.split:
            mine.add(f"split.{name}")
        act = acts().get(step.do)
        if act:
            mine.update(f"{act.noun}.{value}" for value in act.values)
    return {name: frozenset(fields) for name, fields in found.items()}


def _kept_by_answer(ask: AskModel) -> Iterator[str]:
    yield "answer"
    if ask.save:
        yield ask.save
        if ask.choices:
            yield f"{ask.save}.label"
            yield f"{ask.save}.until"
