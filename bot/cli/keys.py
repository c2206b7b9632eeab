"""`clarion keys`: fresh keys, everything sealed anew under a new one, and which may go.

What opens the record is imported where it is used (bot/cli/key_change.py): fresh keys are made
before anything is set up, in a tenth of the time.
"""

from __future__ import annotations

import click

from bot.environment import make_keys
from bot.errors import NotFound
from bot.sentences import say


@click.group("keys")
def command() -> None:
    """Make new keys, change to one, and see which may go."""


@command.command("new")
def new() -> None:
    """Print fresh CLARION_SECRET_KEY and CLARION_DATA_KEY lines; nothing is written.

    For a new installation: clarion keys new >> .env. For a rotation, put the new data key
    before the old one, with a comma between: docs/running.md, "Changing the keys".
    """
    click.echo(make_keys().as_lines(), nl=False)
    click.echo(
        "Keep a copy of CLARION_DATA_KEY apart from the database: whoever loses it loses every"
        " number, name and text sealed with it, for good.",
        err=True,
    )


@command.command("webhook")
@click.argument("name")
def webhook(name: str) -> None:
    """Print the secret that the service NAME of CLARION_WEBHOOKS checks our signature with.

    It is that service's alone: with it nobody can sign for another one, or in.
    """
    from bot.config import load_settings

    settings = load_settings()
    if name not in settings.webhook_addresses:
        known = ", ".join(settings.webhook_addresses) or "-"
        raise NotFound(
            say(
                "CLARION_WEBHOOKS names no “%(name)s”; it names: %(known)s.", name=name, known=known
            )
        )
    click.echo(settings.webhook_secret(name))


@command.command("rotate")
@click.option("--yes", is_flag=True, help="Do not ask.")
def rotate(yes: bool) -> None:
    """Seal everything anew under the first key of CLARION_DATA_KEY.

    Give the new key first and the old ones after it, restart everything, then run this. It may be
    broken off and begun again. Afterwards `clarion keys check` says which key may go.
    """
    from bot.cli import key_change

    key_change.rotate(is_sure=yes)


@command.command("check")
def check() -> None:
    """Which key is needed for what. An old one that nothing needs may be taken out.

    Exits with 5 while an old key is needed, or one is missing.
    """
    from bot.cli import key_change

    key_change.check()
