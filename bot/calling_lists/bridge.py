"""Whether volunteers reach people through our own number, with neither seeing the other's.

bot/calls/listed.py puts them through: it carries `list.ring` out and goes by handing_over.py, which
gives it the number of a claim right before it is dialed.
"""

from __future__ import annotations

from bot.clarion import Clarion


def is_on(clarion: Clarion) -> bool:
    """Whether calls can be put through. Where not, a list is called from a printed sheet."""
    return clarion.settings.call_me
