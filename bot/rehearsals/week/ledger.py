"""What the script knows by itself: who led, came and called, counted as it is said and told.

Nothing here is asked of the record. `Ledger.figures` can be counted by hand from what was said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.rehearsals.week.acting import Player

# What an organizer decides of a large report, by its number alone.
MOST_BELIEVED = 60
COUNTS, HELD, BACK = "counts", "held", "back"
PENDING, ON, DECLINED, OFF = "pending", "on", "declined", "off"
GOING, WAITING, CANCELED = "going", "waiting", "canceled"


@dataclass(frozen=True, slots=True)
class Change:
    """Something about an action that its guests have to hear of: by which text, and who of them
    went or waited then."""

    text: str
    at: datetime
    guests: frozenset[int]


@dataclass
class Plan:
    """Something that somebody leads. `word` stands in its title and `place_word` in its place: no
    other text has them. `shown_at` is when an organizer said that they may be read. `ever` has when
    each guest first signed up, `since` when they did last."""

    host: Player
    kind: str
    word: str
    place_word: str
    address: str
    day: date
    hour: int
    size: int
    goal: int = 0
    code: str = ""
    state: str = PENDING
    is_asked: bool = False
    made_at: datetime | None = None
    shown_at: datetime | None = None
    off_at: datetime | None = None
    guests: dict[int, str] = field(default_factory=dict)
    ever: dict[int, datetime] = field(default_factory=dict)
    since: dict[int, datetime] = field(default_factory=dict)
    parties: dict[int, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @property
    def is_bank(self) -> bool:
        """Whether people call together there."""
        return self.kind == "bank"

    @property
    def title(self) -> str:
        """Its title in its host's words."""
        return f"Fiesta {self.word}"

    @property
    def place(self) -> str:
        """Where it is, with the address."""
        return f"{self.place_word} Hall, {self.address}"

    @property
    def starts(self) -> datetime:
        """When it begins."""
        return self.host.at(self.day, self.hour).until

    @property
    def seats_taken(self) -> int:
        """How many people come, by what their guests were told."""
        going = (number for number, state in self.guests.items() if state == GOING)
        return sum(self.parties.get(number, 1) for number in going)

    def count(self, state: str) -> int:
        """How many of its guests stand so."""
        return sum(one == state for one in self.guests.values())


@dataclass
class Calls:
    """Calls somebody told of. `room` is the phone bank they were told in."""

    player: Player
    count: int
    at: datetime
    state: str = COUNTS
    room: Plan | None = None


@dataclass
class Ledger:
    """The script's book."""

    plans: list[Plan] = field(default_factory=list)
    calls: list[Calls] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)

    def on(self, now: datetime, *, banks: bool = False) -> list[Plan]:
        """What people can still sign up for, in the order in which it was made."""
        return [
            one for one in self.plans
            if one.is_bank == banks and one.code and one.state == ON
            and one.starts > now + timedelta(hours=12)
        ]  # fmt: skip

    def plan_in(self, text: str) -> Plan | None:
        """Whose title or place a text shows."""
        for one in self.plans:
            if one.word in text or one.place_word in text:
                return one
        return None

    def total(self, player: Player | None = None, room: Plan | None = None) -> int:
        """The calls that count: all, one person's, or a room's."""
        return sum(one.count for one in self._counted(player, room))

    def _counted(self, player: Player | None, room: Plan | None) -> Iterator[Calls]:
        for one in self.calls:
            is_whose = player is None or one.player is player
            if one.state == COUNTS and is_whose and (room is None or one.room is room):
                yield one

    def last_of(self, player: Player) -> Calls | None:
        """What somebody told last and did not take back."""
        mine = [one for one in self.calls if one.player is player and one.state != BACK]
        return mine[-1] if mine else None
