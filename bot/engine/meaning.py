"""The port to what tells a sentence's meaning: which flow its words are nearest to.

Asked only where everything else has failed and the bot would say that it did not understand;
never about stop words or danger. `bot.understanding` has the two parts behind it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Match:
    """The flow a sentence is nearest to, and the one after it (empty: none).

    `or_flow` is the one after it where the two are so near each other that both are asked about.

    `score` is from 0 to 1, comparable only between matches of one part. A flow that only informs
    (`Flow.informs`) may answer a clear match at once; every other match is asked about first.
    """

    flow: str
    score: float
    runner_up: str = ""
    is_clear: bool = False
    or_flow: str = ""


class Meaning(Protocol):
    """Tells the meaning of sentences, by samples that the campaign's flows give (`means:`)."""

    def match(self, text: str, lang: str, but: Collection[str] = frozenset()) -> Match | None:
        """The flow `text` is nearest to, none of `but`; None where none is near enough to ask.

        `lang` is the language the text is thought to be in; samples of the others count too.
        The same text gets the same answer for as long as the part that answers is the same. At
        most 60 ms of CPU; never waits for a file, a lock or the network, and never raises.
        """
        ...
