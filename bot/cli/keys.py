"""`clarion keys`: fresh keys, for a new installation or a rotation."""

from __future__ import annotations

import click

from bot.config import load_settings
from bot.environment import make_keys
from bot.errors import NotFound
from bot.sentences import say


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


@command.command("webhook")
@click.argument("name")
def webhook(name: str) -> None:
    """Print the secret that the service NAME of CLARION_WEBHOOKS checks our signature with.

    It is that service's alone: with it nobody can sign for another one, or in.
    """
    settings = load_settings()
    if name not in settings.webhook_addresses:
        known = ", ".join(settings.webhook_addresses) or "-"
        raise NotFound(
            say(
                "CLARION_WEBHOOKS names no “%(name)s”; it names: %(known)s.", name=name, known=known
            )
        )
    click.echo(settings.webhook_secret(name))
