"""Holds every command to the role of whoever CLARION_AS names, also those without `--as`.

Who has a shell on the machine is its keeper and is asked for nothing; but an organizer who is named
is never more than they are in the console, whichever command runs.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from typing import Any

import click

from bot.cli.rights import needed
from bot.organizers.rights import Right


def hold(command: click.Command, path: str) -> click.Command:
    """The command, or each of its group, behind a look at whom CLARION_AS names. Those that take
    `--as` look by themselves, and what takes no right is for everybody."""
    if isinstance(command, click.Group):
        group = copy.copy(command)
        group.commands = {
            name: hold(one, f"{path} {name}") for name, one in command.commands.items()
        }
        return group
    right = needed(path)
    # `misunderstood --as` says something else: what the words become.
    takes_as = any("--as" in one.opts and one.metavar == "EMAIL" for one in command.params)
    if right is None or takes_as or command.callback is None:
        return command
    held = copy.copy(command)
    held.callback = _held(command.callback, right)
    return held


def _held(callback: Callable[..., Any], right: Right) -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(*args: Any, **more: Any) -> Any:
        _check(right)
        return callback(*args, **more)

    return run


def _check(right: Right) -> None:
    # Imported here: nobody is named on most machines, and these take 0.3 s.
    from bot.config import load_settings
    from bot.errors import ConfigError

    try:
        settings = load_settings()
    except ConfigError:  # the command itself says what is wrong, if it needs any
        return
    if not settings.acts_as.strip():
        return
    from bot.cli.acting import services
    from bot.organizers import organizers

    with services() as clarion:
        organizers.acting(clarion.record, settings.acts_as, right)
