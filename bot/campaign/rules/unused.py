"""Warnings about what nobody ever gets to see."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.campaign.anatomy import targets_of
from bot.campaign.known import Known
from bot.campaign.rules.texts import all_words, other_templates
from bot.engine.template import compile_template
from bot.errors import Problem
from bot.sentences import say

_WARN = {"severity": "warning"}
# Values that the acts of events show beside an action: action_rally, bring_rally.
SHOWN_BY_ACTS = ("action_", "bring_", "need_", "lead_", "host_", "speaks_")
# Flows that Clarion starts by itself, by this name, where a campaign has them.
BY_ITSELF = frozenset(
    {"correction", "dj_news", "dj_slot", "list_news", "recruit_news", "seat"}
    | {"after_call", "line_busy", "call_note", "line_open", "call_news"}
)


def steps_are_reached(known: Known) -> Iterator[Problem]:
    """Every step can be come to from the flow's start, a follow-up, or another flow."""
    outside = {
        way.target[1:].partition("/")[::2]
        for _, flow in known.flows
        for way in targets_of(flow)
        if way.target.startswith("/")
    } | {target[1:].partition("/")[::2] for target in begun_by_series(known)}
    for source, flow in known.flows:
        start = flow.start or next(iter(flow.steps))
        reached = {start} | {step for name, step in outside if name == flow.flow and step}
        ways = list(targets_of(flow))
        while True:
            found = {w.target for w in ways if w.step in reached and w.target in flow.steps}
            if found <= reached:
                break
            reached |= found
        for name in flow.steps:
            if name not in reached:
                yield source.problem(
                    ("steps", name),
                    say("No way leads to this step."),
                    say("Lead one here with `go`, or delete it."),
                    step=name,
                    code="unreachable",
                    **_WARN,
                )


def begun_by_series(known: Known) -> Iterator[str]:
    for source in known.sources.series.values():
        yield from (text.go for text in source.model.texts.values() if text.go)


def flows_are_used(known: Known) -> Iterator[Problem]:
    """Every flow has a keyword, is the menu, asks for a field, is gone to or called, or answers
    those whom the keywords of another are not for."""
    used = {known.campaign.menu, *BY_ITSELF}
    used |= {target[1:].partition("/")[0] for target in begun_by_series(known)}
    used |= {flow.others for _, flow in known.flows}
    for _, flow in known.flows:
        for way in targets_of(flow):
            if way.target.startswith("/"):
                name = way.target[1:].partition("/")[0]
                used |= {name} - {flow.flow}
    for source, flow in known.flows:
        if not flow.keywords and not flow.asks and flow.flow not in used:
            yield source.problem(
                ("flow",),
                say("Nothing leads to the flow '%(flow)s'.", flow=flow.flow),
                say("Give it keywords, or lead to it with `go` or `call`."),
                code="unused",
                **_WARN,
            )


def fields_are_used(known: Known) -> Iterator[Problem]:
    """Declared contact fields and values are used somewhere."""
    names = {field.name for words in (*all_words(known), *other_templates(known))
             for field in compile_template(words.text).fields}  # fmt: skip
    written = " ".join(json.dumps(source.document.data) for source, _ in known.flows)
    for name, field in known.campaign.fields.items():
        if name not in names and f'"{name}"' not in written and name != "disclosed":
            yield known.source.problem(
                ("fields", name),
                say(
                    "No flow uses the contact field '%(name)s' (%(about)s)",
                    name=name,
                    about=field.about,
                ),
                say("Delete it, or use it."),
                code="unused",
                **_WARN,
            )
    for name in known.campaign.values:
        if name not in names and not name.startswith((*SHOWN_BY_ACTS, "answer_time")):
            yield known.source.problem(
                ("values", name),
                say("No text shows {%(name)s}.", name=name),
                say("Delete it."),
                code="unused",
                **_WARN,
            )
