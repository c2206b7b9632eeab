"""A campaign folder's files, read and validated, each with the places of everything in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from bot.campaign.campaign_models import CalendarModel, CampaignModel, ScriptModel
from bot.campaign.documents import Document, Loc, parse_document, read_text
from bot.campaign.faults import explain
from bot.campaign.models import FlowModel, MeansModel
from bot.campaign.series_models import SeriesModel
from bot.campaign.shapes import Model
from bot.errors import Problem
from bot.sentences import say

M = TypeVar("M", bound=Model)
CAMPAIGN_FILE = "campaign.yaml"
CALENDAR_FILE = "calendar.yaml"
SCRIPTS, SERIES, MEANS = "scripts", "series", "means"
MAX_FILES = 1000


@dataclass(frozen=True)
class Source(Generic[M]):
    """A valid file: its model and where everything in it is."""

    document: Document
    model: M
    hash: str

    def problem(self, loc: Loc, message: str, mend: str = "", **more: str) -> Problem:
        """A problem at `loc` of this file."""
        return self.document.problem(loc, message, mend, **more)


@dataclass(frozen=True)
class Sources:
    """All valid files of a folder, and the problems of those that are not."""

    campaign: Source[CampaignModel] | None
    flows: Mapping[str, Source[FlowModel]]
    scripts: Mapping[str, Source[ScriptModel]]
    problems: tuple[Problem, ...] = ()
    hash: str = ""
    broken: frozenset[str] = field(default_factory=frozenset)
    calendar: Source[CalendarModel] | None = None
    series: Mapping[str, Source[SeriesModel]] = field(default_factory=dict)
    means: Mapping[str, Source[MeansModel]] = field(default_factory=dict)


def campaign_files(folder: Path) -> Iterator[Path]:
    """Every file that is part of the campaign, in order: campaign.yaml, flows, scripts, series,
    sentences."""
    yield folder / CAMPAIGN_FILE
    flows = sorted(p for p in folder.glob("*.y*ml") if p.name != CAMPAIGN_FILE)
    yield from flows[:MAX_FILES]
    for inner in (SCRIPTS, SERIES, MEANS):
        yield from sorted((folder / inner).glob("*.y*ml"))[:MAX_FILES]


def read_sources(folder: Path) -> Sources:
    """Read a folder. Never raises for what is in the files."""
    problems: list[Problem] = []
    campaign: Source[CampaignModel] | None = None
    flows: dict[str, Source[FlowModel]] = {}
    scripts: dict[str, Source[ScriptModel]] = {}
    series: dict[str, Source[SeriesModel]] = {}
    means: dict[str, Source[MeansModel]] = {}
    broken: set[str] = set()
    calendar: Source[CalendarModel] | None = None
    digest = hashlib.sha256()
    for path in campaign_files(folder):
        shown = path.relative_to(folder).as_posix()
        if shown.startswith(f"{SCRIPTS}/"):
            script = _read(path, shown, ScriptModel, problems)
            digest.update(_take(scripts, script, problems))
        elif shown.startswith(f"{SERIES}/"):
            one = _read(path, shown, SeriesModel, problems)
            digest.update(_take(series, one, problems))
        elif shown.startswith(f"{MEANS}/"):
            listed = _read(path, shown, MeansModel, problems)
            digest.update(_take(means, listed, problems))
        elif path.name == CAMPAIGN_FILE:
            campaign = _read(path, shown, CampaignModel, problems)
            digest.update(campaign.hash.encode() if campaign else b"")
        elif path.name == CALENDAR_FILE:
            calendar = _read(path, shown, CalendarModel, problems)
        else:
            flow = _read(path, shown, FlowModel, problems)
            digest.update(_take(flows, flow, problems))
            if flow is None:
                broken.add(path.stem)
    return Sources(
        campaign,
        flows,
        scripts,
        tuple(problems),
        digest.hexdigest()[:16],
        frozenset(broken),
        calendar,
        series,
        means,
    )


def _read(path: Path, shown: str, kind: type[M], problems: list[Problem]) -> Source[M] | None:
    text, found = read_text(path, shown)
    problems.extend(found)
    if text is None:
        return None
    source, wrong = _parsed(text, shown, kind)
    problems.extend(wrong)
    return source


# A shipped campaign is some sixty files and three megabytes once read.
@lru_cache(maxsize=512)
def _parsed(text: str, shown: str, kind: type[M]) -> tuple[Source[M] | None, tuple[Problem, ...]]:
    """A file's source and problems. Kept for as long as its words stay the same, so that a change
    of one file, or a page about one, does not parse them all again."""
    problems: list[Problem] = []
    document, found = parse_document(text, shown)
    problems.extend(found)
    source = validate(document, kind, problems) if document is not None else None
    return source, tuple(problems)


def validate(document: Document, kind: type[M], problems: list[Problem]) -> Source[M] | None:
    """Check a document against its model; None, with problems added, where it does not fit."""
    if not isinstance(document.data, dict):
        problems.append(
            document.problem(
                (),
                say("The file is empty or not a table."),
                say("Begin it with `flow: name`."),
                code="empty",
            )
        )
        return None
    try:
        model = kind.model_validate(document.data)
    except ValidationError as error:
        problems.extend(explain(document, error, kind))
        return None
    digest = hashlib.sha256(document.text.encode()).hexdigest()[:12]
    return Source(document, model, digest)


def _take(table: dict[str, Source[M]], source: Source[M] | None, problems: list[Problem]) -> bytes:
    """Put a valid file into the table of its kind, by the name under the first field of the kind,
    unless there is one of that name. What it adds to the campaign's hash."""
    if source is None:
        return b""
    key = next(iter(type(source.model).model_fields))
    name = getattr(source.model, key)
    if name in table:
        first = table[name].document.path
        problems.append(
            source.problem(
                (key,),
                say("'%(name)s' exists already, in %(first)s.", name=name, first=first),
                say("Give it another name."),
                code="twice",
            )
        )
        return source.hash.encode()
    table[name] = source
    return source.hash.encode()
