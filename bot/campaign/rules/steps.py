"""Rules for single steps: one way out, acts, fields, pictures. Errors."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.acts import acts
from bot.campaign.documents import Loc
from bot.campaign.files import Source
from bot.campaign.known import PERSONAL, Known, did_you_mean
from bot.campaign.models import AskModel, FlowModel, StepModel
from bot.campaign.rules.languages import not_spoken
from bot.errors import Problem
from bot.sentences import say

_EXITS = ("ask", "do", "call", "when", "split")


def one_way_out(known: Known) -> Iterator[Problem]:
    """A step asks, or acts, or calls, or branches, or splits: one of them."""
    for source, name, step, loc in known.steps:
        exits = [key for key in _EXITS if getattr(step, key)]
        if len(exits) > 1:
            yield source.problem(
                (*loc, exits[1]),
                say(
                    "The step goes on in two ways: %(one)s and %(other)s.",
                    one=exits[0],
                    other=exits[1],
                ),
                say("Make two steps of it."),
                step=name,
                code="two_exits",
            )
        if step.ask and step.go:
            yield source.problem(
                (*loc, "go"),
                say("This `go` is never taken: the step asks."),
                say("Write `go` inside `ask`."),
                step=name,
                code="two_exits",
            )
        if (step.with_ or step.then) and not step.do:
            key = "with" if step.with_ else "then"
            yield source.problem(
                (*loc, key),
                say("'%(key)s' belongs to `do`.", key=key),
                say("Name the act: `do: script.next`."),
                step=name,
                code="no_act",
            )
        if step.opt_in and step.opt_out:
            yield source.problem(
                (*loc, "opt_out"),
                say("The step opts in and out."),
                say("Keep one."),
                step=name,
                code="opt",
            )


def acts_exist(known: Known) -> Iterator[Problem]:
    """Acts, their arguments and their outcomes are the declared ones; each outcome leads on."""
    for source, name, step, loc in known.steps:
        if step.do:
            yield from _act_problems(source, name, step, loc)


def _act_problems(
    source: Source[FlowModel], name: str, step: StepModel, loc: Loc
) -> Iterator[Problem]:
    act = acts().get(step.do)
    if act is None:
        mend = did_you_mean(step.do, acts())
        message = say("There is no act '%(name)s'.", name=step.do)
        yield source.problem((*loc, "do"), message, mend, step=name, code="act")
        return
    for key in step.with_:
        if key not in act.args and "*" not in act.args:
            mend = say("It takes: %(args)s.", args=", ".join(act.args) or say("nothing"))
            message = say("'%(name)s' takes no '%(key)s'.", name=act.name, key=key)
            yield source.problem((*loc, "with", key), message, mend, step=name, code="act")
    for key in step.then:
        if key not in (*act.outcomes, "else"):
            mend = say("Its outcomes are: %(outcomes)s, else.", outcomes=", ".join(act.outcomes))
            message = say("'%(name)s' never ends in '%(key)s'.", name=act.name, key=key)
            yield source.problem((*loc, "then", key), message, mend, step=name, code="act")
    open_ways = [outcome for outcome in act.outcomes if outcome not in step.then]
    if open_ways and "else" not in step.then and not step.go:
        yield source.problem(
            (*loc, "do"),
            say(
                "Nothing is said when '%(name)s' ends in %(open_ways)s.",
                name=act.name,
                open_ways=", ".join(open_ways),
            ),
            say("Lead it somewhere under `then`, or write `else`."),
            step=name,
            code="outcome",
        )


def needs_can_be_asked(known: Known) -> Iterator[Problem]:
    """Something asks for every field that is needed, and one flow only."""
    asking: dict[str, str] = {}
    for source, flow in known.flows:
        other = asking.setdefault(flow.asks, flow.flow) if flow.asks else flow.flow
        if other != flow.flow:
            yield source.problem(
                ("asks",),
                say("'%(other)s' asks for '%(asks)s' already.", other=other, asks=flow.asks),
                say("One flow asks for a field."),
                code="asks",
            )
    for source, field, name, loc in _needs(known):
        if field not in asking:
            yield source.problem(
                loc,
                say("No flow asks for '%(field)s'.", field=field),
                say("Write `asks: %(field)s` in the flow that does.", field=field),
                step=name,
                code="needs",
            )


def _needs(known: Known) -> Iterator[tuple[Source[FlowModel], str, str, Loc]]:
    """Every field that is needed: by which file and step, and where that stands."""
    for source, flow in known.flows:
        for field in flow.needs:
            yield source, field, "", ("needs",)
    for source, name, step, loc in known.steps:
        for field in step.needs:
            yield source, field, name, (*loc, "needs")


def fields_are_declared(known: Known) -> Iterator[Problem]:
    """Contact fields that are set are declared in campaign.yaml, or name or zip."""
    allowed = (*known.campaign.fields, *PERSONAL)
    for source, name, effects, loc in known.effects:
        written = [(key, (*loc, "set", key)) for key in effects.set]
        if isinstance(effects, AskModel) and effects.field:
            written.append((effects.field, (*loc, "field")))
        for key, place in written:
            if key not in allowed:
                yield source.problem(
                    place,
                    say("The contact field '%(key)s' is not declared.", key=key),
                    did_you_mean(key, allowed, say("Add it under `fields` in campaign.yaml.")),
                    step=name,
                    code="undeclared",
                )
        lang = effects.language
        if lang and "{" not in lang and lang not in known.languages:
            yield not_spoken(known, source.document, (*loc, "language"), lang, name)


def names_are_free(known: Known) -> Iterator[Problem]:
    """No step has the name of a way: end, again."""
    for source, name, _, loc in known.steps:
        if name in ("end", "again"):
            yield source.problem(
                loc,
                say("A step cannot be called '%(name)s'.", name=name),
                say(
                    "`go: %(name)s` has a meaning of its own: give the step another name.",
                    name=name,
                ),
                step=name,
                code="reserved",
            )


def start_exists(known: Known) -> Iterator[Problem]:
    """A flow begins at one of its steps."""
    for source, flow in known.flows:
        if flow.start and flow.start not in flow.steps:
            message = say("There is no step '%(start)s' to start with.", start=flow.start)
            mend = did_you_mean(flow.start, flow.steps)
            yield source.problem(("start",), message, mend, code="start")


def media_are_addresses(known: Known) -> Iterator[Problem]:
    """Pictures are at https addresses."""
    for source, name, step, loc in known.steps:
        for index, url in enumerate(step.media):
            if not url.startswith("https://"):
                message = say("'%(url)s' is not an https address.", url=url)
                mend = say("Carriers fetch pictures from https://... only.")
                yield source.problem((*loc, "media", index), message, mend, step=name, code="media")
