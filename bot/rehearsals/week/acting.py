"""Players and their scripts: who texts what and when, and what their phone shows."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from bot.rehearsals.week.people import Invented

_BETWEEN_S = (15, 240)  # from a text to one's answer
_MOST_TURNS = 30


@dataclass(frozen=True, slots=True)
class Text:
    """A text on a phone. `said` is what the person had just written, where it answers that."""

    at: datetime
    body: str
    said: str | None = None
    message_id: int | None = None

    @property
    def is_answer(self) -> bool:
        """Whether it answers a text of theirs at once."""
        return self.said is not None


@dataclass(frozen=True, slots=True)
class Say:
    """A player texts, after a while. `shows`: the words are of their own language alone."""

    body: str
    after: timedelta
    shows: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """A player does nothing until then."""

    until: datetime


# A script gets the answer to what it says, "" where nothing is answered.
Script = Generator[Say | Wait, str, None]
Talk = Generator[Say | Wait, str, str]


@dataclass
class Player:
    """Somebody who acts. `stops` are the spans in which they wanted no texts. `wished_at` is when
    they asked to be told of what is near, `shown_at` when they first wrote in their own language
    alone, `invite` their code for friends, `forms` the party
    they wrote on an action's page, `talks` the script that is in the middle of something.
    """

    who: Invented
    random: Random
    texts: list[Text] = field(default_factory=list)
    said: list[tuple[datetime, str]] = field(default_factory=list)
    place: str = ""
    stops: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    wished_at: datetime | None = None
    shown_at: datetime | None = None
    asked_erasing_at: datetime | None = None
    erased_at: datetime | None = None
    has_joined: bool = False
    invite: str = ""
    forms: dict[str, int] = field(default_factory=dict)
    talks: Script | None = None
    is_lost: list[str] = field(default_factory=list)

    def write(self, body: str) -> Say:
        """Text something, in a person's time."""
        return Say(body, timedelta(seconds=self.random.randint(*_BETWEEN_S)))

    def speak(self, en: str, es: str) -> Say:
        """Text something in one's own language."""
        said = self.write(en if self.who.lang == "en" else es)
        return replace(said, shows=en != es)

    def at(self, day: date, hour: int, minute: int = 0) -> Wait:
        """Until a time of day where this player is."""
        return Wait(datetime.combine(day, time(hour, minute), self.who.zone))

    def some_time(self, day: date, first: int = 9, last: int = 20) -> Wait:
        """Until some time of a day, between two hours."""
        return self.at(day, self.random.randrange(first, last), self.random.randrange(60))

    def chance(self, share: float) -> bool:
        """Whether this player is one of so many."""
        return self.random.random() < share

    def wrote(self, words: str) -> bool:
        """Whether a text on this phone holds the words."""
        return any(words in text.body for text in self.texts)

    @property
    def told_zip(self) -> bool:
        """Whether they ever wrote where they live."""
        return any(self.who.zip in body for _, body in self.said)

    def walk(self, opening: Say, answers: Mapping[str, str | Sequence[str]]) -> Talk:
        """Say something and answer the questions that follow, by "flow/step", until one comes that
        is not among them. Several answers are given one after the other, the last one again and
        again. The last text."""
        said = yield opening
        left = {name: [one] if isinstance(one, str) else list(one) for name, one in answers.items()}
        for _ in range(_MOST_TURNS):
            mine = left.get(self.place)
            if mine is None:
                return said
            said = yield self.write(mine.pop(0) if len(mine) > 1 else mine[0])
        self.is_lost.append(f"{self.who} goes in circles at {self.place}")
        return said

    def stop(self, at: datetime) -> None:
        """Note that they want no more texts from now on."""
        self.stops.append((at, None))

    def come_back(self, at: datetime) -> None:
        """Note that they want texts again."""
        since, _ = self.stops.pop()
        self.stops.append((since, at))

    @property
    def has_stopped(self) -> bool:
        """Whether they want no texts now."""
        return bool(self.stops) and self.stops[-1][1] is None

    @property
    def is_gone(self) -> bool:
        """Whether they want no texts now, or asked to be erased."""
        return self.has_stopped or self.asked_erasing_at is not None


class Queue:
    """Who acts next. Of two at the same instant the one who was put in first."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Player, Script, Say | None]] = []
        self._count = 0

    def put(self, at: datetime, player: Player, script: Script, say: Say | None) -> None:
        """A player says something then, or goes on with their script where `say` is None."""
        self._count += 1
        heapq.heappush(self._heap, (at, self._count, player, script, say))

    def next_at(self) -> datetime | None:
        """When somebody acts next."""
        return self._heap[0][0] if self._heap else None

    def take(self) -> tuple[Player, Script, Say | None]:
        """Whose turn it is."""
        _, _, player, script, say = heapq.heappop(self._heap)
        return player, script, say
