"""`clarion events`: the actions that people lead, and a look before anybody can find one."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from bot.bootstrap import build
from bot.cli.acting import acting, as_option, services
from bot.events import letting_in, overview
from bot.organizers import audit


@click.group()
def command() -> None:
    """Actions that people lead by text. A new one is shown to nobody before you approve it."""


@command.command("list")
def list_all() -> None:
    """Every action to come; those that wait for you first. “look”: people can join by its code, and
    hear its place when you have approved it."""
    found = overview.list_to_come(build())
    if not found:
        click.echo("No actions yet. Somebody makes one by texting LEAD.")
        return
    table = Table()
    for column in ("code", "state", "what", "when", "where", "going"):
        table.add_column(column)
    for event in found:
        when = f"{event.day} {event.time}".strip()
        where = ", ".join(filter(None, dict.fromkeys((event.place, event.city))))
        state = event.state if not event.waits else "pending" if not event.is_open else "look"
        table.add_row(event.code, state, event.title, when, where, str(event.going))
    Console().print(table)


@command.command()
@click.argument("code")
def approve(code: str) -> None:
    """Say that the words of CODE may be read: people find the action, its host is told, and who has
    joined a phone bank hears where it is."""
    overview.approve(build(), code)
    click.echo(f"{code.upper()} is approved. Its host is told, and whoever has joined.")


@command.command("call-off")
@click.argument("code")
def call_off(code: str) -> None:
    """Take the action CODE off the list; its host and whoever signed up are told."""
    overview.call_off(build(), code)
    click.echo(f"{code.upper()} is called off. Its host and its guests are told.")


@command.command()
@click.argument("code")
def outside(code: str) -> None:
    """Who has signed up for CODE and was not let in, the first one first."""
    clarion = build()
    found = letting_in.outside(clarion, code)
    audit.note(clarion, "looked at who waits", "event", None, None)
    if not found:
        click.echo("Nobody waits to be let in.")
        return
    table = Table()
    for column in ("person", "name", "since"):
        table.add_column(column)
    for one in found:
        table.add_row(str(one.contact_id), one.name, f"{one.since:%Y-%m-%d %H:%M}")
    Console().print(table)


@command.command("let-in")
@click.argument("code")
@click.argument("people", nargs=-1, type=int)
@click.option("--all", "everybody", is_flag=True, help="Everybody who waits.")
@as_option
def let_in(code: str, people: tuple[int, ...], everybody: bool, who: str) -> None:
    """Let PEOPLE (`clarion events outside` has their numbers) into CODE: they are texted where it
    is."""
    with services() as clarion:
        by = acting(clarion, who)
        if not people and not everybody:
            raise click.UsageError("Name people by their numbers, or --all.")
        done = letting_in.let_in(clarion, code, None if everybody else people, by)
    click.echo(f"{done} let in. Each is texted where it is.")
