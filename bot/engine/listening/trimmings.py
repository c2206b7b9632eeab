"""Stage 2, trimmings: what is not what the person says comes off before anything is read.

Invisible characters, phone signatures, our own words quoted back, letters spelled out. What is
left is looked at as a whole and by clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.engine.hearing import Hearing
from bot.engine.text import clean
from bot.engine.wording import fold

MAX_HEARD = 1000  # characters; a text of more is judged by its beginning

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f"
    "\u2060-\u206f\u3164\ufeff\uffa0]"
)
_OWN_NAME = re.compile(r"\n\s*(?:--+|—|–|~)\s*\n?.{0,40}\Z")  # "--\nAna Ruiz", "\n-- Ana"
_SPELLED = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_*]{1,3}){2,14}[^\W\d_](?![\w'])")
_NOT_LETTER = re.compile(r"[\W_]+")
_BREAK = re.compile(
    r"[.!?;,:()\[\]{}\n…¡¿\"“”«»*/|~]+|\s[-–—]+|[-–—]+\s"
    r"|[\u2190-\u2bff\U0001f000-\U0001faff]+"
)
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as it is read. `core` is what the person wrote, without trimmings, in their spelling;
    `folded` its words, `words` the set of them ("stoooop" as "stop" too)."""

    core: str
    folded: str
    words: frozenset[str]


@lru_cache(maxsize=64)  # a turn looks at its text several times, and many write the same words
def trim(hearing: Hearing, text: str) -> Heard:
    """Take the trimmings off. Of a text of trimmings only, nothing is left."""
    plain = clean(text[:MAX_HEARD])
    core = plain
    if not plain.isascii():
        core = _INVISIBLE.sub("", core)
    if len(core) > 8:
        core = _without_quotes(hearing, core)
        core = hearing.signature.sub("", core)
        core = _OWN_NAME.sub("", core) if "\n" in core else core
    core = core.strip()
    folded = fold(core)
    words = folded.split(" ")
    if len(words) > 2 and sum([len(word) == 1 for word in words]) > 2:
        core = _SPELLED.sub(lambda found: _NOT_LETTER.sub("", found.group()), core)
        folded = fold(core)
        words = folded.split(" ")
    if _DRAWN_OUT.search(folded):
        words += _DRAWN_OUT.sub(r"\1", folded).split(" ")
    return Heard(core, folded, frozenset(words))


def _without_quotes(hearing: Hearing, text: str) -> str:
    """Lines that only we write, quoted back to us."""
    if hearing.quote.search(text) is None:
        return text
    return hearing.quote.sub("", text).strip()


def clauses_of(core: str) -> list[str]:
    """The folded clauses of a text: between full stops, commas, line ends, dashes, pictures."""
    plain = _DRAWN_OUT.sub(r"\1", core)
    return [folded for piece in _BREAK.split(plain) if (folded := fold(piece))]
