"""Rules for questions, conditions and follow-ups: errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.campaign.conditions import read_condition
from bot.campaign.flow_compiling import days_of
from bot.campaign.known import Known, did_you_mean
from bot.campaign.models import AskModel, FlowModel
from bot.campaign.runaway import can_run_away
from bot.campaign.shapes import words_of
from bot.errors import Problem
from bot.sentences import Sentence, say

_BOUNDED = ("number", "pick", "count", "text")
_DATED = ("date", "time")
MAX_PATTERN = 200


def questions_are_sound(known: Known) -> Iterator[Problem]:
    """Bounds fit the kind, patterns can be run, dates exist."""
    for source, name, step, loc in known.steps:
        if step.ask:
            for key, message, mend in _question_faults(known, step.ask):
                yield source.problem((*loc, "ask", key), message, mend, step=name, code="question")


def _question_faults(known: Known, ask: AskModel) -> Iterator[tuple[str, str, str]]:
    yield from _bound_faults(ask)
    yield from _date_faults(known, ask)
    if bool(ask.pattern) != (ask.kind == "pattern"):
        yield "kind", say("Kind pattern and 'pattern' go together."), say("Write both, or neither.")
    elif ask.pattern:
        yield from _pattern_faults(ask.pattern)


def _bound_faults(ask: AskModel) -> Iterator[tuple[str, str, str]]:
    for key in ("min", "max"):
        value = getattr(ask, key)
        if value and ask.kind not in _BOUNDED:
            yield (
                key,
                say("'%(key)s' does not fit the kind '%(kind)s'.", key=key, kind=ask.kind),
                say("It is for number, pick, count and text."),
            )
        elif value and "{" not in value and not value.lstrip("-").isdecimal():
            yield (
                key,
                say("'%(value)s' is not a whole number.", value=value),
                say("Write digits only."),
            )
    if ask.min.isdecimal() and ask.max.isdecimal() and int(ask.min) > int(ask.max):
        yield "max", say("The greatest number is less than the least."), say("Swap min and max.")


def _date_faults(known: Known, ask: AskModel) -> Iterator[tuple[str, str, str]]:
    if ask.within and ask.kind != "date":
        yield "within", say("'within' is for the kind date."), say("Delete it.")
    elif ask.within and ask.within not in known.campaign.dates:
        mend = did_you_mean(
            ask.within, known.campaign.dates, say("Add it under `dates` in campaign.yaml.")
        )
        yield "within", say("There are no dates '%(within)s'.", within=ask.within), mend
    if ask.past and ask.kind not in _DATED:
        yield "past", say("'past' is for the kinds date and time."), say("Delete it.")


def _pattern_faults(pattern: str) -> Iterator[tuple[str, str, str]]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield "pattern", _unreadable(error), say("Mend it, or use another kind.")
        return
    if len(pattern) > MAX_PATTERN or can_run_away(pattern):
        yield (
            "pattern",
            say("The pattern repeats what repeats and could run for ever."),
            say("Take one of the + or * away, or bound it: \\d{1,5}."),
        )


# How Python's messages begin, and what an organizer is told.
_UNREADABLE = {
    "missing ), unterminated subpattern": say("a ( is never closed"),
    "unbalanced parenthesis": say("there is a ) too many"),
    "unterminated character set": say("a [ is never closed"),
    "bad character range": say("a range in [ ] runs backwards"),
    "nothing to repeat": say("there is nothing that *, + or ? could repeat"),
    "multiple repeat": say("two signs of repeating stand together"),
    "min repeat greater than max repeat": say("the least in { } is more than the most"),
    "bad escape": say("a \\ stands before a letter that has no such meaning"),
}


def _unreadable(error: re.error) -> Sentence:
    why = next((told for begin, told in _UNREADABLE.items() if error.msg.startswith(begin)), None)
    if why is None:
        place = (error.pos or 0) + 1
        return say("The pattern cannot be read from character %(place)s on.", place=place)
    return say("The pattern cannot be read: %(why)s.", why=why)


def conditions_can_be_read(known: Known) -> Iterator[Problem]:
    """Conditions are of known tests on known fields; only the last case goes without."""
    for source, name, step, loc in known.steps:
        for index, case in enumerate(step.when):
            place = (*loc, "when", index)
            if case.condition is None and (index < len(step.when) - 1 or step.go):
                yield source.problem(
                    place,
                    say("What follows is never reached: this case has no `if`."),
                    say("Put it last, or give it a condition."),
                    step=name,
                    code="condition",
                )
            for message, mend, code in _condition_faults(known, source.model, case.condition):
                yield source.problem((*place, "if"), message, mend, step=name, code=code)


def _condition_faults(
    known: Known, flow: FlowModel, condition: object
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a condition of a flow: message, mend and code."""
    try:
        read_condition(condition, days_of(known.campaign))
    except ValueError as error:
        message, mend = words_of(error)
        yield message, mend, "condition"
        return
    allowed = known.fields_in(flow.flow)
    for field in _fields_of(condition):
        if field not in allowed and not field.startswith(("count.", "split.")):
            message = say("Nothing fills the field '%(field)s'.", field=field)
            yield message, did_you_mean(field, allowed), "field"


def _fields_of(condition: object) -> Iterator[str]:
    if isinstance(condition, dict):
        for key, value in condition.items():
            if key in ("known", "field") and isinstance(value, str):
                yield value
            else:
                yield from _fields_of(value)
    elif isinstance(condition, list):
        for one in condition:
            yield from _fields_of(one)


def follow_ups_are_unique(known: Known) -> Iterator[Problem]:
    """A follow-up's name leads to one step; canceled ones exist."""
    taken: dict[str, tuple[str, str]] = {}
    for source, name, effects, loc in known.effects:
        for index, later in enumerate(effects.later):
            here = (source.model.flow, later.go)
            if taken.setdefault(later.name, here) != here:
                yield source.problem(
                    (*loc, "later", index, "name"),
                    say(
                        "The follow-up '%(name)s' leads elsewhere already: %(taken)s.",
                        name=later.name,
                        taken="/".join(taken[later.name]),
                    ),
                    say("Give this one another name."),
                    step=name,
                    code="follow_up",
                )
            if later.when and (later.at or later.on):
                yield source.problem(
                    (*loc, "later", index, "when"),
                    say("A follow-up for the line's opening takes no clock time or day."),
                    say("Delete at and on."),
                    step=name,
                    code="follow_up",
                )
    for source, name, effects, loc in known.effects:
        for cancel in effects.cancel:
            if cancel not in taken:
                yield source.problem(
                    (*loc, "cancel"),
                    say("There is no follow-up '%(cancel)s'.", cancel=cancel),
                    did_you_mean(cancel, taken),
                    step=name,
                    code="follow_up",
                )
