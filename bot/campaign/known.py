"""What the rules need to know of the whole campaign while they look at one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.campaign.anatomy import choices_of, effects_of, kept_by, steps_of, targets_of
from bot.campaign.campaign_models import CampaignModel
from bot.campaign.documents import Loc
from bot.campaign.files import Source, Sources
from bot.campaign.hearing import make_hearing
from bot.campaign.lexicons import make_lexicon
from bot.campaign.models import ChoiceModel, Effects, FlowModel, StepModel
from bot.engine.facts import FACT_NAMES
from bot.engine.hearing import Hearing
from bot.engine.wording import Lexicon
from bot.sentences import say

# Counts the caller gives with every turn (World.values); `count.` and a report's kind.
COUNT = "count."
PERSONAL = ("name", "zip")  # contact fields with an event of their own


class Known:
    """Names and words of a campaign whose files are each valid."""

    def __init__(self, sources: Sources, campaign: Source[CampaignModel]) -> None:
        self.sources = sources
        self.source = campaign
        self.campaign = campaign.model
        self.languages = tuple(campaign.model.languages)
        self.default_lang = self.languages[0]

    @property
    def flows(self) -> Iterator[tuple[Source[FlowModel], FlowModel]]:
        """Every flow file."""
        for source in self.sources.flows.values():
            yield source, source.model

    @property
    def steps(self) -> Iterator[tuple[Source[FlowModel], str, StepModel, Loc]]:
        """Every step of every flow: its file, name and place."""
        for source in self.sources.flows.values():
            for name, step, loc in steps_of(source.model):
                yield source, name, step, loc

    @property
    def effects(self) -> Iterator[tuple[Source[FlowModel], str, Effects, Loc]]:
        """Everything in every flow that may note something down: its file, step and place."""
        for source in self.sources.flows.values():
            for name, effects, loc in effects_of(source.model):
                yield source, name, effects, loc

    @property
    def choices(self) -> Iterator[tuple[Source[FlowModel], str, str, ChoiceModel, Loc]]:
        """Every choice of every question: its file, step, key and place."""
        for source in self.sources.flows.values():
            for step, key, choice, loc in choices_of(source.model):
                yield source, step, key, choice, loc

    @cached_property
    def flow_names(self) -> frozenset[str]:
        """Flows that exist, those whose file is broken included: a second error helps nobody."""
        return frozenset(self.sources.flows) | self.sources.broken

    @cached_property
    def lexicon(self) -> Lexicon:
        """All words with a meaning of their own."""
        return make_lexicon(self.languages, self.campaign.words)

    @cached_property
    def hearing(self) -> Hearing:
        """All that listening goes by."""
        return make_hearing(self.campaign, self.lexicon)

    @cached_property
    def campaign_fields(self) -> frozenset[str]:
        """Fields every text can show: facts, contact fields, values, dates."""
        names = set(FACT_NAMES) | set(self.campaign.fields) | set(self.campaign.values) | {"org"}
        for name in self.campaign.dates:
            names |= {name, f"{name}.from", f"{name}.until"}
        if self.campaign.hotline is not None:
            names.add("hotline")
        return frozenset(names)

    @cached_property
    def kept(self) -> Mapping[str, frozenset[str]]:
        """Session fields that each flow may set anywhere in it."""
        found = {}
        for _, flow in self.flows:
            found[flow.flow] = frozenset().union(*kept_by(flow).values())
        return found

    @cached_property
    def handed_over(self) -> Mapping[str, frozenset[str]]:
        """Session fields a flow may be given by flows that go to it or call it."""
        found: dict[str, set[str]] = {name: set() for name in self.sources.flows}
        ways = [way for way in self._ways_between_flows() if way[1] in found]
        for _ in range(3):
            for flow, other, is_call in ways:
                found[other] |= self.kept[flow] | found[flow]
                if is_call:
                    found[flow] |= self.kept[other]
        return {name: frozenset(fields) for name, fields in found.items()}

    def _ways_between_flows(self) -> Iterator[tuple[str, str, bool]]:
        """From which flow to which, and whether the other is called and comes back."""
        for _, flow in self.flows:
            for way in targets_of(flow):
                if way.target[0] == "/":
                    yield flow.flow, way.target[1:].partition("/")[0], way.kind == "call"

    def fields_in(self, flow: str) -> frozenset[str]:
        """Every field a text of `flow` may show."""
        mine = self.kept.get(flow, frozenset()) | self.handed_over.get(flow, frozenset())
        return self.campaign_fields | mine | {"answer"}

    @cached_property
    def reports(self) -> frozenset[str]:
        """The kinds of report the flows write."""
        return frozenset(
            effects.report.kind
            for _, flow in self.flows
            for _, effects, _ in effects_of(flow)
            if effects.report
        )


def did_you_mean(name: str, among: Iterable[str], otherwise: str = "") -> str:
    """A mend that names the nearest of `among`, or lists them when they are few."""
    names = sorted(among)
    near = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=65)
    if near:
        return say("Did you mean '%(near)s'?", near=near[0])
    if otherwise:
        return otherwise
    return (
        say("There are: %(names)s.", names=", ".join(names)) if names and len(names) <= 12 else ""
    )
