"""`clarion migrate`: bring the database to the newest schema. A platform's release step."""

from __future__ import annotations

import click

from bot.config import load_settings
from bot.errors import ConfigError


@click.command("migrate")
@click.option(
    "--app-user",
    default="",
    metavar="NAME",
    help="Let this user of the database read and write rows, and no more.",
)
def command(app_user: str) -> None:
    """Bring the database to the newest schema. `clarion up` does this by itself.

    Several machines may run it at once: one migrates, the others wait for it.
    """
    from bot.store import migrate, rights

    url = load_settings().database_url.get_secret_value()
    if not url:
        raise ConfigError("DATABASE_URL: is not set, and no `clarion up` is running here.")
    before = migrate.current(url)
    migrate.upgrade(url)
    after = migrate.head()
    if app_user:
        rights.grant(url, app_user)
    click.echo(f"The database is at {after}{' already' if before == after else ''}.")
