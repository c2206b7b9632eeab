"""Whether volunteers reach people through our own number, with neither seeing the other's."""

from __future__ import annotations

from bot.clarion import Clarion


def is_on(_clarion: Clarion) -> bool:
    """Whether calls can be put through. Until then a list is called from a printed sheet."""
    return False
