"""`clarion week`: what one person would get, day by day."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.campaign import load
from bot.campaign.cast import STOPPED, cast, find_person
from bot.campaign.dry_run import Line, run_days
from bot.campaign.files import read_sources
from bot.campaign.rehearsal import Rehearsal, make_person
from bot.campaign.transcripts import read_moment
from bot.cli.campaign_folder import campaign_option
from bot.cli.week_move import move_week
from bot.clock import read_day, wall_time
from bot.config import Settings
from bot.engine import Campaign
from bot.segments.linting import lint
from bot.segments.membership import is_in
from bot.texting.counting import counted

PRICE = float(Settings.model_fields["prices"].default["sms"])


@click.group("week", invoke_without_command=True)
@campaign_option
@click.option("--as", "who", default="ana", help=f"Who: {', '.join(cast())}, or {{name: Ana}}.")
@click.option("--lang", default="", help="The person's language.")
@click.option("--from", "first", default="", help="First day; the campaign's first if left out.")
@click.option("--until", "last", default="", help="Last day; the campaign's last if left out.")
@click.option("--says", multiple=True, help='What they text: "2026-09-22 12:00 CALL". Repeatable.')
@click.option("--price", default=PRICE, show_default=True, help="Dollars for one SMS part.")
@click.pass_context
def command(
    context: click.Context,
    folder: Path,
    who: str,
    lang: str,
    first: str,
    last: str,
    says: tuple[str, ...],
    price: float,
) -> None:
    """A dry run of the week: every text this person would get, in their zone, with its cost.

    Nothing is sent. Broadcasts are the drafts of calendar.yaml; texts of series come when they
    are due, whatever the texting hours. `clarion week move 2027-09-20` moves all of a campaign's
    dates.
    """
    context.obj = folder
    if context.invoked_subcommand is None:
        _rehearse(folder, who, lang, first, last, says, price)


def _read_day(_context: click.Context, _parameter: click.Parameter, value: str) -> date:
    try:
        return read_day(value)
    except ValueError:
        raise click.BadParameter(
            f"“{value}” is no day of any year; write it like 2027-09-20."
        ) from None


@command.command("move")
@click.argument("to", callback=_read_day, metavar="FIRST_DAY")
@click.option("--yes", is_flag=True, help="Write it; without, only the difference is shown.")
@click.option("--campaign", "folder", type=click.Path(path_type=Path), help="The folder.")
@click.pass_obj
def move(usual: Path, to: date, yes: bool, folder: Path | None) -> None:
    """Move the week to begin on FIRST_DAY (2027-09-20), and every other date by as many days.

    Campaign dates, lines, calendar, scripts, conditions and written conversations; comments and
    form stay. The result is checked before anything is written.
    """
    move_week(folder or usual, to, is_sure=yes)


def _rehearse(
    folder: Path, who: str, lang: str, first: str, last: str, says: tuple[str, ...], price: float
) -> None:
    campaign, sources = load(folder, lint), read_sources(folder)
    try:
        given = find_person(who)
        person = make_person({**given, "lang": lang} if lang else given)
        days = _days(campaign, first, last)
        zone = ZoneInfo(person.zone or campaign.zone)
        texts = [(read_moment(one[:16], zone), one[16:].strip()) for one in says]
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    rehearsal = Rehearsal(campaign, person, wall_time())
    rehearsal.is_stopped = who == STOPPED
    lines = list(run_days(rehearsal, sources, days, texts, is_in))
    click.echo(f"{person.name or who} · {person.lang or campaign.default_lang} · {zone.key}")
    for day, group in groupby(lines, key=lambda line: line.at.date()):
        click.secho(f"\n{day:%A, %B %-d}", bold=True)
        for line in group:
            _show(line)
    ours = [line for line in lines if line.who == "us"]
    total = sum(line.cost.count for line in ours)
    sums = f"{counted(len(ours), 'text', 'texts')}, {counted(total, 'part', 'parts')}"
    click.echo(f"\n{sums}, ${total * price:.2f} for this person.")


def _days(campaign: Campaign, first: str, last: str) -> tuple[date, date]:
    spans = sorted(campaign.dates.values())
    if not spans and not (first and last):
        raise ValueError("The campaign has no dates. Give --from and --until.")
    start = date.fromisoformat(first) if first else spans[0][0]
    end = date.fromisoformat(last) if last else max(start, spans[-1][1])
    if end < start or (end - start).days > 366:
        raise ValueError("These days cannot be shown. At most a year, the first day first.")
    return start, end


def _show(line: Line) -> None:
    text = line.text.replace("\n", "\n               ")
    if line.who == "them":
        click.secho(f"  {line.at:%H:%M}  them  {text}", fg="cyan")
        return
    cost = counted(line.cost.count, "part", "parts")
    click.echo(f"  {line.at:%H:%M}  us    {text}")
    click.secho(f"               [{line.why} · {cost}]", fg="bright_black")
