"""What the rules need to know of the whole campaign while they look at one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.campaign.anatomy import effects_of, kept_by, targets_of
from bot.campaign.campaign_models import CampaignModel
from bot.campaign.files import Source, Sources
from bot.campaign.hearing import make_hearing
from bot.campaign.lexicons import make_lexicon
from bot.campaign.models import FlowModel
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
        for _ in range(3):
            for _, flow in self.flows:
                for way in targets_of(flow):
                    other = way.target[1:].partition("/")[0] if way.target[0] == "/" else ""
                    if other in found:
                        found[other] |= self.kept[flow.flow] | found[flow.flow]
                        if way.kind == "call":
                            found[flow.flow] |= self.kept[other]
        return {name: frozenset(fields) for name, fields in found.items()}

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
