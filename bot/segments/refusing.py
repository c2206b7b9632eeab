"""Refusing a value of a segment: what is wrong, and the nearest that is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from rapidfuzz import fuzz, process

from bot.engine.wording import fold
from bot.errors import InputError
from bot.sentences import Sentence, say

_NEAR = 60.0  # of 100
_MOST_NAMED = 12


def refuse(
    what: Sentence, value: str, known: Iterable[str], names: Mapping[str, str] | None = None
) -> NoReturn:
    """Say what is wrong, and the nearest that is right; all of them where they are few."""
    among = {fold(one): one for one in known} | dict(names or {})
    near = process.extractOne(fold(value), list(among), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near is not None:
        mend = say("Perhaps “%(near)s”?", near=among[near[0]])
    elif among and len(set(among.values())) <= _MOST_NAMED:
        mend = say("There are: %(names)s.", names=", ".join(sorted(set(among.values()))))
    else:
        mend = say("The console has every word under Segments.")
    raise InputError(
        say("“%(value)s” is %(what)s. %(mend)s", value=value, what=what, mend=mend), "segment"
    )
