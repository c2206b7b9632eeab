"""`clarion panic`: stop everything, shut everybody out, erase if asked, say what is left where."""

from __future__ import annotations

import click

from bot.cli.acting import acting, as_option, services
from bot.errors import InputError
from bot.privacy import panic
from bot.sentences import say


@click.command("panic")
@click.option("--erase", is_flag=True, help="Also erase everybody, but for stops and proofs.")
@click.option("--type", "typed", default="", help=f"{panic.WORD}, for scripts; else it is asked.")
@as_option
def command(erase: bool, typed: str, who: str) -> None:
    """Somebody who should not has got in: stop sending, sign everybody out, end all links.

    With --erase everybody is erased, too; only who stopped and the proof of consent stay, as keyed
    digests. Run it again if it was broken off. It says what is left at the carrier and in backups.
    """
    with services() as clarion:
        by = acting(clarion, who)
        typed = typed or click.prompt(f"Type {panic.WORD} to go on", default="", show_default=False)
        if typed != panic.WORD:
            raise InputError(say("Nothing was done: %(word)s was not typed.", word=panic.WORD))
        done = panic.panic(clarion, by, erase=erase, tell=_tell)
    click.echo(
        f"Sending is stopped. {done.signed_out} organizers are signed out, {done.links} links are "
        f"ended, {done.erased} people are erased."
    )
    for line in done.left:
        click.echo(f"- {line}")


def _tell(erased: int) -> None:
    if erased:
        click.echo(f"{erased} erased ...", err=True)
