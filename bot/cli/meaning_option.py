"""Which part tells the meaning of sentences, for the commands that need no server."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click
from dotenv import dotenv_values

from bot.engine import Campaign

F = TypeVar("F", bound=Callable[..., object])
TRAINED, BUILT_IN = "trained", "built-in"
_SETTING = {"local": TRAINED, "built_in": BUILT_IN}
_A_SENTENCE_S = 0.02


def _set(name: str) -> str | None:
    return os.environ.get(name) or dotenv_values(".env").get(name)


def _default() -> str:
    return _SETTING.get(_set("CLARION_UNDERSTANDING") or "", TRAINED)


def meaning_option(function: F) -> F:
    """Adds `--meaning PART`."""
    option = click.option(
        "--meaning",
        type=click.Choice([TRAINED, BUILT_IN]),
        default=_default,
        show_default="CLARION_UNDERSTANDING, else trained",
        help="What tells the meaning of sentences: trained stands on a local model, where its "
        "package is installed.",
    )
    return option(function)


def with_meaning(campaign: Campaign, part: str) -> Campaign:
    """`campaign`, its sentences understood by `part`; made when the first one comes."""
    if part == BUILT_IN:
        return campaign  # which it has from the start
    # The model's room is only needed where the trained part is asked for.
    from bot.understanding.learning import MeaningOnDemand, learn_now, samples_in

    data_dir = Path(_set("CLARION_DATA_DIR") or ".clarion")
    meaning = MeaningOnDemand(lambda: learn_now(samples_in(campaign), data_dir, _tell))
    return replace(campaign, meaning=meaning)


def _tell(new: int) -> None:
    click.echo(
        f"Learning {new} sentences of this campaign, once; about {1 + new * _A_SENTENCE_S:.0f} s.",
        err=True,
    )
