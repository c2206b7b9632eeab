"""`clarion consent`: proof that somebody agreed, and a look at every chain of the ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

import click

from bot.cli.acting import acting, as_option, services
from bot.errors import Conflict
from bot.people import consent_proof
from bot.texting.counting import counted


@click.group()
def command() -> None:
    """The ledger of consent: who agreed to what, by which words, when; and that it is whole."""


@command.command()
@click.argument("contact_id", type=int, required=False)
@click.option("--number", default=None, help="The number instead, also of somebody erased.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@as_option
def proof(contact_id: int | None, number: str | None, out: Path | None, who: str) -> None:
    """Proof that CONTACT_ID agreed, for a carrier's complaint. The number is not in it."""
    if (contact_id is None) == (number is None):
        raise click.UsageError("Name somebody: CONTACT_ID, or --number with their number.")
    with services() as clarion:
        by = acting(clarion, who)
        if number is not None:
            found = consent_proof.of_number(clarion, number, by)
        else:
            found = consent_proof.of_person(clarion, contact_id or 0, by)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    click.echo(f"{counted(len(found['lines']), 'line', 'lines')} in {out}.")


@command.command()
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
@click.option("--number", default=None, help="With FILE: see that it is about this number.")
def verify(file: TextIO | None, number: str | None) -> None:
    """See that the ledger is what it was: every chain, or a proof in FILE by itself."""
    if file is not None:
        wrong = consent_proof.check_file(file.read(), number)
        if wrong:
            raise Conflict("The proof does not hold: " + "; ".join(wrong))
        click.echo("The proof holds.")
        return
    with services() as clarion:
        found = consent_proof.check_all(clarion)
    if found.wrong:
        ids = ", ".join(map(str, found.wrong))
        raise Conflict(f"Lines of the ledger are not what they were: {ids}.")
    lines = counted(found.lines, "line", "lines")
    click.echo(f"{lines} of {counted(found.chains, 'chain', 'chains')}: all as they were written.")
