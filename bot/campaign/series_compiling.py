"""Series: from valid files to the engine's definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from bot.campaign.campaign_models import CampaignModel
from bot.campaign.flow_compiling import text
from bot.campaign.series_models import SeriesModel, SeriesTextModel, read_when
from bot.campaign.shapes import read_duration
from bot.engine.definition import Flow
from bot.engine.series import Series, SeriesText


def compile_series(model: SeriesModel, campaign: CampaignModel) -> Series:
    """One series, with the day it counts from where that is one of the campaign's dates."""
    return Series(
        name=model.series,
        about=model.about,
        anchor=model.from_,
        day=_day(model.from_, campaign),
        segment=model.to,
        kinds=tuple(model.kinds),
        late=timedelta(seconds=read_duration(model.late)),
        texts={name: _text(name, one) for name, one in model.texts.items()},
    )


def _day(anchor: str, campaign: CampaignModel) -> date | None:
    name, _, end = anchor.partition(".")
    span = campaign.dates.get(name)
    if span is None:
        return None
    return span.until if end else span.from_


def _text(name: str, model: SeriesTextModel) -> SeriesText:
    say = text(model.say) if model.say else None
    return SeriesText(name, read_when(model.when), model.when, say, model.go)


def follow_up_name(series: str, text_name: str) -> str:
    """What the timer of a conversation that a series begins is called."""
    return f"series/{series}/{text_name}"


def begun_by(series: Iterable[Series], flows: Mapping[str, Flow]) -> dict[str, str]:
    """Where each conversation begins that a series starts, by its timer's name."""
    found = {}
    for one in series:
        for given in one.texts.values():
            if given.target:
                flow, _, step = given.target[1:].partition("/")
                found[follow_up_name(one.name, given.name)] = f"/{flow}/{step or flows[flow].start}"
    return found
