"""An earlier answer put right by the name of what it says: "the place is Douglass Park", "change
the number to 40", "no, at the church", "30 people", "título: Vigilia".

The names are those of the question (`called` in its flow); the small words around them stand in
bot/campaign/listening/corrections.yaml.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.definition import Ask
from bot.engine.hearing import Hearing
from bot.engine.listening.trimmings import Heard
from bot.engine.readers.corrections import Correction
from bot.engine.wording import fold

_LONGEST = 4  # words of a name


def value_named(hearing: Hearing, ask: Ask, heard: Heard) -> str:
    """What a text says of the thing `ask` asked for, as written; empty where it names it not, or
    says nothing of it ("the place is wrong")."""
    if not ask.called:
        return ""
    said = heard.folded.split(" ")
    at = _after_any(hearing.called.before, said, 0)
    name = _name_at(ask, said, at)
    if name:
        is_place = " ".join(said[at : at + name]) in hearing.called.at
        if is_place and not hearing.corrections.match(heard.folded):
            return ""  # "at noon, in the park" is no place by itself
        return _rest(heard.core, _after_any(hearing.called.after, said, at + name))
    return _counted(ask, said, at)


def value_instead(hearing: Hearing, said: Correction, before: str) -> str:
    """What is meant instead of `before`, where that is what a text takes back: "in the park, not in
    the church"; empty where it takes back something else."""
    small = hearing.called.before | hearing.called.after
    taken_back = set(fold(said.retracted).split(" ")) - small - {""}
    if not taken_back or not taken_back <= set(fold(before).split(" ")):
        return ""
    return _rest(said.kept, _after_any(small, fold(said.kept).split(" "), 0))


def _counted(ask: Ask, said: Sequence[str], at: int) -> str:
    """ "30 people", "no, 30 personas", of a number."""
    left = said[at:]
    is_named = ask.kind == "number" and len(left) > 1 and " ".join(left[1:]) in ask.called
    return left[0] if is_named and left[0].isdecimal() else ""


def _name_at(ask: Ask, said: Sequence[str], at: int) -> int:
    """How many words from `at` on are a name of what was asked; 0 where none are."""
    for count in range(min(_LONGEST, len(said) - at - 1), 0, -1):
        if " ".join(said[at : at + count]) in ask.called:
            return count
    return 0


def _after_any(small: frozenset[str], said: Sequence[str], at: int) -> int:
    while at < len(said) and said[at] in small:
        at += 1
    return at


def _rest(core: str, words: int) -> str:
    """`core` without its first folded words, and without the marks before what is left."""
    said = core.split()
    while said and words > 0:
        words -= len(fold(said[0]).split())
        said.pop(0)
    return " ".join(said).lstrip(",;:.-–— ")
