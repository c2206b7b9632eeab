"""Rules for series: what they count from, where they lead, and whom they go to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from bot.campaign.files import Source, Sources
from bot.campaign.known import Known, did_you_mean
from bot.campaign.rules.languages import not_spoken
from bot.campaign.series_models import SeriesModel, read_when
from bot.engine import Campaign
from bot.engine.series import CAME, GUESTS, HOSTING, JOINED, MISSED
from bot.errors import Problem
from bot.sentences import say


class SegmentFault(NamedTuple):
    """What is wrong with a segment. One that is not certain needs the record to tell: a tag may
    have come by hand or with a list."""

    said: str
    is_certain: bool = True


# What is wrong with a segment; with the campaign, also with its values. Given by whoever knows
# segments: they need ZIPs.
SegmentReader = Callable[[str, Campaign | None], Iterable[SegmentFault]]


def anchors_exist(known: Known) -> Iterator[Problem]:
    """A series counts from something there is."""
    anchors = {JOINED, *GUESTS, HOSTING}
    for name in known.campaign.dates:
        anchors |= {name, f"{name}.until"}
    for source in known.sources.series.values():
        anchor = source.model.from_
        if anchor not in anchors:
            yield source.problem(
                ("from",),
                say("A series cannot count from '%(anchor)s'.", anchor=anchor),
                did_you_mean(anchor, anchors),
                code="series_from",
            )
        elif source.model.kinds and anchor not in (*GUESTS, HOSTING):
            yield source.problem(
                ("kinds",),
                say(
                    "Only actions have kinds; this series counts from '%(anchor)s'.", anchor=anchor
                ),
                say("Delete `kinds`, or write from: event or from: hosting."),
                code="series_kinds",
            )


def times_fit_their_anchor(known: Known) -> Iterator[Problem]:
    """Nobody is known before they join, and a date has days but no hour."""
    for source in known.sources.series.values():
        anchor = source.model.from_
        for name, text in source.model.texts.items():
            when = read_when(text.when)
            loc = ("texts", name, "when")
            if anchor == JOINED and (when.days < 0 or when.minutes < 0):
                yield source.problem(
                    loc,
                    say("Before they join, we do not know people."),
                    say('Write it like "20 minutes after" or "1 day after at 18:00".'),
                    code="series_when",
                )
            elif anchor in (CAME, MISSED) and (when.is_reminder or when.days < 0):
                yield source.problem(
                    loc,
                    say("Before an action is over, nobody has come to it or missed it."),
                    say('Write it like "2 hours after" or "1 day after at 11:00".'),
                    code="series_when",
                )
            elif when.clock is None and anchor not in (JOINED, *GUESTS, HOSTING):
                yield source.problem(
                    loc,
                    say("'%(anchor)s' is a day and has no hour to count from.", anchor=anchor),
                    say('Write it like "on the day at 11:00" or "1 day before at 17:00".'),
                    code="series_when",
                )


def ways_exist(known: Known) -> Iterator[Problem]:
    """A conversation that a series begins is there."""
    for source in known.sources.series.values():
        for name, text in source.model.texts.items():
            if text.go:
                yield from _way(known, source, name, text.go)


def _way(known: Known, source: Source[SeriesModel], name: str, target: str) -> Iterator[Problem]:
    flow, _, step = target.removeprefix("/").partition("/")
    there = known.sources.flows.get(flow)
    mend: str
    if not target.startswith("/"):
        message = say("'%(target)s' is not the way to a flow.", target=target)
        mend = (
            say("Write go: /%(target)s.", target=target)
            if target in known.flow_names
            else say("Write go: /flow/step.")
        )
    elif flow not in known.flow_names:
        message, mend = (
            say("There is no flow '%(name)s'.", name=flow),
            did_you_mean(flow, known.flow_names),
        )
    elif step and there and step not in there.model.steps:
        message = say("The flow '%(name)s' has no step '%(step)s'.", name=flow, step=step)
        mend = did_you_mean(step, there.model.steps)
    else:
        return
    yield source.problem(("texts", name, "go"), message, mend, step=name, code="target")


def texts_have_the_languages(known: Known) -> Iterator[Problem]:
    """A text of a series is there in the campaign's default language, and in no strange one."""
    for source in known.sources.series.values():
        for name, text in source.model.texts.items():
            said = text.say or {"*": ""}
            if known.default_lang not in said and "*" not in said:
                yield source.problem(
                    ("texts", name, "say"),
                    say(
                        "The text is missing in '%(default_lang)s'.",
                        default_lang=known.default_lang,
                    ),
                    say("Every text needs the campaign's default language."),
                    code="default_language",
                )
            for lang in [one for one in said if one not in (*known.languages, "*")]:
                yield not_spoken(known, source.document, ("texts", name, "say", lang), lang)


def segments_can_be_read(sources: Sources, read_segment: SegmentReader) -> Iterator[Problem]:
    """`to` is a segment."""
    for source in sources.series.values():
        for fault in read_segment(source.model.to, None):
            yield source.problem(("to",), say("This is not a segment."), fault.said, code="segment")


def segments_can_find(
    sources: Sources, read_segment: SegmentReader, campaign: Campaign
) -> Iterator[Problem]:
    """The values of `to` are such as somebody can have: a wrong one finds nobody, and its opposite
    everybody."""
    for source in sources.series.values():
        for fault in read_segment(source.model.to, campaign):
            yield (
                source.problem(
                    ("to",),
                    say("This segment asks for what nobody can have."),
                    fault.said,
                    code="segment_value",
                )
                if fault.is_certain
                else source.problem(
                    ("to",),
                    say(
                        "This segment asks for what no flow gives; it must come by hand or a list."
                    ),
                    fault.said,
                    code="segment_value",
                    severity="warning",
                )
            )


def files_are_named_after_series(known: Known) -> Iterator[Problem]:
    """A series is found in the file of its name."""
    for name, source in known.sources.series.items():
        wanted = f"series/{name}.yaml"
        if source.document.path not in (wanted, wanted.replace(".yaml", ".yml")):
            yield source.problem(
                ("series",),
                say("The series '%(name)s' is in %(path)s.", name=name, path=source.document.path),
                say("Call the file %(wanted)s.", wanted=wanted),
                code="file_name",
                severity="warning",
            )
