"""Where the commands that need no server find the campaign: an argument, the setting, flows/."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from dotenv import dotenv_values

F = TypeVar("F", bound=Callable[..., object])
SETTING = "CLARION_CAMPAIGN"


def _default() -> Path:
    """The folder of the setting in .env. These commands run without keys, so not all of
    `bot.config` can be asked for."""
    return Path(dotenv_values(".env").get(SETTING) or "flows")


def is_set_to_production() -> bool:
    """Whether CLARION_ENV says production, here or in .env: people get what is checked."""
    found = os.environ.get("CLARION_ENV") or dotenv_values(".env").get("CLARION_ENV")
    return found == "production"


def campaign_option(function: F) -> F:
    """Adds `--campaign FOLDER`."""
    option = click.option(
        "--campaign",
        "folder",
        type=click.Path(path_type=Path),
        envvar=SETTING,
        default=_default,
        show_default="CLARION_CAMPAIGN, else flows/",
        help="The campaign's folder.",
    )
    return option(function)
