"""The services of this process, built once before any fork; connections are opened after it."""

from __future__ import annotations

from functools import cache

from bot.bootstrap import build, set_apart
from bot.clarion import Clarion


@cache
def clarion() -> Clarion:
    """The services. Nothing in them is connected until it is used."""
    services = build(application="clarion worker")
    services.campaign.current()
    set_apart()
    return services
