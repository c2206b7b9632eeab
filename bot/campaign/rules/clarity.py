"""Warnings about what leaves people puzzled: no hint, no last word, two meanings of a word."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.anatomy import steps_of, targets_of
from bot.campaign.known import Known
from bot.campaign.models import StepModel
from bot.campaign.rules.unused import BY_ITSELF, begun_by_series
from bot.engine.wording import fold
from bot.errors import Problem
from bot.sentences import say

_WARN = {"severity": "warning"}


def questions_have_a_hint(known: Known) -> Iterator[Problem]:
    """Every question says what fits when an answer does not."""
    for source, name, step, loc in known.steps:
        if step.ask and step.ask.kind not in ("text",) and not step.ask.otherwise.say:
            yield source.problem(
                (*loc, "ask"),
                say("The question has no `else`: a wrong answer gets the whole question again."),
                say("Write `else: {say: ...}` with what fits."),
                step=name,
                code="no_default",
                **_WARN,
            )


def endings_say_something(known: Known) -> Iterator[Problem]:
    """No way ends the conversation without a word: a dead end. A flow that comes by itself may find
    that there is nothing to say any more; one that is only called goes back to its caller."""
    called = {step.call for _, flow in known.flows for step in flow.steps.values() if step.call}
    begun = BY_ITSELF | {target[1:].partition("/")[0] for target in begun_by_series(known)}
    for source, flow in known.flows:
        if flow.flow in called | begun and not flow.keywords:
            continue
        silent = {name for name, step, _ in steps_of(flow) if step.say is None}
        for way in targets_of(flow):
            step = flow.steps[way.step]
            if way.target != "end" or way.kind == "later":
                continue
            if way.kind in ("choice", "answer") and not _choice_speaks(step, way.label):
                loc, what = (
                    way.loc,
                    say("'%(label)s' ends the conversation without a word.", label=way.label),
                )
            elif way.step in silent and way.kind != "choice" and not step.ask and not flow.asks:
                loc, what = way.loc, say("The conversation can end here without a word.")
            else:
                continue
            if flow.asks:
                continue
            yield source.problem(
                loc,
                what,
                say("Say thank you, or what comes next."),
                step=way.step,
                code="dead_end",
                **_WARN,
            )


def _choice_speaks(step: StepModel, key: str) -> bool:
    choice = step.ask.choices.get(key) if step.ask else None
    return bool(choice and choice.say)


def answers_are_not_keywords(known: Known) -> Iterator[Problem]:
    """An answer that is also a keyword keeps people from the keyword's flow: on purpose only."""
    keywords = {
        (lang, fold(word)): flow.flow
        for _, flow in known.flows
        if not flow.only
        for lang, words in flow.keywords.items()
        for word in words
    }
    for source, step, key, choice, loc in known.choices:
        if choice.also_keyword or choice.go.startswith("/"):
            continue
        said = [(lang, word) for lang, words in choice.words.items() for word in words]
        for lang, word in said:
            other = keywords.get((lang, fold(word)))
            if other and other != source.model.flow:
                yield source.problem(
                    (*loc, lang),
                    say(
                        "At this question '%(word)s' is the answer '%(key)s', not the "
                        "keyword of '%(other)s'.",
                        word=word,
                        key=key,
                        other=other,
                    ),
                    say("If that is meant, add `also_keyword: yes`."),
                    step=step,
                    code="choice_keyword",
                )


def files_are_named_after_flows(known: Known) -> Iterator[Problem]:
    """call.yaml holds the flow call."""
    for source, flow in known.flows:
        if source.document.path.rpartition("/")[2].rpartition(".")[0] != flow.flow:
            yield source.problem(
                ("flow",),
                say("The flow '%(flow)s' is in a file of another name.", flow=flow.flow),
                say("Call the file %(flow)s.yaml.", flow=flow.flow),
                code="file_name",
                **_WARN,
            )
