"""What a text is about where words of stopping mean something else: the cause, an action that they
cannot come to, a report of theirs, or calls where texts are welcome."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.hearing import Hearing
from bot.engine.listening.trimmings import Heard


def is_slogan(hearing: Hearing, heard: Heard) -> bool:
    """Whether a text is about what the week is about."""
    clause = f"{heard.folded} "
    return any(words.topics.search([clause], heard.words) for words in hearing.stop.values())


def is_elsewhere(hearing: Hearing, heard: Heard, clauses: Sequence[str]) -> bool:
    """Whether what is to be taken off is an action they cannot come to, or a report of theirs."""
    whole = [f"{' '.join(clauses)} "]
    return any(
        words.about_texts.isdisjoint(heard.words) and words.elsewhere.search(whole, heard.words)
        for words in hearing.stop.values()
    )


def is_otherwise(hearing: Hearing, heard: Heard, clauses: Sequence[str]) -> bool:
    """Whether nothing in a text is unsure after all: a slogan, or "don't call me, text me"."""
    said = [f"{clause} " for clause in clauses]
    wants = any(w.wants_texts.search(said, heard.words) for w in hearing.stop.values())
    return wants or is_slogan(hearing, heard)
