"""Whether volunteers reach people through our own number, with neither seeing the other's.

Whoever puts calls through (a room above this one) says so here, carries `list.ring` out, and goes
by bot/calling_lists/handing_over.py: `claim_of` the caller, `number_for` the claim right before
dialing, `measured` when the call has ended.
"""

from __future__ import annotations

from bot.clarion import Clarion


def is_on(_clarion: Clarion) -> bool:
    """Whether calls can be put through. Until then a list is called from a printed sheet."""
    return False
