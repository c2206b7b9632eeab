"""`clarion sources`: posters, links, numbers with a code each, and sheets to print."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.acting import acting, as_option, services
from bot.errors import Conflict, NotFound
from bot.imports.decoding import decode
from bot.people import posters, source_lists, sources
from bot.people.sources import KINDS, Asked
from bot.texting.counting import counted


@click.group()
def command() -> None:
    """What brought people: a code for each poster, link, number or DJ."""


@command.command("list")
@click.option("--closed", is_flag=True, help="Closed ones, too.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one a line.")
def list_all(closed: bool, as_json: bool) -> None:
    """List sources with the people, joins and calls that came by each."""
    with services() as clarion:
        found = sources.list_all(clarion, with_closed=closed)
    if not found and not as_json:
        click.echo('None yet. Add one: clarion sources add "Elm Street Laundry" --zip 60608')
    for one in found:
        source = one.source
        if as_json:
            link = f"{clarion.settings.public_url}/s/{source.code}"
            told = asdict(source) | {
                "link": link,
                "people": one.people,
                "joined": one.joined,
                "calls": one.calls,
            }
            click.echo(json.dumps(told, default=str))
            continue
        digits = f"  press {source.extension}" if source.extension else ""
        click.echo(
            f"{source.code:12} {source.label:30.30} {one.people:>6,} texted {one.joined:>6,} joined"
            f" {one.calls:>6,} calls{digits}{'' if source.is_open else '  closed'}"
        )


@command.command("add")
@click.argument("label")
@click.option("--code", default="", help="What people text; left out, it gets one.")
@click.option("--kind", default="poster", show_default=True, help=", ".join(KINDS))
@click.option("--flow", default="call", show_default=True, help="What the code alone leads to.")
@click.option("--zip", "zip_code", default="", help="Where it is.")
@click.option("--city", default="", help="Left out, the ZIP says it.")
@click.option("--state", default="", help="Left out, the ZIP says it.")
@click.option("--chapter", default="", help="Whose it is, by short name.")
@click.option("--extension", default="", help="2 to 4 digits to press on the phone, or: auto.")
@click.option("--number", default="", help="A number of ours that is printed nowhere else.")
@as_option
def add(label: str, zip_code: str, who: str, **said: str) -> None:
    """Add a source: LABEL is where it hangs, or what it is."""
    with services() as clarion:
        asked = Asked.of({"label": label, "zip": zip_code, **said})
        made = sources.add(clarion, asked, acting(clarion, who))
    digits = f" On the phone: press {made.extension}." if made.extension else ""
    click.echo(f"{made.code}: {made.label}.{digits}")
    click.echo(f"Its link: {clarion.settings.public_url}/s/{made.code}")


@command.command("bring")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--extensions", is_flag=True, help="Give each one digits to press on the phone.")
@as_option
def bring(file: Path, extensions: bool, who: str) -> None:
    """Add one for each line or row of FILE: label, ZIP, code; or a table with names of columns.

    A bad row stops no other. Ends with 1 where there was one.
    """
    with services() as clarion:
        by = acting(clarion, who)
        if not file.is_file():
            raise NotFound(f"There is no file {file}. Look for a slip in its name.")
        text = decode(file.read_bytes()).text
        done = source_lists.add_all(clarion, text, by, with_extensions=extensions)
    for one in done:
        said = f"{one.source.code}" if one.source else f"not added: {one.problem}"
        click.echo(f"{one.row:>4}  {one.label:40.40} {said}")
    bad = sum(one.source is None for one in done)
    if bad:
        raise Conflict(f"{counted(bad, 'row was', 'rows were')} not added.")


@command.command("close")
@click.argument("code")
@as_option
def close(code: str, who: str) -> None:
    """Credit CODE nothing more; its digits and its number are free again."""
    with services() as clarion:
        closed = sources.close(clarion, code, acting(clarion, who))
    click.echo(f"{closed.code} is closed.")


@command.command("posters")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--code", "codes", multiple=True, help="Which; left out, every open poster.")
@click.option("--lang", "langs", multiple=True, help="Only these languages.")
@click.option("--beside", is_flag=True, help="Two languages on one side.")
def print_posters(file: Path, codes: tuple[str, ...], langs: tuple[str, ...], beside: bool) -> None:
    """Write posters to FILE (PDF, US Letter): code to scan, strips to tear off, each language."""
    with services() as clarion:
        found = posters.chosen(clarion, codes)
        data = posters.sheets(clarion, found, langs, is_beside=beside)
    file.write_bytes(data)
    click.echo(f"{counted(len(found), 'poster', 'posters')} in {file}.")
