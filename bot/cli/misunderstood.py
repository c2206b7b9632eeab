"""`clarion misunderstood`: what people wrote that the line did not understand."""

from __future__ import annotations

import click

from bot.bootstrap import build
from bot.campaign.teaching import AS_KEYWORD, AS_SAMPLE, teach, versions_in, write
from bot.clock import wall_time
from bot.config import load_settings
from bot.conversations import misunderstood
from bot.organizers import audit


@click.command()
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True)
@click.option("--lang", default=None, help="Only texts of one language, such as es.")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="Groups shown.")
@click.option("--teach", "words", default="", help="Words that should lead to --flow from now on.")
@click.option("--flow", default="", help="The flow that --teach leads to.")
@click.option(
    "--as", "how", type=click.Choice([AS_SAMPLE, AS_KEYWORD]), default=AS_SAMPLE, show_default=True,
    help="What --teach makes of the words.",
)  # fmt: skip
@click.option("--yes", "is_sure", is_flag=True, help="Write the change without asking.")
def command(
    days: int, lang: str | None, most: int, words: str, flow: str, how: str, is_sure: bool
) -> None:
    """Show texts that nobody understood, alike ones together, the most first.

    Numbers and names are blotted. Make a keyword or a sentence of a flow (`means`) of what many
    write, and it is understood from then on: --teach shows the change of the flow's file, checks
    it, writes it, and keeps the old file in the data folder.
    """
    if words or flow:
        _teach(words, flow, lang or "en", how, is_sure=is_sure)
        return
    clarion = build(load_settings(), pool_size=1, application="clarion command")
    found = misunderstood.groups(clarion, days, lang)
    audit.note(clarion, "looked at texts", "misunderstood", None, None)
    clarion.record.dispose()
    if not found:
        click.echo("Everything was understood." if lang is None else "Nothing in that language.")
        return
    for group in found[:most]:
        place = f" at {group.where}" if group.where else ""
        offered = f", offered {group.offered.upper()}" if group.offered else ""
        people = "1 person" if group.people == 1 else f"{group.people} people"
        line = " ".join(group.example.split())
        click.echo(f"{group.count:5}  {people:>11}  {group.lang}{place}{offered}: {line}")
    texts = sum(group.count for group in found)
    click.echo(f"{texts} texts in {len(found)} groups, the last {days} days.")


def _teach(words: str, flow: str, lang: str, how: str, *, is_sure: bool) -> None:
    settings = load_settings()
    lesson = teach(settings.campaign, flow, lang, words, how)
    click.echo(lesson.diff)
    for problem in lesson.problems:
        click.secho(problem, fg="red")
    if lesson.problems:
        raise click.ClickException("Nothing was written: the campaign could not run like this.")
    if is_sure or click.confirm("Write it?"):
        kept = write(lesson, versions_in(settings.data_dir), wall_time())
        click.echo(f"Written. What was there before: {kept}")
