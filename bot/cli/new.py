"""`clarion new`: an empty campaign that runs."""

from __future__ import annotations

from pathlib import Path

import click

from bot.campaign import check, load
from bot.campaign.blank import blank_files
from bot.campaign.transcript_writing import renew
from bot.campaign.transcripts import run_file, transcript_files
from bot.errors import InputError


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="", help="The campaign's name.")
@click.option("--org", default="Your group", help="Who texts.")
@click.option("--lang", "languages", multiple=True, default=("en", "es"), help="Its languages.")
@click.option("--line", default="(312) 555-0142", help="The number people are asked to call.")
def command(folder: Path, name: str, org: str, languages: tuple[str, ...], line: str) -> None:
    """Make a small campaign in FOLDER: it checks, and its conversations pass."""
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty. Name a new folder.", "folder")
    title = name or folder.name.replace("-", " ").replace("_", " ").title()
    for path, text in blank_files(title, org, languages, line).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        click.echo(f"Wrote {target}")
    _fill_conversations(folder)
    wrong = [problem for problem in check(folder) if problem.severity == "error"]
    for problem in wrong:
        click.secho(f"{folder}/{problem}", fg="red")
    click.echo(
        f"\nTry it:  clarion chat --campaign {folder}\nRun it:  CLARION_CAMPAIGN={folder} make run"
    )
    raise SystemExit(1 if wrong else 0)


def _fill_conversations(folder: Path) -> None:
    """Write what the new campaign says into its conversations."""
    campaign = load(folder)
    for path in transcript_files(folder):
        path.write_text(renew(run_file(campaign, path, path.name)), encoding="utf-8")
