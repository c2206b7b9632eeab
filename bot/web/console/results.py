"""What it came to: a day's report, the funnel, where people leave each flow, the closing report."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Response, abort, render_template, request
from flask_security import current_user

from bot.clarion import Clarion
from bot.errors import InputError
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.results import closing, effects, funnel, morning, printing, steps
from bot.results import day as days
from bot.results.effects import Effects
from bot.results.funnel import Funnel
from bot.results.morning import Report
from bot.results.steps import FlowPeople
from bot.web import plots, tile_map
from bot.web.console.roles import asks_password, console_door, needs
from bot.web.doors import services
from bot.web.exports import saved
from bot.web.words import gettext as _
from bot.web.words import language, said
from bot.web.words import lazy_gettext as lazy

door = console_door("results", __name__, "/console/results")

PARTS = {
    "source": lazy("How they came"),
    "keyword": lazy("Keyword"),
    "recruiter": lazy("Who asked them"),
    "city": lazy("City"),
    "state": lazy("State"),
    "chapter": lazy("Chapter"),
    "language": lazy("Language"),
    "day": lazy("Day of their first text"),
}
STAGES = {
    "texted": lazy("Texted"),
    "joined": lazy("Joined"),
    "hosted": lazy("Led an action"),
    "phone_bank": lazy("In a phone bank"),
    "dj": lazy("DJs"),
    "friend": lazy("Asked friends"),
    "called": lazy("Called"),
    "aired": lazy("Read on air"),
    "came": lazy("Came to one"),
}
_MOST_ROWS = 200


@door.get("/")
@needs(Right.LOOK)
def show_day() -> str:
    """A day's report: what it brought, what goes out next, what needs somebody, the chapters."""
    problem, report = "", None
    try:
        report = _report(services())
    except InputError as error:
        problem = said(error)
        report = morning.of(services(), days.read_day(services(), ""))
    hours = report.facts.found.by_hour
    curve = ""
    if hours:
        span = range(min(hours), max(hours) + 1)
        curve = plots.stacked_bars(
            [f"{hour}:00" for hour in span], {_("Calls"): [hours.get(h, 0) for h in span]}, ""
        )
    return render_template(
        "console/results_day.html", report=report, problem=problem, curve=curve,
    )  # fmt: skip


@door.get("/funnel")
@needs(Right.LOOK)
def show_funnel() -> str:
    """The funnel by a part, of people who first texted in a span of days."""
    problem = ""
    try:
        found = _funnel(services())
    except InputError as error:
        problem, found = said(error), funnel.of(services())
    shown = dict(list(found.parts.items())[:_MOST_ROWS])
    return render_template(
        "console/results_funnel.html", found=found, shown=shown, parts=PARTS, stages=STAGES,
        problem=problem,
    )  # fmt: skip


@door.get("/flows")
@needs(Right.LOOK)
def show_flows() -> str:
    """Where people leave each flow, the one that most leave first."""
    problem = ""
    try:
        found = _flows(services())
    except InputError as error:
        problem, found = said(error), []
    return render_template("console/results_flows.html", found=found, problem=problem)


@door.get("/effects")
@needs(Right.LOOK)
def show_effects() -> str:
    """What moved the line: calls after each broadcast and each reading on air, against before."""
    problem = ""
    try:
        found = _effects(services())
    except InputError as error:
        problem, found = said(error), effects.of(services())
    return render_template("console/results_effects.html", found=found, problem=problem)


@door.get("/closing")
@needs(Right.LOOK)
def show_closing() -> str:
    """The closing report: what the whole campaign came to."""
    found = closing.of(services())
    days_of = {f"{day.month}/{day.day}": sum(n) for day, n in found.by_day.items()}
    curve = plots.stacked_bars(list(days_of), {_("Calls"): list(days_of.values())}, "")
    return render_template(
        "console/results_closing.html", found=found, says=closing.sentences(found),
        tiles=tile_map.draw(found.states), curve=curve if days_of else "",
    )  # fmt: skip


@door.get("/closing.pdf")
@needs(Right.LOOK)
def closing_paper() -> Response:
    """The closing report as PDF. It holds no name and no number, so it may be shown to anybody."""
    found = closing.of(services())
    tiles = tile_map.draw(found.states).places
    return _pdf(printing.closing_pdf(found, language(), said, tiles), "closing-report")


@door.get("/day.pdf")
@needs(Right.LOOK)
def day_paper() -> Response:
    """The day's report as PDF, to print."""
    try:
        report = _report(services())
    except InputError as error:
        abort(400, said(error))
    data = printing.day_pdf(services(), report, language(), said)
    return _pdf(data, f"report-{report.facts.found.day.isoformat()}")


@door.get("/<what>.<kind>")
@needs(Right.EXPORT)
@asks_password("GET")
def take_out(what: str, kind: str) -> Response:
    """A page's figures as a file, as csv or json. No name, no number."""
    writers: dict[tuple[str, str], Callable[[Clarion], str]] = {
        ("day", "csv"): lambda clarion: morning.as_csv(_report(clarion)),
        ("day", "json"): lambda clarion: _json(morning.as_data(_report(clarion))),
        ("funnel", "csv"): lambda clarion: funnel.as_csv(_funnel(clarion)),
        ("funnel", "json"): lambda clarion: _json(funnel.as_data(_funnel(clarion))),
        ("flows", "csv"): lambda clarion: steps.as_csv(_flows(clarion)),
        ("flows", "json"): lambda clarion: _json(steps.as_data(_flows(clarion))),
        ("effects", "csv"): lambda clarion: effects.as_csv(_effects(clarion)),
        ("effects", "json"): lambda clarion: _json(effects.as_data(_effects(clarion))),
        ("closing", "json"): lambda clarion: _json(closing.as_data(closing.of(clarion))),
    }
    write = writers.get((what, kind))
    if write is None:
        abort(404)
    try:
        text = write(services())
    except InputError as error:
        abort(400, said(error))
    audit.note(services(), "took out results", what, None, current_user.id)
    mimetype = "text/csv" if kind == "csv" else "application/json"
    return saved(services(), Response(text, mimetype=mimetype), what, kind)


def _pdf(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _report(clarion: Clarion) -> Report:
    return morning.of(clarion, days.read_day(clarion, request.args.get("day", "")[:20]))


def _funnel(clarion: Clarion) -> Funnel:
    by = request.args.get("by", "source")[:20]
    return funnel.of(clarion, by, *_span())


def _flows(clarion: Clarion) -> list[FlowPeople]:
    return steps.of(clarion, *funnel.span(clarion, *_span()))


def _effects(clarion: Clarion) -> Effects:
    return effects.of(clarion, *_span())


def _span() -> tuple[str, str]:
    return request.args.get("since", "")[:20], request.args.get("until", "")[:20]


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
