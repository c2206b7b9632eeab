"""What the script knows by itself: who led, came and called, as they were told.

Nothing here is asked of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.rehearsals.week.acting import Player

# What an organizer decides of a large report, by its number alone.
MOST_BELIEVED = 60
COUNTS, HELD, BACK = "counts", "held", "back"
PENDING, ON, DECLINED, OFF = "pending", "on", "declined", "off"
GOING, WAITING, CANCELED = "going", "waiting", "canceled"
NO_LIMIT = 5000  # seats


@dataclass(frozen=True, slots=True)
class Change:
    """Something about an action that its guests have to hear of: by which text, and who of them
    went or waited then. `words` are the host's own, where it has any. `is_late`: some cannot be
    told in time within their hours, and `approved_at` when an organizer had them told anyway."""

    text: str
    at: datetime
    people: frozenset[int]
    words: str = ""
    is_late: bool = False
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A host's own words that wait for an organizer. `kind`: text or note."""

    kind: str
    words: str
    at: datetime


@dataclass
class Guest:
    """Somebody who signed up for an action. `ever` is when they first did, `since` when they did
    last, `going_at` since when they go, `helps` what they offered to do, `let_in_at` when the host
    let them in, `here_at` when they were checked in, `is_tapped` where that was by the host,
    `is_lapsing` when they let a held seat pass without a word."""

    state: str
    ever: datetime
    since: datetime
    party: int = 1
    going_at: datetime | None = None
    helps: set[str] = field(default_factory=set)
    let_in_at: datetime | None = None
    here_at: datetime | None = None
    is_tapped: bool = False
    is_lapsing: bool = False


@dataclass
class Plan:
    """Something that somebody leads. `word` stands in its title and `place_word` in its place: no
    other text has them. `shown_at` is when an organizer said that they may be read. `wanted` are
    the helpers that it needs, `co_hosts` who said yes to leading it too, `note` what to bring,
    `digested` the number that each of them read last; one that `is_early` begins before most may
    be texted; `screen` is the token of a room's screen, `link` that of a video call."""

    host: Player
    kind: str
    word: str
    place_word: str
    address: str
    day: date
    hour: int
    size: int
    goal: int = 0
    wanted: Mapping[str, int] = field(default_factory=dict)
    lets_in: bool = False
    is_early: bool = False
    code: str = ""
    state: str = PENDING
    is_asked: bool = False
    is_closed: bool = False
    note: Words | None = None
    made_at: datetime | None = None
    shown_at: datetime | None = None
    off_at: datetime | None = None
    guests: dict[int, Guest] = field(default_factory=dict)
    erased: dict[int, Guest] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    co_hosts: dict[int, datetime] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    pending_words: list[Words] = field(default_factory=list)
    passed_words: list[tuple[str, datetime]] = field(default_factory=list)
    refused_words: list[str] = field(default_factory=list)
    digested: dict[int, int] = field(default_factory=dict)
    told_came: int | None = None
    screen: str = ""
    link: str = ""
    led_by: Player = field(init=False)

    def __post_init__(self) -> None:
        """Whoever made it made it where they live, whoever leads it later."""
        self.led_by = self.host

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
        return self.at(self.day, self.hour)

    def at(self, day: date, hour: int) -> datetime:
        """A time of day where it takes place."""
        return self.led_by.at(day, hour).until

    @property
    def where(self) -> str:
        """What only who comes may read: its address, or the link of its call."""
        return self.link or self.address

    @property
    def own_words(self) -> tuple[str, ...]:
        """What tells a text that is of it."""
        return (self.word, self.place_word, self.where)

    @property
    def seats_taken(self) -> int:
        """How many people come, by what their guests were told."""
        return sum(one.party for one in self.guests.values() if one.state == GOING)

    @property
    def still_needed(self) -> dict[str, int]:
        """The helpers that are missing."""
        left = {kind: count - self.helpers(kind) for kind, count in self.wanted.items()}
        return {kind: count for kind, count in left.items() if count > 0}

    @property
    def is_held(self) -> bool:
        """Whether it takes place, or took place."""
        return self.state == ON and self.shown_at is not None

    def helpers(self, kind: str) -> int:
        """How many who come will help so."""
        return sum(kind in one.helps for one in self.guests.values() if one.state == GOING)

    def count(self, state: str) -> int:
        """How many of its guests stand so."""
        return sum(one.state == state for one in self.guests.values())

    def stands(self, number: int) -> str:
        """How somebody stands with it, "" where they never signed up."""
        return self.guests[number].state if number in self.guests else ""

    def concerned(self) -> frozenset[int]:
        """Who has to hear of changes: who goes, who waits, and who leads it with its host."""
        guests = (
            number for number, one in self.guests.items()
            if one.state != CANCELED and not one.is_lapsing
        )  # fmt: skip
        return frozenset([*guests, *self.co_hosts])

    def outside(self) -> list[int]:
        """Who goes and was not let in."""
        return [n for n, one in self.guests.items() if one.state == GOING and not one.let_in_at]


def leads(plan: Plan, player: Player) -> bool:
    """Whether somebody leads it, or leads it too."""
    return plan.host is player or player.who.number in plan.co_hosts


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
    """The script's book. `invites` are codes for friends that nobody has used yet, `stations` what
    volunteers asked, by the code on their card; `asked` whose code somebody
    takes, `brought` when it brought somebody, `won` who brought a DJ."""

    plans: list[Plan] = field(default_factory=list)
    calls: list[Calls] = field(default_factory=list)
    invites: dict[str, Player] = field(default_factory=dict)
    stations: dict[str, Player] = field(default_factory=dict)
    brought: dict[int, list[datetime]] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    won: list[tuple[int, datetime]] = field(default_factory=list)

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

    def bank_of(self, player: Player) -> Plan | None:
        """The phone bank that somebody hosts."""
        return next((one for one in self.plans if one.is_bank and one.host is player), None)

    def plan_of(self, code: str) -> Plan | None:
        """Which one has a code."""
        return next((one for one in self.plans if code and one.code == code), None)

    def total(self, player: Player | None = None, room: Plan | None = None) -> int:
        """The calls that count: all, one person's, or a room's."""
        return sum(one.count for one in self.counted(player, room))

    def counted(self, player: Player | None = None, room: Plan | None = None) -> Iterator[Calls]:
        """What counts, one report after the other."""
        for one in self.calls:
            is_whose = player is None or one.player is player
            if one.state == COUNTS and is_whose and (room is None or one.room is room):
                yield one

    def last_of(self, player: Player) -> Calls | None:
        """What somebody told last and did not take back."""
        mine = [one for one in self.calls if one.player is player and one.state != BACK]
        return mine[-1] if mine else None
