"""The services of this process, built once before any fork; connections are opened after it."""

from __future__ import annotations

from functools import cache

from bot.bootstrap import Clarion, build


@cache
def clarion() -> Clarion:
    """The services. Nothing in them is connected until it is used."""
    return build(application="clarion worker")
