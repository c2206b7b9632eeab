"""Stage 1, reactions: "Liked “…”", "👍 a “…”". No answer, no effect; their quote is not read."""

from __future__ import annotations

from bot.engine.hearing import Hearing


def find_reaction(hearing: Hearing, text: str) -> str:
    """How a phone put it that somebody only reacts to one of our texts; empty for any other."""
    found = hearing.reaction.match(text)
    return found.group(1).strip() if found else ""
