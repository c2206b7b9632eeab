"""The services of this process, built once before any fork; connections are opened after it."""

from __future__ import annotations

import gc
from functools import cache

from bot.bootstrap import build
from bot.clarion import Clarion


@cache
def clarion() -> Clarion:
    """The services. Nothing in them is connected until it is used.

    What is built by then stays for the life of the process: set apart from the garbage
    collector, it is not walked again and again, and stays shared after a fork.
    """
    services = build(application="clarion worker")
    services.campaign.current()
    gc.collect()
    gc.freeze()
    return services
