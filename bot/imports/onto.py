"""Where the people of a file go, if not into the record: onto a list that volunteers call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.clarion import Clarion
from bot.imports.judging import Fate, Judged
from bot.imports.people import Person, Progress
from bot.store.imports.lists import ListRow
from bot.store.record import Transaction


class Onto(Protocol):
    """Takes the people of a file. Nobody of them is texted because of it."""

    def judge(self, connection: Transaction, people: Sequence[Person]) -> list[Judged]:
        """What would become of each, in their order; nothing is written."""

    def bring(self, import_id: int, people: Sequence[Person], progress: Progress) -> Counter[Fate]:
        """Write them, each judged again as they are then. How many of each fate; a run that was
        cut short goes on where it stood."""


# Where an import's people go; None: into the record.
Find = Callable[[Clarion, ListRow], Onto | None]


def into_the_record(_clarion: Clarion, row: ListRow) -> None:
    """For whoever knows of no other place. Raises: LookupError for what goes onto a list."""
    if row.calling_list_id is not None:
        raise LookupError("the people of this file go onto a calling list")
