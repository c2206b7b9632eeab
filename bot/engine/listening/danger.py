"""Stage 4, danger: a raid at the door, somebody taken, thoughts of dying, a threat.

The campaign's own topics, in its files. Answered at once, whatever is going on: nothing is asked,
counted or suggested.
"""

from __future__ import annotations

from bot.engine.hearing import DangerTopic, Hearing
from bot.engine.listening.trimmings import Heard


def find_danger(hearing: Hearing, heard: Heard) -> tuple[DangerTopic, str, str] | None:
    """The first topic the text means, its language and words; None where it means none."""
    if hearing.danger_signs.isdisjoint(heard.words):
        return None
    clause = [f"{heard.folded} "]
    for topic in hearing.danger:
        if any(phrases.search(clause, heard.words) for phrases in topic.unless.values()):
            continue
        for lang, phrases in topic.phrases.items():
            words = phrases.search(clause, heard.words)
            if words:
                return topic, lang, words
    return None
