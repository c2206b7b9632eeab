"""The shape of a flow file, as pydantic models: structure, and the JSON Schema for editors.

What a name refers to (a step, a flow, a field) is checked later, by the rules.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from bot.campaign.shapes import (
    LANG,
    Clock,
    Duration,
    Flag,
    Key,
    Model,
    Name,
    Names,
    Strings,
    Texts,
    WrongValue,
)
from bot.engine.readers.answers import KINDS
from bot.sentences import say

# The groups of choice_words.yaml. skip, done, more, yes and no are known by a choice's own key.
SENSES = (
    "called",
    "reached",
    "no_answer",
    "voicemail",
    "scared",
    "later",
    "words",
    "what_happens",
    "both",
)
_SENSES = say("What it means, whatever words say so: %(senses)s.", senses=", ".join(SENSES))
_KINDS = say("The type of answer: %(kinds)s.", kinds=", ".join(KINDS))


class ReportModel(Model):
    """A line for the ledger of reports."""

    kind: Name = Field(description="What is reported: called, busy, aired, hosted, tallied ...")
    count: str = Field("", description='How many; usually "{answer}". One if left out.')
    fields: dict[str, str] = Field({}, description="More to keep with it, name: text.")


class LaterModel(Model):
    """A follow-up that comes even when this conversation is over."""

    name: Name = Field(description="Its name, to cancel it by. One per person and name.")
    go: Name = Field(description="The step of this flow it begins at.")
    after: Duration = Field("0s", description="How long from now (or from `on`): 20h, 1d, 2d.")
    at: Clock | None = Field(None, description='Clock time in the person\'s zone, such as "10:00".')
    on: str = Field("", description="A day to count from instead of now: a field like {date}.")
    when: Literal["", "line_open"] = Field("", description="line_open: when the line opens next.")


class NotifyModel(Model):
    """A text to somebody else."""

    whom: Name = Field(description='"organizers", or another role of the campaign.')
    say: Texts = Field(description="The text, in the campaign's default language.")


class Effects(Model):
    """What is noted down, in this order, before anything is said."""

    set: dict[Name, str] = Field({}, description='Contact fields to set: {station: "{answer}"}.')
    keep: dict[Name, str] = Field({}, description="Values to keep for this conversation only.")
    language: str = Field("", description="Switch the person to this language.")
    tag: Names = Field([], description="Tags to put on the person.")
    untag: Names = Field([], description="Tags to take away.")
    report: Annotated[
        ReportModel | None,
        BeforeValidator(lambda v: {"kind": v} if isinstance(v, str) else v),
    ] = Field(None, description="A line for the ledger: a kind, or kind, count and fields.")
    later: Annotated[
        list[LaterModel], BeforeValidator(lambda v: [v] if isinstance(v, dict) else v)
    ] = Field([], description="Follow-ups to start.")
    cancel: Names = Field([], description="Follow-ups to cancel.")
    handoff: str = Field("", description="Ask a person to take over; the topic.")
    notify: NotifyModel | None = Field(None, description="Tell organizers something.")
    opt_in: Flag = Field(False, description="yes: the person asks for texts.")
    opt_out: Flag = Field(False, description="yes: the person asks for no more texts.")


class ChoiceModel(Effects):
    """One choice of a question: its words per language, and where it leads."""

    words: dict[str, Strings] = Field(
        {},
        description="Words per language (en, es ...), the first one is shown. For yes, no, skip, "
        "done and more the usual words are known.",
    )
    sense: Strings = Field([], description=_SENSES)
    label: Texts | None = Field(None, description="How {NAME.label} shows it; else its first word.")
    say: Texts | None = Field(None, description="Said before going on.")
    go: str = Field("", description="Where it leads; the question's own `go` if left out.")
    also_keyword: Flag = Field(
        False, description="yes: one of its words is a keyword too, and here the answer is meant."
    )

    @model_validator(mode="before")
    @classmethod
    def _languages_inside(cls, value: object) -> object:
        if isinstance(value, str):
            return {"go": value}
        if not isinstance(value, dict):
            return value
        known = set(cls.model_fields)
        words = {
            k: v for k, v in value.items() if k not in known and (k == "*" or LANG.fullmatch(k))
        }
        rest = {k: v for k, v in value.items() if k not in words}
        return {**rest, "words": {**words, **rest.get("words", {})}} if words else value


class ElseModel(Model):
    """What happens when an answer is not understood."""

    say: Texts | None = Field(None, description="Said instead of the question, saying what fits.")
    outside: Texts | None = Field(
        None, description="Said when the answer is clear but not allowed."
    )
    times: int = Field(2, ge=0, le=5, description="How often it is asked again.")
    then: str = Field("end", description="Where it goes after that.")
    then_say: Texts | None = Field(None, description="Said before going there.")


class NudgeModel(Model):
    """What happens after silence."""

    say: Texts | None = Field(None, description="Said to the person.")
    go: str = Field("again", description="Where it goes: a step, end, or again (wait on).")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"go": value} if isinstance(value, str) else value


class AskModel(Effects):
    """A question: how answers are understood, where they are kept, and what comes next."""

    kind: str = Field("", description=_KINDS)
    choices: dict[Key, ChoiceModel] = Field({}, description="Answers with a way of their own.")
    save: str = Field("", description="Keep the answer for this conversation under this name.")
    field: str = Field("", description="Keep the answer with the contact, in this field.")
    unless_known: str = Field(
        "", description="Skip the question when this field is known; yes: the question's own field."
    )
    rest: Flag = Field(False, description="yes: words after the keyword may be the answer.")
    go: str = Field("", description="Where an answer leads.")
    min: str = Field("", description="The least number allowed.")
    max: str = Field("", description="The greatest number allowed, or the longest text.")
    within: str = Field("", description="Dates allowed: a name under `dates` in campaign.yaml.")
    past: Flag = Field(False, description="yes: the day or time has passed already.")
    resume: Flag = Field(
        True,
        description="no: where another flow comes between, it is not asked again after it, and "
        "not at all where one waits to be gone on with.",
    )
    pattern: str = Field("", description="For kind pattern: a regular expression.")
    called: dict[str, Strings] = Field(
        {}, description="Names of what is asked for, by which a later text may put it right."
    )
    corrected: str = Field(
        "",
        description="Where it goes after an earlier answer was put right here; again if left out.",
    )
    otherwise: ElseModel = Field(ElseModel(), alias="else", description="When it does not fit.")
    after: dict[Duration, NudgeModel] = Field({}, description="After silence: {20h: {say: ...}}.")

    @model_validator(mode="after")
    def _has_answers(self) -> AskModel:
        if self.kind and self.kind not in KINDS:
            raise WrongValue(
                say("'%(kind)s' is not a kind of answer.", kind=self.kind),
                say("Kinds are: %(kinds)s.", kinds=", ".join(KINDS)),
            )
        if not self.kind and not self.choices:
            raise WrongValue(
                say("The question takes no answer."), say("Give it choices or a kind.")
            )
        return self


class CaseModel(Model):
    """One way out of a `when`."""

    condition: Any = Field(None, alias="if", description="The condition; see docs/flows.md.")
    go: str = Field(description="Where it goes when the condition holds.")


class BranchModel(Model):
    """One way out of a split."""

    share: int = Field(1, ge=1, le=100, description="Its share.")
    go: str = Field(description="Where it goes.")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"go": value} if isinstance(value, str) else value


class StepModel(Effects):
    """One step: it notes, it says, it goes on. Always in this order."""

    about: str = Field("", description="For whoever reads the file.")
    needs: Names = Field([], description="Fields asked first when they are not known.")
    say: Texts | None = Field(None, description="The text, per language.")
    media: Strings = Field([], description="Addresses of pictures to send along.")
    discloses: Flag = Field(False, description="yes: this text says who, how often, STOP and HELP.")
    ask: AskModel | None = Field(None, description="A question; the conversation waits here.")
    do: str = Field("", description="An act of Clarion's: script.next, events.find ...")
    with_: dict[str, str] = Field({}, alias="with", description="What the act is given.")
    then: dict[str, str] = Field(
        {}, description="Where each outcome of the act leads; else: the rest."
    )
    call: str = Field("", description="Run another flow, then come back and go on.")
    when: list[CaseModel] = Field([], description="Go to the first whose condition holds.")
    split: dict[Name, BranchModel] = Field({}, description="Go one way at random.")
    go: str = Field("", description="Where it goes on; the end if left out.")


class FlowModel(Model):
    """A flow file: one conversation."""

    flow: Name = Field(description="The flow's name; the file is called the same.")
    about: str = Field(description="One sentence: what it is for.")
    keywords: dict[str, Strings] = Field({}, description="Words that start it, per language.")
    means: dict[str, Strings] = Field(
        {}, description="Sentences that mean this flow, per language, in people's own words."
    )
    offer: Texts | None = Field(
        None, description="Asked before a sentence starts it; its answer is YES or NO."
    )
    title: Texts | None = Field(
        None, description="What it is for, after “Do you want to”, where two flows are near."
    )
    informs: Flag | None = Field(
        None, description="yes: a clear sentence is answered without asking; no: it never is."
    )
    match: Literal["first", "whole"] = Field(
        "first", description="first: a text that begins with a keyword; whole: nothing may follow."
    )
    interrupts: Flag = Field(
        True, description="no: its keywords do not count while another flow waits for an answer."
    )
    code: Flag = Field(
        False, description="yes: a code alone, OAK3, starts it; one flow of a campaign may."
    )
    zip: Flag = Field(
        False, description="yes: a ZIP alone starts it, where nothing is asked; one flow may."
    )
    only: Literal["", "leads"] = Field(
        "", description="leads: its keywords count only for who leads an action to come."
    )
    others: str = Field(
        "", description="With only: the flow that answers who texts its keywords and leads nothing."
    )
    worded: dict[str, Strings] = Field(
        {}, description="Those of its keywords that the answer may follow in the same text."
    )
    start: str = Field("", description="The first step; the first one written if left out.")
    expires: Duration = Field("3d", description="After this silence the conversation is over.")
    needs: Names = Field([], description="Fields asked before the flow begins.")
    asks: str = Field("", description="The field this flow asks for, when another flow needs it.")
    steps: dict[Name, StepModel] = Field(description="The steps, by name.", min_length=1)


class MeansModel(Model):
    """A file of means/: more sentences that mean a flow, kept out of the flow's own file."""

    means: Name = Field(description="The flow they mean; the file is called the same.")
    sentences: dict[str, Strings] = Field(
        description="Sentences per language, in people's own words.", min_length=1
    )
