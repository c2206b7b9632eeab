"""`clarion suppression`: who stopped, out to other Clarions and in from them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli.acting import acting, as_option, services
from bot.errors import Conflict, NotFound
from bot.people import suppression_lists
from bot.texting.counting import counted


@click.group()
def command() -> None:
    """The list of who stopped: only START, texted by the person, takes anybody off it."""


@command.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--clear",
    is_flag=True,
    help="The numbers themselves: needs --as somebody who may export, and is audited.",
)
@as_option
def export(file: Path, clear: bool, who: str) -> None:
    """Write FILE: by default hashes that only a Clarion with the same secret can read.

    The secret is asked for. Agree on one of 20 characters and more, and not by e-mail.
    """
    with services() as clarion:
        by = acting(clarion, who)
        if clear:
            if by is None:
                raise Conflict(
                    "Say who you are: --as EMAIL of somebody who may export. The audit notes it."
                )
            lines = suppression_lists.export_clear(clarion, by)
        else:
            secret = click.prompt("Secret of both sides", hide_input=True, confirmation_prompt=True)
            lines = suppression_lists.export_hashed(clarion, secret, by)
        count = _write(file, lines)
    click.echo(
        f"{counted(count, 'number', 'numbers')} in {file}. Who was erased is not among them."
    )


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "name", default="another", show_default=True, help="Whose list it is.")
@as_option
def take_in(file: Path, name: str, who: str) -> None:
    """Put the list in FILE with ours: hashes of another Clarion, or numbers, one a line.

    Whoever of our list is on it gets no more texts, and nobody on it is added later.
    """
    with services() as clarion:
        by = acting(clarion, who)
        if not file.is_file():
            raise NotFound(
                f"There is no file {file}. Look for a slip in its name, or give the whole path."
            )
        text = file.read_text(encoding="utf-8-sig")
        secret = None
        if text.startswith("# clarion suppression 1 hashed"):
            secret = click.prompt("Secret of both sides", hide_input=True)
        found = suppression_lists.take_in(clarion, text.splitlines(), name, secret, by)
    click.echo(
        f"{counted(found.lines, 'line', 'lines')};"
        f" {counted(found.stopped, 'person', 'people')} of ours stopped by it."
    )
    if found.unread:
        raise Conflict(f"{counted(found.unread, 'line', 'lines')} could not be read.")


def _write(file: Path, lines: Iterator[str]) -> int:
    """Write a private file. How many numbers."""
    count = 0
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        for line in lines:
            out.write(line + "\n")
            count += not line.startswith("#")
    return count
