"""`clarion keys`: fresh keys, for a new installation or a rotation."""

from __future__ import annotations

import click

from bot.environment import make_keys


@click.group("keys")
def command() -> None:
    """Make new keys."""


@command.command("new")
def new() -> None:
    """Print fresh CLARION_SECRET_KEY and CLARION_DATA_KEY lines; nothing is written.

    For a new installation: clarion keys new >> .env. For a rotation, put the new data key
    before the old one, with a comma between: docs/running.md, "Changing the keys".
    """
    click.echo(make_keys().as_lines(), nl=False)
