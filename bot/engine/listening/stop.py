"""Stage 3, stop: who wants no more texts, by clause and not only by whole message.

Sure ones end everything at once, unsure ones hold every text and are asked. Slogans and other
senses of the words ("stop the deportations", "cuándo para el bus") are neither. Needs only the
text: nothing it is given can be away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.engine.hearing import Hearing
from bot.engine.listening.other_things import is_elsewhere, is_otherwise, is_slogan
from bot.engine.listening.trimmings import Heard, clauses_of

_HYPHEN = re.compile(r"(?<=\w)[-–_](?=\w)")
_RUN = re.compile(r"(.)\1{2,}")
_LIKE_LETTERS = str.maketrans("0135", "oies")
_MASK = "_ "
MAX_SLIP = 24  # letters
# A text of more words is not a bare word with trimmings any more.
_FEW = 8
_SLIP_WORDS = 4
_LONG = 7
# One letter wrong in a long word leaves so many at its beginning, or at its end, as they were.
END_OF_SLIP = 3
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: "".join(other[max(0, at - 1) : at + 2] for other in _ROWS[max(0, row - 1) : row + 2])
    for row, keys in enumerate(_ROWS)
    for at, key in enumerate(keys)
}


@dataclass(frozen=True, slots=True)
class Stop:
    """That somebody wants out, or may (`is_sure`); the words that say so, and their language."""

    is_sure: bool
    lang: str
    words: str


def find_stop(hearing: Hearing, heard: Heard) -> Stop | None:
    """What a text says about being texted; None where it says nothing about it."""
    folded = heard.folded
    if " " not in folded:
        found = _single(hearing, folded)
        if found is not None:
            return found
    if not _may_say(hearing, heard.words):
        return find_slip(hearing, folded) if folded.count(" ") < _SLIP_WORDS else None
    return _by_clause(hearing, heard)


def _may_say(hearing: Hearing, words: frozenset[str]) -> bool:
    for word in hearing.signs.keys() & words:
        others = hearing.signs[word]
        if not others or not others.isdisjoint(words):
            return True
    return False


def _single(hearing: Hearing, word: str) -> Stop | None:
    """A text of one word, or of pictures."""
    for lang, words in hearing.stop.items():
        if word in words.legal:
            return Stop(True, lang, word)
        if word and not word.isalnum() and set(word) <= words.symbols:
            return Stop(False, lang, word)
    return None


def find_slip(hearing: Hearing, folded: str) -> Stop | None:
    """One letter wrong in a stop word that is the whole text; two words run together."""
    if not 3 <= len(folded) <= MAX_SLIP:
        return None
    plain = _plain(folded)
    for lang, words in hearing.stop.items():
        if plain in words.legal:
            return Stop(True, lang, plain)
        if plain in words.not_slips:
            return None
    ends = hearing.slip_ends
    if len(plain) > _LONG and plain[:END_OF_SLIP] not in ends and plain[-END_OF_SLIP:] not in ends:
        return _run_together(hearing, plain) if " " not in plain else None
    spellings = [plain, *[plain[:at] + plain[at + 1 :] for at in range(len(plain))]]
    for spelling in [one for one in spellings if one in hearing.slips]:
        for lang, meant in hearing.slips[spelling]:
            if _is_slip(plain, meant):
                return Stop(True, lang, meant)
    return _run_together(hearing, plain) if " " not in plain and len(plain) > 5 else None


def _is_slip(said: str, meant: str) -> bool:
    """Whether one letter is left out, doubled, swapped, or a neighbouring key; in long words any
    letter may be wrong, short ones are not guessed at where a letter is missing."""
    if OSA.distance(said, meant, score_cutoff=1) != 1:
        return False
    if len(meant) >= _LONG or sorted(said) == sorted(meant):
        return True
    if len(said) < len(meant):
        return len(meant) > 3
    at = next(
        (n for n, pair in enumerate(zip(said, meant, strict=False)) if pair[0] != pair[1]),
        len(meant),
    )
    beside = said[at]
    letters = (
        {meant[at]}
        if at < len(meant) and len(said) == len(meant)
        else set(meant[max(0, at - 1) : at + 1])
    )
    return beside in letters or any(beside in _BESIDE.get(letter, "") for letter in letters)


def _plain(folded: str) -> str:
    """ "st0p" and "stoooop" as they are meant."""
    letters = folded.replace(" ", "")
    if not letters.isalpha() and any(c.isalpha() for c in letters):
        folded = folded.translate(_LIKE_LETTERS)
    return _RUN.sub(r"\1", folded)


def _run_together(hearing: Hearing, word: str) -> Stop | None:
    """ "stoptexting", "removeme"."""
    for lang, words in hearing.stop.items():
        leads = [at for at in range(2, len(word) - 1) if word[:at] in words.leads]
        for both in [f"{word[:at]} {word[at:]} " for at in leads]:
            if words.clauses.match([both], frozenset(both.split())):
                return Stop(True, lang, both.strip())
    return None


def _by_clause(hearing: Hearing, heard: Heard) -> Stop | None:
    clauses = clauses_of(heard.core)
    if "-" in heard.core:
        joined = clauses_of(_HYPHEN.sub("", heard.core))
        clauses = joined if joined != clauses and _bare(hearing, joined) else clauses
    for lang, words in hearing.stop.items():
        said = words.surely.search([f"{clause} " for clause in clauses], heard.words)
        if said:
            return Stop(True, lang, said)
    masked = [_mask(hearing, clause) for clause in clauses]
    found = _bare(hearing, [clause.strip() for clause in masked])
    if found is not None:
        return found
    pieces = [piece for clause in masked for piece in _pieces(hearing, clause)]
    if is_elsewhere(hearing, heard, clauses):
        return _among_others(hearing, heard, pieces)
    bodies = [f"{body} " for piece in pieces for body in _undressed(hearing, piece)]
    found = _surely(hearing, heard, masked, bodies) or _among_others(hearing, heard, pieces)
    if found is not None:
        return found
    found = _perhaps(hearing, heard, masked, bodies)
    return None if found and is_otherwise(hearing, heard, clauses) else found


def _surely(
    hearing: Hearing, heard: Heard, masked: Sequence[str], bodies: Sequence[str]
) -> Stop | None:
    for lang, words in hearing.stop.items():
        said = words.anywhere.search(masked, heard.words)
        said = said or words.clauses.match(bodies, heard.words)
        if said:
            return Stop(True, lang, said)
    return None


def _perhaps(
    hearing: Hearing, heard: Heard, masked: Sequence[str], bodies: Sequence[str]
) -> Stop | None:
    for lang, words in hearing.stop.items():
        said = words.unsure_anywhere.search(masked, heard.words)
        said = said or words.unsure.match(bodies, heard.words)
        if said:
            return Stop(False, lang, said)
    return None


def _bare(hearing: Hearing, clauses: Sequence[str]) -> Stop | None:
    """Legal words only, in as many clauses as they like, and politeness around them."""
    found: Stop | None = None
    for clause in clauses:
        forms = list(_undressed(hearing, _expand(clause)))
        stop = next((s for form in forms if form and (s := _legal(hearing, form))), None)
        if stop is None and forms[-1]:
            return None
        found = found or stop
    return found


def _legal(hearing: Hearing, core: str) -> Stop | None:
    """Whether a clause is a legal word, or one of them again and again."""
    for lang, words in hearing.stop.items():
        if core in words.legal:
            return Stop(True, lang, core)
    said = core.split(" ")
    for lang, words in hearing.stop.items():
        if not words.legal.isdisjoint(said) and all(
            word in words.legal or word in hearing.around for word in said
        ):
            return Stop(True, lang, core)
    return find_slip(hearing, core) if len(said) < _SLIP_WORDS else None


def _expand(clause: str) -> str:
    if clause.isalpha():
        return clause
    if clause.replace(" ", "").isalpha():  # nothing stands for letters: all words at once
        return _RUN.sub(r"\1", clause)
    return " ".join(map(_plain, clause.split(" ")))


def bodies_of(hearing: Hearing, folded: str) -> list[str]:
    """A folded text with more and more of the politeness around it gone, itself first."""
    if " " not in folded:
        return [folded]
    return [body for body in _undressed(hearing, folded) if body]


def _undressed(hearing: Hearing, clause: str) -> Iterator[str]:
    """A clause with more and more of the politeness before and behind it gone."""
    said = clause.split()
    firsts = _edges(hearing, said, from_start=True)
    lasts = _edges(hearing, said, from_start=False)
    for first in firsts:
        for last in lasts:
            if first < last:
                yield " ".join(said[first:last])
    if firsts[-1] >= lasts[-1]:
        yield ""


def _edges(hearing: Hearing, said: Sequence[str], *, from_start: bool) -> list[int]:
    """Where a clause may begin (or end): phrases of politeness stepped over, longest first."""
    at = 0 if from_start else len(said)
    longest = hearing.around_firsts if from_start else hearing.around_lasts
    found = [at]
    while 0 <= (beside := at if from_start else at - 1) < len(said):
        left = len(said) - at if from_start else at
        for size in range(min(longest.get(said[beside], 0), left), 0, -1):
            part = said[at : at + size] if from_start else said[at - size : at]
            if " ".join(part) in hearing.around:
                break
        else:
            return found
        at += size if from_start else -size
        found.append(at)
    return found


def _mask(hearing: Hearing, clause: str) -> str:
    """A clause with the other senses of stop words blotted out."""
    said = frozenset(clause.split(" "))
    clause += " "
    for words in hearing.stop.values():
        clause = words.other_senses.blot(clause, said, _MASK)
    return clause


def _pieces(hearing: Hearing, clause: str) -> list[str]:
    """A clause, and its parts between "but", "and", "so", "because"."""
    found = [clause]
    part: list[str] = []
    said = clause.split()
    for word in said:
        if any(word in words.joins for words in hearing.stop.values()):
            found.append(" ".join(part) + " ")
            part = []
        else:
            part.append(word)
    if len(found) > 1 or len(part) < len(said):
        found.append(" ".join(part) + " ")
    return [piece for piece in found if piece.strip()]


def _among_others(hearing: Hearing, heard: Heard, pieces: Sequence[str]) -> Stop | None:
    """A bare stop word beside clauses about something else: sure for the plain ones, asked about
    for the others, and a slogan where the text is about what the week is about."""
    bare = [stop for piece in pieces if (stop := _bare(hearing, [piece.strip()])) is not None]
    if not bare:
        return None
    if is_slogan(hearing, heard):
        return None
    for stop in bare:
        if any(
            word in hearing.stop[stop.lang].strong for word in (stop.words, *stop.words.split())
        ):
            return stop
    return Stop(False, bare[0].lang, bare[0].words) if heard.folded.count(" ") < _FEW else None
