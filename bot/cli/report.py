"""`clarion report`: what it came to. A day in plain sentences, the funnel, where people leave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.config import load_settings
from bot.results import closing, morning, printing
from bot.results import day as days
from bot.results import effects as moved
from bot.results import funnel as funnels
from bot.results import steps as flow_steps
from bot.results.morning import Report
from bot.results.printing import Speak
from bot.results.seen import Effect
from bot.store.results.funnel import Stages

_FORMAT = click.option(
    "--format", "form", default="text", type=click.Choice(["text", "csv", "json"]),
    show_default=True, help="How it is written.",
)  # fmt: skip
_PDF = click.option(
    "--pdf", type=click.File("wb"), help="Write it as PDF into this file, to print."
)
_LANG = click.option("--lang", type=click.Choice(["en", "es"]), default="en", help="Its language.")
_SINCE = click.option("--since", default="", help="First day, like 2026-09-20. The first of all.")
_UNTIL = click.option("--until", default="", help="Last day. Today.")


@click.group(invoke_without_command=True)
@click.option("--day", "text", default="today", show_default=True, help="2026-09-22, or yesterday.")
@_LANG
@_FORMAT
@_PDF
@click.pass_context
def command(context: click.Context, text: str, lang: str, form: str, pdf: BinaryIO | None) -> None:
    """What it came to. Alone: a day's report, for the coalition's morning call: what the day
    brought, what goes out next, what needs somebody, and the chapters.

    "Joined" counts people who asked for texts themselves, never imported ones.
    """
    if context.invoked_subcommand:
        return
    with _clarion() as clarion:
        report = morning.of(clarion, days.read_day(clarion, text))
        if pdf:
            pdf.write(printing.day_pdf(clarion, report, lang, _speaker(lang)))
        elif form == "csv":
            click.echo(morning.as_csv(report), nl=False)
        elif form == "json":
            click.echo(json.dumps(morning.as_data(report), indent=1, ensure_ascii=False))
        else:
            _say(clarion, report, _speaker(lang))


@command.command()
@click.option("--by", default="source", show_default=True, help=", ".join(funnels.PARTS) + ".")
@_SINCE
@_UNTIL
@_FORMAT
def funnel(by: str, since: str, until: str, form: str) -> None:
    """From a text to a deed: people who first texted in those days, and what each came to do."""
    with _clarion() as clarion:
        found = funnels.of(clarion, by, since, until)
    if form == "csv":
        click.echo(funnels.as_csv(found), nl=False)
    elif form == "json":
        click.echo(json.dumps(funnels.as_data(found), indent=1, ensure_ascii=False))
    else:
        table = Table(found.part, *Stages._fields)
        for part, stages in [*found.parts.items(), ("all", found.whole)]:
            table.add_row(part or "(none)", *(f"{n:,}" for n in stages))
        Console().print(table)


@command.command()
@_SINCE
@_UNTIL
@click.option("--flow", default="", help="Only this one.")
@_FORMAT
def flows(since: str, until: str, flow: str, form: str) -> None:
    """Where people leave each flow: who came to a question, wrote on, has it open, or left."""
    with _clarion() as clarion:
        first, last = funnels.span(clarion, since, until)
        found = [one for one in flow_steps.of(clarion, first, last) if flow in ("", one.name)]
    if form == "csv":
        click.echo(flow_steps.as_csv(found), nl=False)
    elif form == "json":
        click.echo(json.dumps(flow_steps.as_data(found), indent=1, ensure_ascii=False))
    else:
        table = Table("flow", "step", "came", "wrote on", "open now", "left")
        for one in found:
            for step in one.steps:
                left = f"{step.left:,}" if step.asks else "-"
                table.add_row(
                    one.name, step.name, f"{step.came:,}", f"{step.wrote:,}", f"{step.now:,}", left
                )
        Console().print(table)


@command.command()
@click.option("--since", default="", help="First day, like 2026-09-20. Two weeks ago.")
@_UNTIL
@_LANG
@_FORMAT
def effects(since: str, until: str, lang: str, form: str) -> None:
    """What moved the line: calls in the hour after each broadcast and each reading on air, against
    before, and whether that can be told."""
    with _clarion() as clarion:
        found = moved.of(clarion, since, until)
    if form == "csv":
        click.echo(moved.as_csv(found), nl=False)
    elif form == "json":
        click.echo(json.dumps(moved.as_data(found), indent=1, ensure_ascii=False))
    else:
        zone = ZoneInfo(clarion.campaign.current().zone)
        for one in (*found.broadcasts, *found.airings):
            _say_effect(one, zone, _speaker(lang))
        if not found.broadcasts and not found.airings:
            click.echo("No broadcast went out and nobody read on air in these days.")


def _say_effect(one: Effect, zone: ZoneInfo, speak: Speak) -> None:
    where = f", {one.state}" if one.state else ""
    click.echo(
        f"{one.kind} {one.id}: {one.title or '-'}{where}, {one.at.astimezone(zone):%Y-%m-%d %H:%M}"
    )
    if one.own:
        click.echo(f"  own code: {one.own.calls:,} ({one.own.measured:,} measured)")
    if one.after and one.before:
        click.echo(
            f"  after: {one.after.calls:,} ({one.after.measured:,} measured)"
            f"  before: {one.before.calls:,} ({one.before.measured:,} measured)"
        )
    click.echo(f"  {speak(one.verdict.says)}")
    if one.compared:
        click.echo(f"  {speak(one.compared)}")


@command.command(name="closing")
@_LANG
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How it is written.",
)  # fmt: skip
@_PDF
def closing_report(lang: str, form: str, pdf: BinaryIO | None) -> None:
    """What the whole campaign came to, with no name and no phone number, to show to anybody."""
    with _clarion() as clarion:
        found = closing.of(clarion)
    speak = _speaker(lang)
    if pdf:
        from bot.web import tile_map

        pdf.write(printing.closing_pdf(found, lang, speak, tile_map.draw(found.states).places))
    elif form == "json":
        click.echo(json.dumps(closing.as_data(found), indent=1, ensure_ascii=False))
    else:
        for one in closing.sentences(found):
            click.echo(speak(one))


def _speaker(lang: str) -> Speak:
    if lang == "en":
        return str
    from bot.web.words import catalog  # Babel and Flask, which English does without

    return lambda said: said.told(lang, catalog(lang))


def _say(clarion: Clarion, report: Report, speak: Speak) -> None:
    found = report.facts.found
    click.echo(f"{clarion.campaign.current().name}, {found.day:%Y-%m-%d}")
    for section in report.sections:
        click.echo(f"\n{speak(section.title)}")
        for line in section.lines:
            click.echo(f"  {speak(line)}")
    if report.facts.chapters:
        table = Table("chapter", "joined", "calls", "on air", "actions", "came")
        for one in report.facts.chapters:
            table.add_row(one.name or "(none)", *(f"{n:,}" for n in one[1:]))
        click.echo()
        Console().print(table)
    if found.by_hour:
        click.echo()
    for hour, calls in found.by_hour.items():
        click.echo(f"  {hour:02}:00  {calls:5}  {'#' * min(60, calls)}")


@contextmanager
def _clarion() -> Iterator[Clarion]:
    clarion = build(load_settings(), pool_size=2, application="clarion command")
    try:
        yield clarion
    finally:
        clarion.record.dispose()
