"""Proof that the people of a list agreed to be texted: where, when, by which words, who vouches.

Whoever texts has to be able to show prior express consent for each number (47 CFR 64.1200(f)(9),
docs/texting-facts.md): a list without proof comes in, and gets no broadcast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from bot.errors import InputError
from bot.sentences import say

MAX_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class Proof:
    """How the people of a list agreed. `when` is a day or a span, as the organizer writes it."""

    where: str
    when: str
    words: str
    by: str

    def as_json(self) -> dict[str, str]:
        """As it is kept."""
        return asdict(self)

    @property
    def summary(self) -> str:
        """What the consent ledger says of its source."""
        return f"{self.where}, {self.when}"[:200]


def read_proof(given: Mapping[str, str | None], today: date) -> Proof | None:
    """A proof of its four parts; None where none is given.

    Raises: InputError naming what is missing, or a day that is still to come.
    """
    parts = {name: (given.get(name) or "").strip()[:MAX_LENGTH] for name in _ASKED}
    if not any(parts.values()):
        return None
    missing = [name for name, text in parts.items() if not text]
    if missing:
        raise InputError(
            say(
                "The proof of consent lacks %(missing)s. Say all four: where they agreed, when, the"
                " words they saw or heard, and who vouches for it; or none, and nobody of the list"
                " gets a broadcast.",
                missing=", ".join(_ASKED[name] for name in missing),
            ),
            missing[0],
        )
    _check_day(parts["when"], today)
    return Proof(**parts)


_ASKED = {
    "where": say("where"),
    "when": say("when"),
    "words": say("the words"),
    "by": say("who vouches"),
}


def _check_day(when: str, today: date) -> None:
    try:
        day = date.fromisoformat(when)
    except ValueError:
        return  # "September 2026", "2026-09-01 to 2026-09-05": people's own words
    if day > today:
        raise InputError(say("%(day)s is still to come: when did they agree?", day=when), "when")
