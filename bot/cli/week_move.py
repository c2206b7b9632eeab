"""`clarion week move`: a campaign's dates, all of them at once."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from bot.campaign import check, load
from bot.campaign.moving import Move, plan_move
from bot.campaign.transcripts import run_file, transcript_files
from bot.errors import CampaignError
from bot.segments.linting import lint
from bot.texting.counting import counted


def move_week(folder: Path, to: date, *, is_sure: bool) -> None:
    """Show what moves; write it when `is_sure` and what comes of it can run.

    Raises: InputError, CampaignError.
    """
    move = plan_move(folder, to)
    _show(folder, move.files)
    if not move.files:
        click.echo(f"The week begins on {to} already.")
        return
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / "campaign"
        shutil.copytree(folder, trial)
        _write(trial, move.files)
        problems = check(trial, None, lint)
        wrong = [problem for problem in problems if problem.severity == "error"]
        otherwise = [] if wrong else _otherwise(trial)
    if wrong:
        click.echo("Moved like this the campaign could not run. Nothing is written.", err=True)
        raise CampaignError(wrong)
    _say(move, to)
    if is_sure:
        _write(folder, move.files)
    verb = "Moved" if is_sure else "Nothing is written yet; with --yes it moves"
    click.echo(f"{verb}: {counted(len(move.files), 'file', 'files')}, checked.")
    if otherwise:
        click.echo(
            f"{counted(len(otherwise), 'conversation names', 'conversations name')} the old days "
            "in words: clarion conversations --update, and look at the difference."
        )


def _say(move: Move, to: date) -> None:
    click.echo(f"The week begins on {to:%A, %B %-d, %Y}, {move.days:+} days.")
    if move.was.weekday() != to.weekday():
        click.secho(
            f"It began on a {move.was:%A}: look at the weekdays in your texts and hours.",
            fg="yellow",
        )


def _show(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        old = (folder / path).read_text("utf-8").splitlines()
        for line in difflib.unified_diff(old, text.splitlines(), path, path, n=0, lineterm=""):
            click.echo(line)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8", newline="")


def _otherwise(folder: Path) -> list[str]:
    campaign = load(folder)
    outcomes = [run_file(campaign, path, path.name) for path in transcript_files(folder)]
    return [outcome.name for outcome in outcomes if outcome.problems]
