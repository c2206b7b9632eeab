"""By what people are found whose names and numbers are sealed: keyed digests, and who lacks them.

Of a name: each folded word, and its first three letters, by which unfinished and misspelled words
are found among the few that begin alike. Of a number: its last four digits.
"""

from __future__ import annotations

import re
import unicodedata

from bot.clarion import Clarion
from bot.errors import SealError
from bot.store.people import finding as rows
from bot.store.sealing import Purpose, Sealer

BEGINNING = 3  # letters
END = 4  # digits
_AT_ONCE = 1_000
_MOST_WORDS = 6  # of a name
_WORD = re.compile(r"[^\W_]+")


def words_of(name: str) -> list[str]:
    """The words of a name as they are compared: without case and accents, each once."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return list(dict.fromkeys(_WORD.findall(bare.replace("'", "").replace("\u2019", ""))))


def beginning(word: str) -> str:
    """How a word begins."""
    return word[:BEGINNING]


def keys_of(sealer: Sealer, name: str | None, numbers: list[str]) -> list[int]:
    """Every key of a person, under the newest data key."""
    wanted = {("end", number[-END:]) for number in numbers if number[-END:].isdecimal()}
    for word in words_of(name or "")[:_MOST_WORDS]:
        wanted |= {("word", word), ("beginning", beginning(word))}
    return sorted({sealer.search_keys(kind, value)[0] for kind, value in wanted})


def fill(clarion: Clarion, most: int | None = None) -> int:
    """Work out the keys of everybody who waits for them, or of so many. How many.

    The clock does it, and a search before it looks. Raises: RecordAway.
    """
    filled = 0
    while most is None or filled < most:
        with clarion.record.transaction() as connection:
            found = rows.without_keys(connection, _AT_ONCE)
            keys = {one: _keys(clarion.sealer, name, values) for one, name, values in found}
            rows.set_keys(connection, keys)
        filled += len(found)
        if len(found) < _AT_ONCE:
            break
    return filled


def _keys(sealer: Sealer, name: bytes | None, values: list[bytes]) -> list[int]:
    numbers = []
    for value in values:
        try:
            numbers.append(sealer.open(value, Purpose.ADDRESS_VALUE))
        except SealError:  # what no key at hand opens cannot be found by its end
            continue
    return keys_of(sealer, sealer.open_or_unknown(name, Purpose.CONTACT_NAME), numbers)
