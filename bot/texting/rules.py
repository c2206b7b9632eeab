"""The reviewed rules of texting (hours.yaml): how old the review is, and what each row is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.campaign import texting_hours

LASTS = timedelta(days=365)  # a review is good for so long: states change these rules every year


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file says of itself: when it was read against its sources, whether a lawyer signed
    it, what each row is from (names of sources), and the states' caps for a day."""

    reviewed_on: date
    by_counsel: bool
    rows_from: Mapping[str, Sequence[str]]
    most_a_day: Mapping[str, int]

    def is_old(self, today: date) -> bool:
        """Whether the review is over a year ago."""
        return today - self.reviewed_on > LASTS

    @property
    def least_cap(self) -> int:
        """Texts a day that no state's rule is broken by."""
        return min(self.most_a_day.values())


def read() -> Rules:
    """The rules of hours.yaml."""
    house = texting_hours.house()
    reviewed, caps = house["reviewed"], house["caps"]
    return Rules(
        reviewed["date"], bool(reviewed["counsel"]), house["rows_from"], caps["most_a_day"]
    )


def fault(today: date, most_a_day: int) -> tuple[str, str] | None:
    """What is wrong with the rules or with a setting beyond them, and the mend; None where nothing
    is."""
    rules = read()
    if rules.is_old(today):
        return (
            f"reviewed on {rules.reviewed_on}, over a year ago",
            "Read every row of bot/texting/hours.yaml against its source, with counsel, and set"
            " `reviewed`.",
        )
    if most_a_day > rules.least_cap:
        states = ", ".join(sorted(s for s, n in rules.most_a_day.items() if n < most_a_day))
        return (
            f"CLARION_MOST_A_DAY is {most_a_day}, and {states} allow fewer",
            f"Set it to {rules.least_cap} or fewer, or ask counsel.",
        )
    return None
