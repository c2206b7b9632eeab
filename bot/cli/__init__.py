"""The `clarion` command: one module per sub-command, loaded only when it is asked for.

A module `bot/cli/NAME.py` holds a click command or group named `command`.
Errors of `bot.errors` end as one plain sentence on stderr and the error's exit code.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from bot.errors import ClarionError

# Name -> one line for `clarion --help`. The module is read only when the command runs.
COMMANDS: dict[str, str] = {
    "check": "Check flows, texts and scripts; say how to mend what is wrong.",
    "understand": "What the line takes a text as; figures on labelled texts.",
    "chat": "Talk to the campaign in the terminal, with no server.",
    "conversations": "Run the written conversations: the tests of the flows.",
    "calling": "Lists whose people volunteers call: make, let callers in, watch, end.",
    "events": "Actions that people lead: look at them, approve, call off.",
    "graph": "Draw a flow.",
    "translate": "Texts out to translators as a sheet, and back.",
    "week": "What one person would get, day by day.",
    "rehearse": "A whole week with invented people; every promise is checked.",
    "misunderstood": "Texts that nobody understood, alike ones together.",
    "new": "Make an empty campaign.",
    "bench": "Measure, each figure beside its floor.",
    "broadcast": "Texts to many people: schedule, watch, pause, stop.",
    "calls": "The line by voice: today, minutes, numbers that are not served.",
    "scripts": "The copy that DJs read: list, time, check, push.",
    "why": "Why one person got a broadcast, did not, or will later.",
    "reconcile": "Take in texts that the carrier has and we never stored.",
    "sources": "Posters, links, numbers with a code each, and sheets to print.",
    "splits": "Which way random splits sent people.",
    "suppression": "Who stopped: out to other Clarions, and in from them.",
    "up": "Start everything on this machine.",
    "audit": "Who did what; and that nobody rewrote it.",
    "aside": "What was set aside so that the rest could go on.",
    "consent": "Proof that somebody agreed to be texted; see that the ledger is whole.",
    "contacts": "People: add, import a list, count, erase.",
    "registration": "What carriers ask for before a number may text, from the campaign.",
    "panic": "Stop everything, sign everybody out, end links; erase everybody if asked.",
    "report": "What it came to: a day for the morning call, the funnel, where people leave flows.",
    "reports": "Reports of calls that wait for an organizer: look, let count, take back.",
    "doctor": "Check settings, servers, the carrier and the webhook address.",
    "keys": "Make new keys, change to one while all goes on, see which may go.",
    "organizers": "Who may sign in to the console, and links that let them in.",
    "migrate": "Bring the database to the newest schema.",
}


class _Commands(click.Group):
    """Looks commands up in `COMMANDS`, so that `--help` imports nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"bot.cli.{cmd_name}").command
        return importlib.import_module("bot.cli.guard").hold(command, cmd_name)  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in sorted(COMMANDS)])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def clarion() -> None:
    """Clarion: an open text line for weeks of action."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line. Never shows a traceback for an error Clarion raises on purpose."""
    try:
        clarion.main(args=arguments, prog_name="clarion", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ClarionError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
