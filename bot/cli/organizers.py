"""`clarion organizers`: who may sign in to the console."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click

from bot.cli.acting import acting_in, as_option
from bot.config import Settings, load_settings
from bot.organizers import organizers
from bot.organizers.organizers import Role
from bot.store.record import Record

_ROLES = click.Choice([role.value for role in Role])


@click.group()
def command() -> None:
    """Who may sign in to the console, and as what."""


@command.command("add")
@click.argument("email")
@click.option("--role", type=_ROLES, default=Role.ORGANIZER.value, show_default=True)
@click.option("--name", default="", help="How the console calls them.")
@click.option("--lang", type=click.Choice(["en", "es"]), default=None, help="Their language.")
@as_option
def _add(email: str, role: str, name: str, lang: str | None, who: str) -> None:
    """Add an organizer and print a link that lets them in once."""
    with _open() as (settings, record):
        by = acting_in(settings, record, who)
        organizers.add(record, email, Role(role), name=name, lang=lang or "", by=by)
    click.echo(
        f"{email} is now {Role(role).with_article}. This link signs them in once, for 15 minutes:"
    )
    click.echo(_link_for(settings, email, by))


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a line.")
def _list(as_json: bool) -> None:
    """Show every organizer."""
    with _open() as (_, record):
        found = organizers.list_all(record)
    if not found and not as_json:
        click.echo("Nobody yet. Add yourself: clarion organizers add you@example.org --role admin")
    for entry in found:
        if as_json:
            click.echo(json.dumps(asdict(entry), default=str))
            continue
        seen = f"{entry.last_login_at:%Y-%m-%d}" if entry.last_login_at else "never signed in"
        factor = ", second factor" if entry.has_second_factor else ""
        click.echo(f"{entry.email:40} {entry.role.value:10} {seen}{factor}")


@command.command("link")
@click.argument("email")
@click.option(
    "--forget-second-factor", is_flag=True, help="For a lost authenticator: ask for none again."
)
@as_option
def _link(email: str, forget_second_factor: bool, who: str) -> None:
    """Print a link that signs an organizer in once, for 15 minutes.

    Whoever comes in by a link that --as made approves nothing of theirs.
    """
    settings = load_settings()
    by = None
    if who or settings.acts_as:
        with _open() as (_, record):
            by = acting_in(settings, record, who)
    click.echo(_link_for(settings, email, by, forget_second_factor))


@command.command("role")
@click.argument("email")
@click.argument("role", type=_ROLES)
@as_option
def _role(email: str, role: str, who: str) -> None:
    """Give an organizer another role."""
    with _open() as (settings, record):
        organizers.change_role(record, email, Role(role), by=acting_in(settings, record, who))
    click.echo(f"{email} is now {Role(role).with_article}.")


@command.command("remove")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_option
def _remove(email: str, yes: bool, who: str) -> None:
    """Remove an organizer. They are signed out everywhere."""
    if not yes:
        click.confirm(f"Remove {email}?", abort=True)
    with _open() as (settings, record):
        organizers.remove(record, email, by=acting_in(settings, record, who))
    click.echo(f"{email} can no longer sign in.")


@contextmanager
def _open() -> Iterator[tuple[Settings, Record]]:
    settings = load_settings()
    record = Record(settings.database_url.get_secret_value(), pool_size=1)
    try:
        yield settings, record
    finally:
        record.dispose()


def _link_for(
    settings: Settings, email: str, by: int | None, forget_second_factor: bool = False
) -> str:
    # Imported here: `list` and `role` need none of what signs links.
    from bot.web.sign_in import one_time_link

    return one_time_link(settings, email, made_by=by, forget_second_factor=forget_second_factor)
