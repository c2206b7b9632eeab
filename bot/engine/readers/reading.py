"""What goes into a reader, and what comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.engine.events import Scalar
from bot.engine.wording import Lexicon

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer depends on besides the text. `now` is on the person's own clock; `options`
    are the question's bounds (min, max, past), `window` the days it allows, both included."""

    lexicon: Lexicon
    lang: str
    now: datetime
    options: Mapping[str, str]
    pattern: re.Pattern[str] | None = None
    window: Span | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`choice` is the key of the choice taken, `value` what was understood.

    `is_outside`: it was understood, but the question does not allow it (too many, not in the
    week, past). `is_correction`: it takes back what was said before ("sorry, I meant 12").
    `is_refusal`: they would rather not say. `is_unknown_to_them`: they do not know.
    `values`: every choice of a text that takes several ("1 and 2"); `value` is then the first.
    `until`: when a range of hours ends ("5 to 7pm"), of which `value` is the beginning.
    """

    value: Scalar = ""
    choice: str = ""
    is_outside: bool = False
    is_correction: bool = False
    is_refusal: bool = False
    is_unknown_to_them: bool = False
    values: tuple[Scalar, ...] = ()
    until: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the conversation can go on with it."""
        if self.choice:
            return True
        return not (self.values or self.is_outside or self.is_refusal or self.is_unknown_to_them)


@dataclass(frozen=True, slots=True)
class Found:
    """Something a sentence says: its kind (date, time, zip, count ...), and where it stands.
    `until`: when a range of hours ends."""

    kind: str
    value: Scalar
    start: int
    end: int
    until: str = ""


Kind = Callable[[str, Reading], Answer | None]
