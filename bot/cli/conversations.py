"""`clarion conversations`: talk through every written conversation and compare."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from bot.campaign import load
from bot.campaign.coverage import Coverage, cover
from bot.campaign.transcript_writing import renew
from bot.campaign.transcripts import Outcome, run_file, transcript_files
from bot.cli.campaign_folder import campaign_option
from bot.cli.meaning_option import meaning_option, with_meaning


@click.command("conversations")
@campaign_option
@meaning_option
@click.argument("names", nargs=-1)
@click.option(
    "--update", is_flag=True, help="Write what is said now into the files; show the diff."
)
@click.option("--coverage", "-c", is_flag=True, help="Show which steps and choices none comes to.")
@click.option("--min", "least", default=0, help="Exit 1 when a flow is covered less (percent).")
def command(
    folder: Path, meaning: str, names: tuple[str, ...], update: bool, coverage: bool, least: int
) -> None:
    """Run the conversations of a campaign: they are the tests of its flows.

    NAMES picks files by name. Exit code 1 when one goes otherwise than written.
    """
    campaign = with_meaning(load(folder), meaning)
    every = transcript_files(folder)
    files = [f for f in every if not names or f.stem in names]
    unknown = sorted({*names} - {f.stem for f in files})
    if every and unknown:
        raise click.ClickException(
            f"There is no {', '.join(unknown)} in {folder}/conversations."
            " Without names all are run."
        )
    if not files:
        raise click.ClickException(f"There are no conversations in {folder}/conversations.")
    outcomes = []
    with click.progressbar(files, label="Talking", hidden=len(files) < 40) as bar:
        for path in bar:
            outcome = run_file(campaign, path, path.relative_to(folder).as_posix())
            if update:
                outcome = _update(path, outcome)
            outcomes.append(outcome)
    failed = [outcome for outcome in outcomes if outcome.problems]
    for outcome in failed:
        for problem in outcome.problems:
            click.secho(f"{folder}/{problem}", fg="red")
    covered = cover(campaign, (place for outcome in outcomes for place in outcome.path))
    _show_coverage(list(covered.values()), coverage)
    click.echo(f"{len(outcomes)} conversations, {len(failed)} otherwise than written.")
    thin = [c for c in covered.values() if c.percent < least]
    raise SystemExit(1 if failed or thin else 0)


def _update(path: Path, outcome: Outcome) -> Outcome:
    """Write what was said. Problems with the file itself, and with `then`, stay."""
    if not any(problem.code == "said" for problem in outcome.problems):
        return outcome
    renewed = renew(outcome)
    before = outcome.document.text.splitlines(keepends=True)
    after = renewed.splitlines(keepends=True)
    click.echo("".join(difflib.unified_diff(before, after, str(path), str(path))))
    path.write_text(renewed, encoding="utf-8")
    rest = tuple(problem for problem in outcome.problems if problem.code != "said")
    return Outcome(outcome.document, outcome.name, rest, outcome.said, outcome.path)


def _show_coverage(rows: list[Coverage], is_wanted: bool) -> None:
    steps = sum(row.steps for row in rows)
    seen = sum(row.steps_seen for row in rows)
    choices = sum(row.choices for row in rows)
    choices_seen = sum(row.choices_seen for row in rows)
    if is_wanted:
        for row in rows:
            rest = f"  not: {', '.join(row.missing)}" if row.missing else ""
            click.echo(f"{row.flow:14} {row.percent:3}%{rest}")
    click.echo(f"Steps {seen} of {steps}, choices {choices_seen} of {choices}.")
