"""`clarion broadcast approve|pause|resume|cancel|doubts|stop-all|start-all`: one act each."""

from __future__ import annotations

from collections.abc import Callable

import click

from bot.broadcasts import broadcasts
from bot.cli.acting import acting, as_option, services
from bot.cli.broadcast_shown import compared_lines, show_doubts, show_preview
from bot.errors import InputError
from bot.sending import comparing, doubts
from bot.store.broadcasts import broadcasts as stored
from bot.texting.counting import counted

_reason = click.option("--reason", default="", help="Why, for whoever looks at it later.")


@click.command("approve")
@click.argument("broadcast_id", type=int)
@click.option("--yes", is_flag=True, help="Do not ask for the count.")
@as_option
def _approve(broadcast_id: int, yes: bool, who: str) -> None:
    """Say yes to somebody else's broadcast, after seeing who gets it."""
    with services() as clarion:
        organizer_id = acting(clarion, who)
        broadcasts.check_approver(clarion, broadcast_id, organizer_id)
        found = broadcasts.preview(clarion, broadcasts.draft_of(clarion, broadcast_id))
        show_preview(found)
        if not yes:
            typed = click.prompt("Type the number of people who get it, to approve it", type=int)
            if typed != found.recipients:
                raise InputError(f"{typed} is not {found.recipients}. Nothing was approved.")
        expected = None if yes else found.recipients
        broadcasts.approve(clarion, broadcast_id, organizer_id, expected)
    click.echo(f"Broadcast {broadcast_id} is approved.")


def _turn(name: str, says: str, done: str) -> click.Command:
    """The command that pauses, resumes or cancels."""

    @click.command(name, help=says)
    @click.argument("broadcast_id", type=int)
    @_reason
    @as_option
    def _command(broadcast_id: int, reason: str, who: str) -> None:
        with services() as clarion:
            getattr(broadcasts, name)(clarion, broadcast_id, acting(clarion, who), reason)
        click.echo(f"Broadcast {broadcast_id} {done}.")

    return _command


@click.command("compare")
@click.argument("broadcast_id", type=int)
@click.option("--send", "arm", type=click.Choice(["a", "b", "none"]), default=None,
              help="Decide now which text the rest gets; none: nobody else gets any.")  # fmt: skip
@as_option
def _compare(broadcast_id: int, arm: str | None, who: str) -> None:
    """Show how two texts fare that are tried, or decide between them."""
    with services() as clarion:
        organizer_id = acting(clarion, who)
        if arm:
            comparing.choose(clarion, broadcast_id, arm, organizer_id)
        with clarion.record.transaction() as connection:
            found = comparing.standing(connection, stored.load(connection, broadcast_id))
    for line in compared_lines(broadcast_id, found):
        click.echo(line)


@click.command("doubts")
@click.argument("broadcast_id", type=int)
@click.option("--send", "is_send", flag_value=True, type=bool, help="Send them again.")
@click.option("--leave", "is_send", flag_value=False, type=bool, default=None,
              help="Leave them: they count as failed.")  # fmt: skip
@as_option
def _doubts(broadcast_id: int, is_send: bool | None, who: str) -> None:
    """Decide about texts that the carrier may or may not have taken.

    Without --send or --leave it shows how many there are. Deciding twice is harmless.
    """
    with services() as clarion:
        if is_send is None:
            show_doubts(broadcasts.progress(clarion, broadcast_id))
            return
        organizer_id = acting(clarion, who)
        count = doubts.decide(clarion, broadcast_id, organizer_id, is_send=is_send)
    if not count:
        click.echo(f"No text of broadcast {broadcast_id} waits for a decision.")
    elif is_send:
        click.echo(f"{counted(count, 'text is', 'texts are')} looked up one last time, then sent "
                   "to whoever may still be texted.")  # fmt: skip
    else:
        click.echo(f"{counted(count, 'text is', 'texts are')} left, and counted as failed.")


def _switch(name: str, says: str, turn: Callable[..., None], done: str) -> click.Command:
    @click.command(name, help=says)
    @_reason
    @as_option
    def _command(reason: str, who: str) -> None:
        with services() as clarion:
            turn(clarion, acting(clarion, who), reason)
        click.echo(done)

    return _command


ACTS = (
    _approve,
    _turn("pause", "Hold a broadcast: nothing new is sent until it is resumed.", "is paused"),
    _turn("resume", "Go on with a paused broadcast.", "goes on"),
    _turn("cancel", "End a broadcast for good.", "is canceled; whoever was not yet texted is not"),
    _compare,
    _doubts,
    _switch("stop-all", "The kill switch: send nothing at all until start-all.",
            broadcasts.stop_all,
            "Nothing is sent any more. Go on with: clarion broadcast start-all"),
    _switch("start-all", "Allow sending again.", broadcasts.start_all, "Sending is on."),
)  # fmt: skip
