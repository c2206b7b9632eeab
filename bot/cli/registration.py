"""`clarion registration`: what carriers ask for, from the campaign as it is."""

from __future__ import annotations

from pathlib import Path

import click

from bot.campaign import load
from bot.campaign.files import read_sources
from bot.campaign.registration import gather
from bot.cli.campaign_folder import campaign_option
from bot.clock import wall_time
from bot.errors import Conflict
from bot.segments.linting import lint
from bot.texting import registration
from bot.texting.counting import counted


@click.command("registration")
@campaign_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("registration"),
    show_default=True,
    help="The folder to write.",
)
@click.option("--number", default="", help="The number people text, as they read it.")
@click.option("--address", default="", help="Our address on the web, https://…")
def command(folder: Path, out: Path, number: str, address: str) -> None:
    """Write the pack for 10DLC and toll-free: an answer sheet, data, and the opt-in picture.

    Sample texts are those of the campaign's own week. Exits with 5 while a reviewer would send it
    back, and says why; the pack is written all the same.
    """
    pack = gather(load(folder, lint), read_sources(folder), wall_time())
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("registration.md", registration.sheet(pack, number, address)),
        ("registration.json", registration.data(pack)),
        ("opt-in.html", registration.picture(pack, number)),
    ):
        (out / name).write_text(text, encoding="utf-8")
    click.echo(f"Written to {out}: registration.md, registration.json, opt-in.html.")
    if pack.faults:
        for fault in pack.faults:
            click.echo(f"- {fault}")
        raise Conflict(f"{counted(len(pack.faults), 'thing', 'things')} to mend first.")
