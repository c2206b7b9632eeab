"""The campaign as it runs: its files, what is wrong with changed ones, and each flow's picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, current_app, render_template, request

from bot.campaign.files import campaign_files, read_sources
from bot.campaign.graph import draw_svg, read_graph
from bot.campaign.translating import entries
from bot.clarion import Clarion
from bot.engine import Flow
from bot.errors import CampaignError, NotFound
from bot.organizers.rights import Right
from bot.sentences import say
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import language

door = console_door("campaign", __name__, "/console/campaign")

# Opened alone, a picture is a document: it may use its own style and nothing else.
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the campaign's texts a language has."""

    lang: str
    texts: int
    whole: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 means all of them."""
        return 100 * self.texts // self.whole if self.whole else 100


@door.get("/")
@needs(Right.LOOK)
def overview() -> str:
    """What runs since when, the problems of a changed version, every flow, and the languages."""
    clarion = services()
    return render_template(
        "console/campaign.html",
        campaign=clarion.campaign.current(),
        problems=clarion.campaign.problems,
        changed_at=_changed_at(clarion),
        coverage=_coverage(clarion),
        has_scripts="scripts.list_all" in current_app.view_functions,
    )


@door.get("/flows/<name>")
@needs(Right.LOOK)
def flow(name: str) -> str:
    """One flow: its picture, its keywords and its steps, in a language of the campaign."""
    clarion = services()
    campaign, found = clarion.campaign.current(), _find(name)
    lang = _asked_language(campaign.languages, campaign.default_lang)
    try:
        graph = read_graph(clarion.campaign.path, found.name, lang)
    except (NotFound, CampaignError):
        graph = None  # its file is broken at this moment; the flow itself runs on
    return render_template(
        "console/flow.html",
        flow=found,
        campaign=campaign,
        lang=lang,
        graph=graph,
        titles={node.id: node.title for node in graph.nodes} if graph else {},
        problems=clarion.campaign.problems,
    )


@door.get("/flows/<name>.svg")
@needs(Right.LOOK)
def picture(name: str) -> Response:
    """The picture that `clarion graph` draws, from the files as they are now."""
    clarion = services()
    campaign = clarion.campaign.current()
    lang = _asked_language(campaign.languages, campaign.default_lang)
    graph = read_graph(clarion.campaign.path, _find(name).name, lang)
    return Response(
        draw_svg(graph),
        mimetype="image/svg+xml",
        headers={"Content-Security-Policy": _PICTURE_POLICY},
    )


def _find(name: str) -> Flow:
    found = services().campaign.current().flows.get(name)
    if found is None:
        raise NotFound(say("There is no such flow. Choose one from the list under Campaign."))
    return found


def _asked_language(languages: tuple[str, ...], default: str) -> str:
    asked = request.args.get("in", language())
    return asked if asked in languages else default


def _changed_at(clarion: Clarion) -> datetime | None:
    """When a file of the campaign last changed."""
    times = []
    for path in campaign_files(clarion.campaign.path):
        try:
            times.append(path.stat().st_mtime)
        except OSError:
            continue
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _coverage(clarion: Clarion) -> list[Coverage]:
    """Per language, from the files as they are now. Words of choices are not counted."""
    sources = read_sources(clarion.campaign.path)
    texts = [entry.at.texts for entry in entries(sources) if not entry.is_words]
    return [
        Coverage(lang, sum(lang in by_lang for by_lang in texts), len(texts))
        for lang in clarion.campaign.current().languages
    ]
