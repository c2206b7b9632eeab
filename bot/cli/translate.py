"""`clarion translate`: texts out to translators as a sheet, and back."""

from __future__ import annotations

from pathlib import Path

import click

from bot.campaign.files import read_sources
from bot.campaign.translating import entries, export_sheet, import_sheet
from bot.cli.campaign_folder import campaign_option
from bot.errors import CampaignError
from bot.texting.counting import counted


@click.group("translate")
def command() -> None:
    """Give translators a sheet (CSV) and take it back; flows keep their structure."""


@command.command("export")
@campaign_option
@click.argument("lang")
@click.option("--from", "source_lang", default="", help="The language to translate from.")
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), help="The file; else standard output."
)
@click.option("--missing", is_flag=True, help="Only say how much is missing.")
def export(folder: Path, lang: str, source_lang: str, out: Path | None, missing: bool) -> None:
    """Write the sheet for LANG (es, ht, zh ...), also for a language the campaign has not yet."""
    sources = read_sources(folder)
    if sources.campaign is None or sources.problems:
        raise CampaignError(sources.problems)
    model = sources.campaign.model
    total = list(entries(sources))
    done = sum(1 for entry in total if entry.at.texts.get(lang))
    if not missing:
        sheet = export_sheet(
            sources, source_lang or model.languages[0], lang, model.max_parts,
            folds=model.sms_accents == "fold",
        )  # fmt: skip
        if out:
            out.write_bytes(sheet.encode())
        else:
            click.echo(sheet, nl=False)
    click.echo(f"{lang}: {done} of {len(total)} texts are translated.", err=True)


@command.command("import")
@campaign_option
@click.argument("lang")
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def take(folder: Path, lang: str, sheet: Path, dry_run: bool) -> None:
    """Take the translated SHEET back. Rows that are wrong change nothing and are told; exit 1."""
    sources = read_sources(folder)
    if sources.campaign is None or sources.problems:
        raise CampaignError(sources.problems)
    result = import_sheet(sources, lang, sheet.read_text("utf-8"), sheet.name)
    for problem in result.problems:
        click.secho(str(problem), fg="red")
    for path, text in result.files.items():
        if not dry_run:
            (folder / path).write_text(text, encoding="utf-8")
    verb = "would change" if dry_run else "changed"
    texts = counted(result.changed, "text", "texts")
    click.echo(f"{texts} {verb} in {counted(len(result.files), 'file', 'files')}.")
    if lang not in sources.campaign.model.languages:
        click.echo(f"Add {lang} to `languages` in campaign.yaml to use it.")
    raise SystemExit(1 if result.problems else 0)
